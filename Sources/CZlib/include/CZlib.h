#pragma once

#include <stddef.h>

// Reading a file that may be gzip or plain: zlib tells by the first bytes.

typedef struct thor_gzip thor_gzip;

// NULL with errno where the file cannot be opened.
thor_gzip *_Nullable thor_gzip_open(const char *_Nonnull path);
// Bytes read, 0 at the end, -1 for data that is no whole gzip; see thor_gzip_failure.
int thor_gzip_read(thor_gzip *_Nonnull file, void *_Nonnull bytes, unsigned count);
const char *_Nonnull thor_gzip_failure(thor_gzip *_Nonnull file);
// Bytes of the file itself (not of what is in it) read so far.
long thor_gzip_position(thor_gzip *_Nonnull file);
// Back to the beginning; 0, or -1.
int thor_gzip_rewind(thor_gzip *_Nonnull file);
void thor_gzip_close(thor_gzip *_Nullable file);
