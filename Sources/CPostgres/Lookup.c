#include "CPostgres.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// getaddrinfo waits for name servers, half a minute where they are silent. A thread does the
// waiting and writes its answer into a pipe; it shares nothing else with anybody.

struct lookup {
  int answer;
  char host[256];
};

enum { ANSWER_SIZE = 512 };

static void write_answer(const struct lookup *lookup, const char *text) {
  // Less than a pipe takes at once; nobody may be reading any more.
  ssize_t written = write(lookup->answer, text, strlen(text));
  (void)written;
}

static void append_addresses(const struct addrinfo *found, char *text, size_t size) {
  for (const struct addrinfo *one = found; one; one = one->ai_next) {
    char address[INET6_ADDRSTRLEN + 16];
    if (getnameinfo(
            one->ai_addr, one->ai_addrlen, address, sizeof address, NULL, 0, NI_NUMERICHOST) != 0) {
      continue;
    }
    size_t used = strlen(text);
    if (used + strlen(address) + 2 > size) return;
    snprintf(text + used, size - used, "%s%s", used ? "," : "", address);
  }
}

static void *look_up(void *argument) {
  struct lookup *lookup = argument;
  struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
  struct addrinfo *found = NULL;
  char text[ANSWER_SIZE] = "";
  int code = getaddrinfo(lookup->host, NULL, &wanted, &found);
  if (code == 0) {
    append_addresses(found, text, sizeof text);
    freeaddrinfo(found);
  } else {
    snprintf(text, sizeof text, "!%s", gai_strerror(code));
  }
  write_answer(lookup, text[0] ? text : "!no address");
  close(lookup->answer);
  free(lookup);
  return NULL;
}

// A thread that takes no signal: they are the loop's.
static int start(struct lookup *lookup) {
  sigset_t all, before;
  pthread_attr_t attributes;
  pthread_t thread;
  sigfillset(&all);
  if (pthread_attr_init(&attributes) != 0) return -1;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int code = pthread_create(&thread, &attributes, look_up, lookup);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return code == 0 ? 0 : -1;
}

int thor_pg_lookup(const char *host) {
  int ends[2];
  struct lookup *lookup = calloc(1, sizeof *lookup);
  if (!lookup) return -1;
  if (strlen(host) >= sizeof lookup->host || pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
    free(lookup);
    return -1;
  }
  strcpy(lookup->host, host);
  lookup->answer = ends[1];
  if (start(lookup) != 0) {
    close(ends[0]);
    close(ends[1]);
    free(lookup);
    return -1;
  }
  return ends[0];
}

int thor_pg_is_address(const char *host) {
  unsigned char bytes[sizeof(struct in6_addr)];
  return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}
