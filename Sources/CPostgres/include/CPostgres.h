#pragma once

#include <stddef.h>
#include <stdint.h>

// libpq, never waiting: a small layer of our own, so that nobody who imports this needs libpq's
// header, and a look-up of host names that happens on a thread of its own.

typedef struct thor_pg thor_pg;
typedef struct thor_pg_result thor_pg_result;

// What somebody asked for, as libpq reads it: keywords and values of a connection string.
struct thor_pg_options;
typedef struct thor_pg_options thor_pg_options;
// Reads a URL or a line of `keyword=value`; NULL when it is neither. With NULL for `text`: what
// libpq takes from its own environment and service file.
thor_pg_options *thor_pg_options_parse(const char *text);
void thor_pg_options_free(thor_pg_options *options);
// The value of a keyword; NULL where none is given.
const char *thor_pg_option(const thor_pg_options *options, const char *keyword);
// The n-th keyword that has a value, and that value; 0 behind the last one.
int thor_pg_option_at(
    const thor_pg_options *options, int place, const char **keyword, const char **value);

// Starts to connect. `keywords` and `values` end with NULL. NULL when there is no memory; all else
// is told by thor_pg_connect_poll.
thor_pg *thor_pg_connect(const char *const *keywords, const char *const *values);
void thor_pg_close(thor_pg *link);
enum { THOR_PG_READING = 1, THOR_PG_WRITING = 2, THOR_PG_OK = 0, THOR_PG_FAILED = -1 };
// Goes on with connecting: what to wait for, or that it is done, or has failed.
int thor_pg_connect_poll(thor_pg *link);
// -1 for none.
int thor_pg_descriptor(const thor_pg *link);
// libpq's last message, not masked.
const char *thor_pg_failure(const thor_pg *link);
// Whether the connection failed for want of a password or because of a wrong one.
int thor_pg_needs_password(const thor_pg *link);
int thor_pg_server_version(const thor_pg *link);
const char *thor_pg_user(const thor_pg *link);
const char *thor_pg_host(const thor_pg *link);
const char *thor_pg_database(const thor_pg *link);
int thor_pg_uses_tls(const thor_pg *link);

// Sends one statement. `binary` says which parameters are binary; results come in text form, or all
// binary. 0, or -1 with a message.
int thor_pg_send(
    thor_pg *link, const char *sql, int count, const char *const *values, const int *lengths,
    const int *binary, int binary_result);
// Sends several statements without parameters, in one transaction unless they say otherwise.
int thor_pg_send_script(thor_pg *link, const char *sql);
// Hands over rows as they come, not all at the end. Right behind sending.
void thor_pg_single_rows(thor_pg *link);
// Writes what waits: 0 when all is out, 1 when some is left, -1 when the connection is gone.
int thor_pg_flush(thor_pg *link);
// Reads what has come: 0, or -1 when the connection is gone.
int thor_pg_receive(thor_pg *link);
// Whether a result would have to be waited for.
int thor_pg_is_busy(thor_pg *link);
// The next result; NULL when the statement has no more. Only while not busy.
thor_pg_result *thor_pg_next(thor_pg *link);

void thor_pg_result_free(thor_pg_result *result);
enum { THOR_PG_DONE = 0, THOR_PG_ROWS = 1, THOR_PG_ONE_ROW = 2, THOR_PG_ERROR = 3 };
int thor_pg_result_kind(const thor_pg_result *result);
// Five characters, or empty; and the server's primary message.
const char *thor_pg_result_state(const thor_pg_result *result);
const char *thor_pg_result_message(const thor_pg_result *result);
int thor_pg_row_count(const thor_pg_result *result);
int thor_pg_column_count(const thor_pg_result *result);
// NULL for NULL.
const void *thor_pg_value(const thor_pg_result *result, int row, int column, int *length);

// Looks up a host name on a thread of its own. The descriptor that is returned becomes readable
// when the answer is there: addresses as text, separated by commas, or '!' and what is wrong; then
// its end. Closing it gives the look-up up. -1 when no thread can be made.
int thor_pg_lookup(const char *host);
// Whether a text is an address in digits.
int thor_pg_is_address(const char *host);
