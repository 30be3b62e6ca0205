#pragma once

#include <hiredis/read.h>

#include "CHiredis.h"

// The tokens of one reply: parallel arrays that only grow.
typedef struct {
  uint8_t *text;
  size_t text_length, text_capacity;
  thor_redis_span *spans;
  uint8_t *kinds;
  size_t count, capacity;
} thor_tokens;

// hiredis's reply-object functions, writing into the `thor_tokens` that is the reader's privdata.
extern redisReplyObjectFunctions thor_token_functions;

void thor_tokens_free(thor_tokens *tokens);
