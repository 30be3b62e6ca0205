#pragma once

#include "CHiredis.h"

// Walks over the bytes of a reply as they arrive and says when it is whole.
//
// It skips from length to length, so it costs a tenth of parsing; and it holds the limits on
// nesting and size before the parser, which has none on size, sees a byte.
typedef struct {
  size_t position;        // the first byte not looked at
  int depth;              // arrays that are open
  int64_t remaining[THOR_REDIS_DEPTH_LIMIT + 1];
  size_t last_id;         // of the newest entry, as XREAD nests it
  uint32_t last_id_length;
  int64_t entries;        // that the newest list of entries announced
  const char *failure;
} thor_scout;

void thor_scout_reset(thor_scout *scout);
thor_redis_progress thor_scout_advance(
    thor_scout *scout, const uint8_t *bytes, size_t count);
