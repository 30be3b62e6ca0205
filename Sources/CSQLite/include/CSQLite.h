#pragma once

#include <sqlite3.h>

// What of SQLite Swift cannot spell: variadic calls, and destructors that are cast integers. The
// rest of sqlite3.h is called as it is.

// Opens a file that exists for reading and writing, for one thread, with extended result codes.
// `*database` is set even on failure, to be asked for its message, and must be closed.
int thor_sqlite_open(const char *path, sqlite3 **database);

// Opens a file that exists for reading alone; `uri` is `file:` and an escaped path with parameters.
int thor_sqlite_open_reading(const char *uri, sqlite3 **database);

// Keeps a session from damaging what it did not make: no schema by accident, no trust in functions
// that a file brings, and pages checked as they are read.
int thor_sqlite_defend(sqlite3 *database);

// Whether the last connection empties the write-ahead log into the file as it closes.
int thor_sqlite_checkpoint_on_close(sqlite3 *database, int enabled);

// Binds bytes that stay where they are until the statement is reset: nothing is copied.
int thor_sqlite_bind_text(sqlite3_stmt *statement, int place, const char *bytes, int count);
int thor_sqlite_bind_blob(sqlite3_stmt *statement, int place, const void *bytes, int count);

// Steps, and says in `*system_error` which system call failed below, 0 for none: SQLite keeps that
// for itself where a COMMIT fails.
int thor_sqlite_step(sqlite3_stmt *statement, int *system_error);
