#pragma once

#include <stddef.h>
#include <stdint.h>

// A non-blocking Redis connection whose replies are flat lists of tokens instead of trees.
//
// hiredis connects and parses; its reply-object functions write every element of a reply, in the
// order of the wire, into buffers that are reused from reply to reply. Nothing here blocks (but
// a host name's look-up), reads a clock or keeps more than the limits below.

typedef enum {
  THOR_REDIS_STRING = 1,
  THOR_REDIS_ARRAY = 2,
  THOR_REDIS_INTEGER = 3,
  THOR_REDIS_NIL = 4,
  THOR_REDIS_STATUS = 5,
  THOR_REDIS_ERROR = 6,
} thor_redis_kind;

// Where a token's bytes are in the reply's text; an array's `length` counts its elements.
typedef struct {
  uint32_t offset;
  uint32_t length;
} thor_redis_span;

// The reply at hand. Valid until the next call on the same link.
typedef struct {
  const uint8_t *_Nullable text;
  const thor_redis_span *_Nullable spans;
  const uint8_t *_Nullable kinds;
  size_t text_length;
  size_t count;
} thor_redis_reply;

typedef enum {
  THOR_REDIS_WAITING = 0,  // the reply is not complete yet
  THOR_REDIS_READY = 1,
  THOR_REDIS_BROKEN = -1,  // not RESP, or past a limit; see thor_redis_failure
} thor_redis_progress;

// No reply may nest deeper (hiredis's own limit is 7) or be larger.
enum { THOR_REDIS_DEPTH_LIMIT = 7, THOR_REDIS_REPLY_LIMIT = 64 << 20 };

typedef struct thor_redis_link thor_redis_link;

// Starts to connect; NULL with a text in `failure` where that cannot even start.
thor_redis_link *_Nullable thor_redis_connect_tcp(
    const char *_Nonnull host, int port, char *_Nonnull failure, size_t failure_size);
thor_redis_link *_Nullable thor_redis_connect_unix(
    const char *_Nonnull path, char *_Nonnull failure, size_t failure_size);
void thor_redis_close(thor_redis_link *_Nullable link);

int thor_redis_descriptor(const thor_redis_link *_Nonnull link);
// 0 once connected, EINPROGRESS while not, else the errno of the attempt. Ask when writable.
int thor_redis_connect_status(thor_redis_link *_Nonnull link);
// The last failure in words, never empty after THOR_REDIS_BROKEN.
const char *_Nonnull thor_redis_failure(const thor_redis_link *_Nonnull link);

// Queues bytes; 0, or -1 without memory.
int thor_redis_append(
    thor_redis_link *_Nonnull link, const void *_Nonnull bytes, size_t count);
// Sends what is queued as far as the socket takes it: bytes left, or -1 with errno.
int64_t thor_redis_flush(thor_redis_link *_Nonnull link);
// Bytes that flush has not sent.
size_t thor_redis_unsent(const thor_redis_link *_Nonnull link);

// Reads once: bytes read, 0 when nothing is there, -1 at the end of the connection, -2 with errno.
int64_t thor_redis_fill(thor_redis_link *_Nonnull link);

// What is known of a reply before it is parsed: where it is one of XREAD, its entries.
typedef struct {
  const uint8_t *_Nullable last_id;
  uint32_t last_id_length;  // 0 where the reply has no entries
  uint32_t entries;
} thor_redis_preview;

// Looks whether a whole reply has arrived, without parsing it into tokens, so that the next
// request can be on its way before this reply's tokens are made. Valid until the next call.
thor_redis_progress thor_redis_peek(
    thor_redis_link *_Nonnull link, thor_redis_preview *_Nonnull preview);
// The next whole reply as tokens.
thor_redis_progress thor_redis_next(
    thor_redis_link *_Nonnull link, thor_redis_reply *_Nonnull reply);

// What the benchmark is measured against: a plain blocking hiredis reader with reply trees that
// reads a stream with XREAD COUNT `batch` and does nothing with it.
typedef struct {
  long long entries;
  long long fields;
  char failure[160];
} thor_redis_plain_result;
// `path` names a unix socket; without it, `host` and `port`. Returns 0, or with a text in `failure`
// -1, or -2 where there is no connection at all.
int thor_redis_plain_read(
    const char *_Nullable path, const char *_Nullable host, int port,
    const char *_Nullable user, const char *_Nullable password, int database,
    const char *_Nonnull stream, int batch, long long limit,
    thor_redis_plain_result *_Nonnull result);
