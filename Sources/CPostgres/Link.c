#include "CPostgres.h"

#include <stdlib.h>
#include <string.h>

#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif

// thor_pg is a PGconn and thor_pg_result a PGresult under names of our own.
static PGconn *connection(const thor_pg *link) { return (PGconn *)link; }
static const PGresult *rows(const thor_pg_result *result) { return (const PGresult *)result; }

// MARK: Options

struct thor_pg_options {
  PQconninfoOption *list;
};

thor_pg_options *thor_pg_options_parse(const char *text) {
  char *message = NULL;
  // libpq's message may repeat what was typed, a password too: nobody sees it.
  PQconninfoOption *list = text ? PQconninfoParse(text, &message) : PQconndefaults();
  PQfreemem(message);
  if (!list) return NULL;
  thor_pg_options *options = malloc(sizeof *options);
  if (!options) {
    PQconninfoFree(list);
    return NULL;
  }
  options->list = list;
  return options;
}

void thor_pg_options_free(thor_pg_options *options) {
  if (!options) return;
  PQconninfoFree(options->list);
  free(options);
}

const char *thor_pg_option(const thor_pg_options *options, const char *keyword) {
  for (const PQconninfoOption *one = options->list; one->keyword; one++) {
    if (strcmp(one->keyword, keyword) == 0) return one->val;
  }
  return NULL;
}

int thor_pg_option_at(
    const thor_pg_options *options, int place, const char **keyword, const char **value) {
  for (const PQconninfoOption *one = options->list; one->keyword; one++) {
    if (!one->val || place-- > 0) continue;
    *keyword = one->keyword;
    *value = one->val;
    return 1;
  }
  return 0;
}

// MARK: Connecting

// What the server says beside its answers is for nobody: the screen is ours.
static void be_quiet(void *argument, const PGresult *result) {
  (void)argument;
  (void)result;
}

thor_pg *thor_pg_connect(const char *const *keywords, const char *const *values) {
  PGconn *made = PQconnectStartParams(keywords, values, 0);
  if (made) PQsetNoticeReceiver(made, be_quiet, NULL);
  return (thor_pg *)made;
}

void thor_pg_close(thor_pg *link) { PQfinish(connection(link)); }

int thor_pg_connect_poll(thor_pg *link) {
  if (PQstatus(connection(link)) == CONNECTION_BAD) return THOR_PG_FAILED;
  switch (PQconnectPoll(connection(link))) {
    case PGRES_POLLING_READING: return THOR_PG_READING;
    case PGRES_POLLING_WRITING: return THOR_PG_WRITING;
    case PGRES_POLLING_OK:
      return PQsetnonblocking(connection(link), 1) == 0 ? THOR_PG_OK : THOR_PG_FAILED;
    default: return THOR_PG_FAILED;
  }
}

int thor_pg_descriptor(const thor_pg *link) { return PQsocket(connection(link)); }
const char *thor_pg_failure(const thor_pg *link) { return PQerrorMessage(connection(link)); }

int thor_pg_needs_password(const thor_pg *link) {
  return PQconnectionNeedsPassword(connection(link)) || PQconnectionUsedPassword(connection(link));
}

int thor_pg_server_version(const thor_pg *link) { return PQserverVersion(connection(link)); }
const char *thor_pg_user(const thor_pg *link) { return PQuser(connection(link)); }
const char *thor_pg_host(const thor_pg *link) { return PQhost(connection(link)); }
const char *thor_pg_database(const thor_pg *link) { return PQdb(connection(link)); }
int thor_pg_uses_tls(const thor_pg *link) { return PQsslInUse(connection(link)); }

// MARK: Statements

int thor_pg_send(
    thor_pg *link, const char *sql, int count, const char *const *values, const int *lengths,
    const int *binary, int binary_result) {
  int sent = PQsendQueryParams(
      connection(link), sql, count, NULL, values, lengths, binary, binary_result);
  return sent == 1 ? 0 : -1;
}

int thor_pg_send_script(thor_pg *link, const char *sql) {
  return PQsendQuery(connection(link), sql) == 1 ? 0 : -1;
}

void thor_pg_single_rows(thor_pg *link) { PQsetSingleRowMode(connection(link)); }
int thor_pg_flush(thor_pg *link) { return PQflush(connection(link)); }

int thor_pg_receive(thor_pg *link) { return PQconsumeInput(connection(link)) == 1 ? 0 : -1; }
int thor_pg_is_busy(thor_pg *link) { return PQisBusy(connection(link)); }

thor_pg_result *thor_pg_next(thor_pg *link) {
  return (thor_pg_result *)PQgetResult(connection(link));
}

// MARK: Results

void thor_pg_result_free(thor_pg_result *result) { PQclear((PGresult *)result); }

int thor_pg_result_kind(const thor_pg_result *result) {
  switch (PQresultStatus(rows(result))) {
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY: return THOR_PG_DONE;
    case PGRES_TUPLES_OK: return THOR_PG_ROWS;
    case PGRES_SINGLE_TUPLE: return THOR_PG_ONE_ROW;
    default: return THOR_PG_ERROR;
  }
}

const char *thor_pg_result_state(const thor_pg_result *result) {
  const char *state = PQresultErrorField(rows(result), PG_DIAG_SQLSTATE);
  return state ? state : "";
}

const char *thor_pg_result_message(const thor_pg_result *result) {
  const char *message = PQresultErrorField(rows(result), PG_DIAG_MESSAGE_PRIMARY);
  return message ? message : PQresultErrorMessage(rows(result));
}

int thor_pg_row_count(const thor_pg_result *result) { return PQntuples(rows(result)); }
int thor_pg_column_count(const thor_pg_result *result) { return PQnfields(rows(result)); }

const void *thor_pg_value(const thor_pg_result *result, int row, int column, int *length) {
  if (PQgetisnull(rows(result), row, column)) return NULL;
  *length = PQgetlength(rows(result), row, column);
  return PQgetvalue(rows(result), row, column);
}
