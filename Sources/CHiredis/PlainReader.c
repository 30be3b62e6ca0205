#include <hiredis/hiredis.h>
#include <stdio.h>
#include <string.h>

#include "CHiredis.h"

static int fail(thor_redis_plain_result *result, redisContext *context, const char *text) {
  snprintf(result->failure, sizeof result->failure, "%s", text);
  if (context) redisFree(context);
  return -1;
}

// Runs one command whose reply only matters when it is an error.
static int prepare(redisContext *context, int count, const char **words) {
  redisReply *reply = redisCommandArgv(context, count, words, NULL);
  int failed = !reply || reply->type == REDIS_REPLY_ERROR;
  if (reply) freeReplyObject(reply);
  return failed;
}

static int sign_in(redisContext *context, const char *user, const char *password, int database) {
  if (password) {
    const char *words[] = {"AUTH", user ? user : password, password};
    if (prepare(context, user ? 3 : 2, words)) return -1;
  }
  if (database > 0) {
    char number[16];
    snprintf(number, sizeof number, "%d", database);
    const char *words[] = {"SELECT", number};
    if (prepare(context, 2, words)) return -1;
  }
  return 0;
}

int thor_redis_plain_read(
    const char *path, const char *host, int port, const char *user, const char *password,
    int database, const char *stream, int batch, long long limit,
    thor_redis_plain_result *result) {
  memset(result, 0, sizeof *result);
  redisContext *context = path ? redisConnectUnix(path) : redisConnect(host, port);
  if (!context || context->err) {
    fail(result, context, context ? context->errstr : "out of memory");
    return -2;
  }
  if (sign_in(context, user, password, database))
    return fail(result, context, "the server refused AUTH or SELECT");
  char id[64] = "0";
  while (result->entries < limit) {
    redisReply *reply =
        redisCommand(context, "XREAD COUNT %d STREAMS %s %s", batch, stream, id);
    if (!reply) return fail(result, context, context->errstr);
    if (reply->type == REDIS_REPLY_ERROR) {
      fail(result, NULL, reply->str);
      freeReplyObject(reply);
      redisFree(context);
      return -1;
    }
    if (reply->type == REDIS_REPLY_NIL) {
      freeReplyObject(reply);
      break;
    }
    redisReply *entries = reply->element[0]->element[1];
    for (size_t i = 0; i < entries->elements; i++)
      result->fields += (long long)entries->element[i]->element[1]->elements / 2;
    snprintf(id, sizeof id, "%s", entries->element[entries->elements - 1]->element[0]->str);
    result->entries += (long long)entries->elements;
    freeReplyObject(reply);
  }
  redisFree(context);
  return 0;
}
