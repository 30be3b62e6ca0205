#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "CHiredis.h"
#include "Scout.h"
#include "Tokens.h"

enum { READ_SIZE = 256 << 10, KEPT_CAPACITY = 4 << 20 };

struct thor_redis_link {
  redisContext *context;
  redisReader *reader;
  thor_tokens tokens;
  thor_scout scout;
  uint8_t *in;  // bytes received, from `in_start` not yet given to the parser
  size_t in_start, in_end, in_capacity;
  uint8_t *out;
  size_t out_start, out_end, out_capacity;
  char failure[160];
};

static void say(char *failure, size_t size, const char *text) {
  snprintf(failure, size, "%s", text && *text ? text : "unknown failure");
}

static thor_redis_link *adopt(redisContext *context, char *failure, size_t size) {
  if (!context || context->err) {
    say(failure, size, context ? context->errstr : "out of memory");
    if (context) redisFree(context);
    return NULL;
  }
  thor_redis_link *link = calloc(1, sizeof *link);
  if (link) link->reader = redisReaderCreateWithFunctions(&thor_token_functions);
  if (!link || !link->reader) {
    say(failure, size, "out of memory");
    redisFree(context);
    free(link);
    return NULL;
  }
  link->context = context;
  link->reader->privdata = &link->tokens;
  link->reader->maxbuf = 0;  // keep the buffer between replies
  fcntl(context->fd, F_SETFD, FD_CLOEXEC);
  return link;
}

thor_redis_link *thor_redis_connect_tcp(
    const char *host, int port, char *failure, size_t failure_size) {
  return adopt(redisConnectNonBlock(host, port), failure, failure_size);
}

thor_redis_link *thor_redis_connect_unix(
    const char *path, char *failure, size_t failure_size) {
  return adopt(redisConnectUnixNonBlock(path), failure, failure_size);
}

void thor_redis_close(thor_redis_link *link) {
  if (!link) return;
  redisReaderFree(link->reader);
  redisFree(link->context);
  thor_tokens_free(&link->tokens);
  free(link->in);
  free(link->out);
  free(link);
}

int thor_redis_descriptor(const thor_redis_link *link) { return link->context->fd; }

const char *thor_redis_failure(const thor_redis_link *link) { return link->failure; }

int thor_redis_connect_status(thor_redis_link *link) {
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(link->context->fd, SOL_SOCKET, SO_ERROR, &error, &size)) return errno;
  if (error) return error;
  struct sockaddr_storage peer;
  size = sizeof peer;
  if (getpeername(link->context->fd, (struct sockaddr *)&peer, &size) == 0) return 0;
  return errno == ENOTCONN ? EINPROGRESS : errno;
}

static int reserve(
    uint8_t **buffer, size_t *start, size_t *end, size_t *capacity, size_t more) {
  if (*end + more <= *capacity) return 0;
  if (*start > 0) {
    memmove(*buffer, *buffer + *start, *end - *start);
    *end -= *start;
    *start = 0;
    if (*end + more <= *capacity) return 0;
  }
  size_t wanted = *end + more > *capacity * 2 ? *end + more : *capacity * 2;
  uint8_t *grown = realloc(*buffer, wanted);
  if (!grown) return -1;
  *buffer = grown;
  *capacity = wanted;
  return 0;
}

int thor_redis_append(thor_redis_link *link, const void *bytes, size_t count) {
  if (reserve(&link->out, &link->out_start, &link->out_end, &link->out_capacity, count))
    return -1;
  memcpy(link->out + link->out_end, bytes, count);
  link->out_end += count;
  return 0;
}

int64_t thor_redis_flush(thor_redis_link *link) {
  while (link->out_start < link->out_end) {
    ssize_t sent = send(
        link->context->fd, link->out + link->out_start, link->out_end - link->out_start,
        MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN || errno == EWOULDBLOCK) break;
      return -1;
    }
    link->out_start += (size_t)sent;
  }
  if (link->out_start == link->out_end) link->out_start = link->out_end = 0;
  return (int64_t)(link->out_end - link->out_start);
}

size_t thor_redis_unsent(const thor_redis_link *link) {
  return link->out_end - link->out_start;
}

// A reply far larger than usual must not hold its memory for the rest of the day.
static void release_surplus(thor_redis_link *link) {
  if (link->in_start != link->in_end) return;
  link->in_start = link->in_end = 0;
  if (link->in_capacity > KEPT_CAPACITY) {
    free(link->in);
    link->in = NULL;
    link->in_capacity = 0;
  }
  if (link->tokens.text_capacity > KEPT_CAPACITY) thor_tokens_free(&link->tokens);
}

int64_t thor_redis_fill(thor_redis_link *link) {
  if (link->in_start == link->in_end) release_surplus(link);
  if (reserve(&link->in, &link->in_start, &link->in_end, &link->in_capacity, READ_SIZE)) {
    errno = ENOMEM;
    return -2;
  }
  for (;;) {
    ssize_t got = recv(
        link->context->fd, link->in + link->in_end, link->in_capacity - link->in_end,
        MSG_DONTWAIT);
    if (got > 0) {
      link->in_end += (size_t)got;
      return got;
    }
    if (got == 0) return -1;
    if (errno == EINTR) continue;
    return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -2;
  }
}

thor_redis_progress thor_redis_peek(thor_redis_link *link, thor_redis_preview *preview) {
  *preview = (thor_redis_preview){0};
  const uint8_t *bytes = link->in + link->in_start;
  size_t count = link->in_end - link->in_start;
  if (count == 0) return THOR_REDIS_WAITING;
  thor_redis_progress progress = THOR_REDIS_READY;
  int done = link->scout.position > 0 && link->scout.depth == 0;
  if (!done) progress = thor_scout_advance(&link->scout, bytes, count);
  if (progress == THOR_REDIS_BROKEN) say(link->failure, sizeof link->failure, link->scout.failure);
  if (progress == THOR_REDIS_READY && link->scout.last_id_length) {
    preview->last_id = bytes + link->scout.last_id;
    preview->last_id_length = link->scout.last_id_length;
    preview->entries = (uint32_t)link->scout.entries;
  }
  return progress;
}

thor_redis_progress thor_redis_next(thor_redis_link *link, thor_redis_reply *reply) {
  thor_redis_preview preview;
  thor_redis_progress progress = thor_redis_peek(link, &preview);
  if (progress != THOR_REDIS_READY) return progress;
  size_t length = link->scout.position;
  thor_scout_reset(&link->scout);
  link->tokens.count = 0;
  link->tokens.text_length = 0;
  redisReaderFeed(link->reader, (const char *)link->in + link->in_start, length);
  link->in_start += length;
  void *object = NULL;
  if (redisReaderGetReply(link->reader, &object) != REDIS_OK || !object) {
    say(link->failure, sizeof link->failure,
        link->reader->err ? link->reader->errstr : "reply is not complete");
    return THOR_REDIS_BROKEN;
  }
  *reply = (thor_redis_reply){
      link->tokens.text, link->tokens.spans, link->tokens.kinds, link->tokens.text_length,
      link->tokens.count};
  return THOR_REDIS_READY;
}
