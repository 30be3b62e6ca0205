#include "CPlatform.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

// A Swift trap runs no deinit and no defer. What gives the terminal back is this handler, which
// touches nothing but the memory below and calls nothing that POSIX does not list as safe here.

enum { byte_limit = 512, stack_size = 64 * 1024 };

static struct {
  volatile sig_atomic_t descriptor;
  int has_settings;
  struct termios settings;
  size_t count;
  char bytes[byte_limit];
} guarded = {.descriptor = -1};

static char handler_stack[stack_size];

static const int crash_signals[] = {SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE};

static void write_all(int descriptor, const char *bytes, size_t count) {
  // A terminal that takes nothing for this long will not show it either.
  int patience = 20;
  while (count > 0 && patience > 0) {
    ssize_t written = write(descriptor, bytes, count);
    if (written > 0) {
      bytes += written;
      count -= (size_t)written;
    } else if (written < 0 && errno == EAGAIN) {
      struct pollfd wait = {.fd = descriptor, .events = POLLOUT};
      poll(&wait, 1, 50);
      patience--;
    } else if (errno != EINTR) {
      return;
    }
  }
}

static void say(int number) {
  char line[] =
      "thor: crashed (signal 00); the terminal was restored, the journal recovers at the next "
      "start\n";
  char *digits = strchr(line, '0');
  if (number < 10) {
    digits[0] = (char)('0' + number);
    memmove(digits + 1, digits + 2, strlen(digits + 2) + 1);
  } else {
    digits[0] = (char)('0' + number / 10 % 10);
    digits[1] = (char)('0' + number % 10);
  }
  write_all(STDERR_FILENO, line, strlen(line));
}

static void crashed(int number) {
  int descriptor = guarded.descriptor;
  guarded.descriptor = -1;
  if (descriptor >= 0) {
    write_all(descriptor, guarded.bytes, guarded.count);
    if (guarded.has_settings) tcsetattr(descriptor, TCSANOW, &guarded.settings);
  }
  say(number);
  // SA_RESETHAND made the default action current again: this ends the process as the crash would
  // have, with a core file where those are wanted.
  raise(number);
}

static int install(void) {
  stack_t stack = {.ss_sp = handler_stack, .ss_size = stack_size};
  if (sigaltstack(&stack, NULL) < 0) return -errno;
  struct sigaction action = {.sa_handler = crashed,
                             .sa_flags = SA_ONSTACK | (int)SA_RESETHAND | SA_NODEFER};
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < sizeof crash_signals / sizeof *crash_signals; i++) {
    if (sigaction(crash_signals[i], &action, NULL) < 0) return -errno;
  }
  return 0;
}

int thor_crash_guard(int descriptor, const struct termios *settings, const void *bytes,
                     size_t count) {
  if (count > byte_limit) return -E2BIG;
  guarded.descriptor = -1;
  guarded.has_settings = settings != NULL;
  if (settings) guarded.settings = *settings;
  guarded.count = count;
  if (count > 0) memcpy(guarded.bytes, bytes, count);
  guarded.descriptor = descriptor;
  return install();
}
