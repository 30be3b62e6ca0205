#include "CCrypto.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct thor_sha256 {
  EVP_MD *algorithm;
  EVP_MD_CTX *context;
};

thor_sha256 *thor_sha256_new(void) {
  thor_sha256 *hash = calloc(1, sizeof *hash);
  if (!hash) return NULL;
  hash->algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
  hash->context = EVP_MD_CTX_new();
  if (hash->algorithm && hash->context &&
      EVP_DigestInit_ex2(hash->context, hash->algorithm, NULL) == 1) {
    return hash;
  }
  thor_sha256_free(hash);
  return NULL;
}

int thor_sha256_update(thor_sha256 *hash, const void *bytes, size_t count) {
  return EVP_DigestUpdate(hash->context, bytes, count) == 1;
}

int thor_sha256_finish(thor_sha256 *hash, uint8_t digest[32]) {
  unsigned int length = 0;
  return EVP_DigestFinal_ex(hash->context, digest, &length) == 1 && length == 32 &&
         EVP_DigestInit_ex2(hash->context, hash->algorithm, NULL) == 1;
}

void thor_sha256_free(thor_sha256 *hash) {
  if (!hash) return;
  EVP_MD_CTX_free(hash->context);
  EVP_MD_free(hash->algorithm);
  free(hash);
}
