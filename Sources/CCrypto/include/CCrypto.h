#pragma once
#include <stddef.h>
#include <stdint.h>

/* SHA-256 over OpenSSL's EVP interface, fed piece by piece, one message after the other. */
typedef struct thor_sha256 thor_sha256;

/* NULL when memory or the algorithm is missing. The algorithm is looked up here, once. */
thor_sha256 *thor_sha256_new(void);
/* 1 done, 0 failed. */
int thor_sha256_update(thor_sha256 *hash, const void *bytes, size_t count);
/* Writes 32 bytes and begins the next message. 1 done, 0 failed. */
int thor_sha256_finish(thor_sha256 *hash, uint8_t digest[32]);
void thor_sha256_free(thor_sha256 *hash);
