#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

static int64_t nanos(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t thor_monotonic_nanos(void) { return nanos(CLOCK_MONOTONIC); }

int64_t thor_unix_nanos(void) { return nanos(CLOCK_REALTIME); }

int64_t thor_processor_nanos(void) { return nanos(CLOCK_PROCESS_CPUTIME_ID); }

int64_t thor_process_nanos(int process) {
  clockid_t clock;
  int problem = clock_getcpuclockid(process, &clock);
  return problem ? -problem : nanos(clock);
}

static void signal_set(uint64_t mask, sigset_t *set) {
  sigemptyset(set);
  for (int number = 1; number < 64; number++) {
    if (mask >> number & 1) sigaddset(set, number);
  }
}

int thor_signal_descriptor(uint64_t mask) {
  sigset_t set;
  signal_set(mask, &set);
  int failed = pthread_sigmask(SIG_BLOCK, &set, NULL);
  if (failed) return -failed;
  int descriptor = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}

int thor_signal_next(int descriptor) {
  struct signalfd_siginfo info;
  ssize_t count;
  do {
    count = read(descriptor, &info, sizeof info);
  } while (count < 0 && errno == EINTR);
  if (count == (ssize_t)sizeof info) return (int)info.ssi_signo;
  return count < 0 && errno != EAGAIN ? -errno : 0;
}

int thor_signals_unblock(uint64_t mask) {
  sigset_t set;
  signal_set(mask, &set);
  return -pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

int thor_stop_group(void) {
  sigset_t stop, before;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  // With SIGTSTP blocked for the signal descriptor, our own copy waits until it is let through.
  int failed = pthread_sigmask(SIG_BLOCK, &stop, &before);
  if (failed) return -failed;
  int problem = kill(0, SIGTSTP) < 0 ? errno : 0;
  pthread_sigmask(SIG_UNBLOCK, &stop, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return -problem;
}

int thor_ignore_sigpipe(void) { return signal(SIGPIPE, SIG_IGN) == SIG_ERR ? -errno : 0; }

int thor_set_nonblocking(int descriptor, int enabled) {
  int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0) return -errno;
  flags = enabled ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
  return fcntl(descriptor, F_SETFL, flags) < 0 ? -errno : 0;
}

int thor_poll(struct thor_poll_entry *entries, size_t count, int64_t timeout_nanos) {
  enum { most = 64 };
  struct pollfd polled[most];
  if (count > most) return -EINVAL;
  for (size_t i = 0; i < count; i++) {
    polled[i].fd = entries[i].descriptor;
    polled[i].events =
        (short)((entries[i].interest & 1 ? POLLIN : 0) | (entries[i].interest & 2 ? POLLOUT : 0));
    polled[i].revents = 0;
  }
  // ppoll takes nanoseconds: rounding a timer up to a millisecond would make it late, rounding it
  // down would spin until it is due.
  struct timespec timeout = {timeout_nanos / 1000000000, timeout_nanos % 1000000000};
  int ready = ppoll(polled, count, timeout_nanos < 0 ? NULL : &timeout, NULL);
  if (ready < 0) return errno == EINTR ? 0 : -errno;
  for (size_t i = 0; i < count; i++) {
    short seen = polled[i].revents;
    entries[i].ready = (short)((seen & POLLIN ? 1 : 0) | (seen & POLLOUT ? 2 : 0) |
                               (seen & (POLLERR | POLLHUP | POLLNVAL) ? 4 : 0));
  }
  return ready;
}

int thor_memory_file(const char *name) {
  int descriptor = memfd_create(name, MFD_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}

int thor_terminal_resize(int descriptor, int rows, int columns) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  return ioctl(descriptor, TIOCSWINSZ, &size) < 0 ? -errno : 0;
}

int64_t thor_resident_bytes(void) {
  FILE *file = fopen("/proc/self/statm", "re");
  if (!file) return -errno;
  long total = 0, resident = 0;
  int fields = fscanf(file, "%ld %ld", &total, &resident);
  fclose(file);
  return fields == 2 ? (int64_t)resident * sysconf(_SC_PAGESIZE) : -EIO;
}

void thor_keep_memory(size_t trim_threshold, size_t step) {
  mallopt(M_TRIM_THRESHOLD, (int)trim_threshold);
  mallopt(M_TOP_PAD, (int)step);
}

int64_t thor_free_disk_bytes(const char *path) {
  struct statvfs info;
  if (statvfs(path, &info) < 0) return -errno;
  return (int64_t)info.f_bavail * (int64_t)info.f_frsize;
}
