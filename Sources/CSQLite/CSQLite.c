#include "CSQLite.h"

#include <errno.h>
#include <stddef.h>

int thor_sqlite_open(const char *path, sqlite3 **database) {
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  return sqlite3_open_v2(path, database, flags, NULL);
}

int thor_sqlite_open_reading(const char *uri, sqlite3 **database) {
  int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  return sqlite3_open_v2(uri, database, flags, NULL);
}

int thor_sqlite_defend(sqlite3 *database) {
  int code = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  if (code == SQLITE_OK) {
    code = sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  }
  if (code == SQLITE_OK) code = sqlite3_exec(database, "PRAGMA cell_size_check=ON", 0, 0, 0);
  return code;
}

int thor_sqlite_checkpoint_on_close(sqlite3 *database, int enabled) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !enabled, NULL);
}

int thor_sqlite_bind_text(sqlite3_stmt *statement, int place, const char *bytes, int count) {
  return sqlite3_bind_text(statement, place, bytes, count, SQLITE_STATIC);
}

int thor_sqlite_bind_blob(sqlite3_stmt *statement, int place, const void *bytes, int count) {
  // A null pointer would bind NULL: an empty blob is still a blob.
  return sqlite3_bind_blob(statement, place, bytes ? bytes : "", count, SQLITE_STATIC);
}

int thor_sqlite_step(sqlite3_stmt *statement, int *system_error) {
  errno = 0;
  int code = sqlite3_step(statement);
  *system_error = errno;
  return code;
}
