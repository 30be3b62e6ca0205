#include "Scout.h"

#include <string.h>

// XREAD's reply nests [[key, [[id, [field, value, …]], …]]]: an id is the first of four open.
enum { ENTRY_DEPTH = 4 };

void thor_scout_reset(thor_scout *scout) { memset(scout, 0, sizeof *scout); }

static thor_redis_progress broken(thor_scout *scout, const char *why) {
  scout->failure = why;
  return THOR_REDIS_BROKEN;
}

// Reads `[-]digits\r\n` from `start`; the place after it, 0 when more bytes are needed, -1 when
// it is something else.
static int64_t read_length(
    const uint8_t *bytes, size_t start, size_t count, int64_t *value) {
  size_t index = start;
  int negative = index < count && bytes[index] == '-';
  if (negative) index++;
  int64_t result = 0;
  size_t digits = index;
  while (index < count && (uint8_t)(bytes[index] - '0') < 10) {
    if (index - digits > 11) return -1;
    result = result * 10 + (bytes[index++] - '0');
  }
  if (index + 2 > count) return index - start > 13 ? -1 : 0;
  if (index == digits || bytes[index] != '\r' || bytes[index + 1] != '\n') return -1;
  *value = negative ? -result : result;
  return (int64_t)index + 2;
}

static thor_redis_progress open_array(thor_scout *scout, int64_t elements) {
  if (elements > 0) {
    if (scout->depth >= THOR_REDIS_DEPTH_LIMIT) return broken(scout, "reply nests too deep");
    scout->depth++;
    scout->remaining[scout->depth] = elements;
    if (scout->depth == ENTRY_DEPTH - 1) scout->entries = elements;
    return THOR_REDIS_WAITING;
  }
  return THOR_REDIS_READY;
}

// Takes one element: READY when it is whole, and arrays when they are opened empty.
static thor_redis_progress element(thor_scout *scout, const uint8_t *bytes, size_t count) {
  size_t start = scout->position;
  if (start >= count) return THOR_REDIS_WAITING;
  uint8_t type = bytes[start];
  if (type == '$' || type == '*') {
    int64_t value = 0;
    int64_t after = read_length(bytes, start + 1, count, &value);
    if (after == 0) return THOR_REDIS_WAITING;
    if (after < 0 || value < -1 || value > THOR_REDIS_REPLY_LIMIT)
      return broken(scout, "reply has a length that is not one, or is past the limit");
    if (type == '*') {
      scout->position = (size_t)after;
      return open_array(scout, value);
    }
    size_t end = (size_t)after + (value < 0 ? 0 : (size_t)value + 2);
    if (end > count) return THOR_REDIS_WAITING;
    if (value >= 0 && (bytes[end - 2] != '\r' || bytes[end - 1] != '\n'))
      return broken(scout, "reply has a string without its end");
    if (scout->depth == ENTRY_DEPTH && scout->remaining[ENTRY_DEPTH] == 2 && value > 0) {
      scout->last_id = (size_t)after;
      scout->last_id_length = (uint32_t)value;
    }
    scout->position = end;
    return THOR_REDIS_READY;
  }
  if (type != '+' && type != '-' && type != ':')
    return broken(scout, "reply is not of the Redis protocol");
  const uint8_t *end = memchr(bytes + start, '\n', count - start);
  if (!end) return THOR_REDIS_WAITING;
  if (end[-1] != '\r') return broken(scout, "reply has a line without its end");
  scout->position = (size_t)(end - bytes) + 1;
  return THOR_REDIS_READY;
}

// Skips strings of up to 99 bytes inside an array, all but its last: nearly all there is in a
// stream's reply. Stops at the first byte that needs a closer look.
static void skip_short_strings(thor_scout *scout, const uint8_t *bytes, size_t count) {
  int64_t *remaining = &scout->remaining[scout->depth];
  size_t position = scout->position;
  while (*remaining > 1 && position + 5 < count && bytes[position] == '$') {
    const uint8_t *at = bytes + position;
    uint8_t first = (uint8_t)(at[1] - '0');
    uint8_t second = (uint8_t)(at[2] - '0');
    size_t end;
    if (first < 10 && at[2] == '\r' && at[3] == '\n') {
      end = position + 4 + first + 2;
    } else if (first < 10 && second < 10 && at[3] == '\r' && at[4] == '\n') {
      end = position + 5 + first * 10u + second + 2;
    } else {
      break;
    }
    if (end > count || bytes[end - 2] != '\r' || bytes[end - 1] != '\n') break;
    position = end;
    --*remaining;
  }
  scout->position = position;
}

thor_redis_progress thor_scout_advance(
    thor_scout *scout, const uint8_t *bytes, size_t count) {
  for (;;) {
    if (scout->depth > ENTRY_DEPTH) skip_short_strings(scout, bytes, count);
    size_t before = scout->position;
    thor_redis_progress progress = element(scout, bytes, count);
    if (progress == THOR_REDIS_BROKEN) return progress;
    if (scout->position > THOR_REDIS_REPLY_LIMIT || count > 2 * (size_t)THOR_REDIS_REPLY_LIMIT)
      return broken(scout, "reply is larger than 64 MiB");
    if (progress == THOR_REDIS_WAITING) {
      if (scout->position == before) return THOR_REDIS_WAITING;
      continue;  // an array was opened
    }
    while (scout->depth > 0 && --scout->remaining[scout->depth] == 0) scout->depth--;
    if (scout->depth == 0) return THOR_REDIS_READY;
  }
}
