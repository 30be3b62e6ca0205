#include "CZlib.h"

#include <errno.h>
#include <string.h>
#include <zlib.h>

thor_gzip *thor_gzip_open(const char *path) {
  gzFile file = gzopen(path, "rbe");
  if (!file) return NULL;
  gzbuffer(file, 128 << 10);
  return (thor_gzip *)file;
}

int thor_gzip_read(thor_gzip *file, void *bytes, unsigned count) {
  int got = gzread((gzFile)file, bytes, count);
  if (got > 0) return got;
  // A file that ends too early reads as empty and leaves its error behind.
  int code = Z_OK;
  gzerror((gzFile)file, &code);
  return got == 0 && code == Z_OK ? 0 : -1;
}

const char *thor_gzip_failure(thor_gzip *file) {
  int code = Z_OK;
  const char *text = gzerror((gzFile)file, &code);
  if (code == Z_ERRNO) return strerror(errno);
  if (code == Z_BUF_ERROR) return "the compressed data ends too early";
  return text && *text ? text : "the compressed data is damaged";
}

long thor_gzip_position(thor_gzip *file) { return (long)gzoffset((gzFile)file); }

int thor_gzip_rewind(thor_gzip *file) { return gzrewind((gzFile)file); }

void thor_gzip_close(thor_gzip *file) {
  if (file) gzclose((gzFile)file);
}
