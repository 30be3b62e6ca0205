#include "Tokens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Readers of the text load whole words, so this much beyond the last byte is ours.
enum { TEXT_SLACK = 32 };

static int reserve_text(thor_tokens *tokens, size_t more) {
  if (tokens->text_length + more + TEXT_SLACK <= tokens->text_capacity) return 0;
  size_t capacity = (tokens->text_length + more + TEXT_SLACK) * 2;
  uint8_t *text = realloc(tokens->text, capacity);
  if (!text) return -1;
  tokens->text = text;
  tokens->text_capacity = capacity;
  return 0;
}

static int reserve_token(thor_tokens *tokens) {
  if (tokens->count < tokens->capacity) return 0;
  size_t capacity = tokens->capacity ? tokens->capacity * 2 : 1024;
  thor_redis_span *spans = realloc(tokens->spans, capacity * sizeof *spans);
  if (!spans) return -1;
  tokens->spans = spans;
  uint8_t *kinds = realloc(tokens->kinds, capacity);
  if (!kinds) return -1;
  tokens->kinds = kinds;
  tokens->capacity = capacity;
  return 0;
}

// Any non-NULL pointer tells hiredis that the object was made.
static void *add(
    thor_tokens *tokens, int kind, uint32_t offset, uint32_t length) {
  if (reserve_token(tokens)) return NULL;
  tokens->spans[tokens->count] = (thor_redis_span){offset, length};
  tokens->kinds[tokens->count++] = (uint8_t)kind;
  return tokens;
}

static void *add_text(thor_tokens *tokens, int kind, const char *bytes, size_t length) {
  if (reserve_text(tokens, length)) return NULL;
  size_t offset = tokens->text_length;
  memcpy(tokens->text + offset, bytes, length);
  tokens->text_length += length;
  return add(tokens, kind, (uint32_t)offset, (uint32_t)length);
}

static void *create_string(const redisReadTask *task, char *bytes, size_t length) {
  return add_text(task->privdata, task->type, bytes, length);
}

static void *create_array(const redisReadTask *task, int elements) {
  return add(task->privdata, THOR_REDIS_ARRAY, 0, (uint32_t)elements);
}

static void *create_integer(const redisReadTask *task, long long value) {
  char digits[32];
  int length = snprintf(digits, sizeof digits, "%lld", value);
  return add_text(task->privdata, THOR_REDIS_INTEGER, digits, (size_t)length);
}

static void *create_nil(const redisReadTask *task) {
  return add(task->privdata, THOR_REDIS_NIL, 0, 0);
}

static void free_object(void *object) { (void)object; }

redisReplyObjectFunctions thor_token_functions = {
    .createString = create_string,
    .createArray = create_array,
    .createInteger = create_integer,
    .createNil = create_nil,
    .freeObject = free_object,
};

void thor_tokens_free(thor_tokens *tokens) {
  free(tokens->text);
  free(tokens->spans);
  free(tokens->kinds);
  memset(tokens, 0, sizeof *tokens);
}
