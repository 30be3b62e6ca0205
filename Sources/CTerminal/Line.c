#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

size_t thor_line_settings_size(void) { return sizeof(struct termios); }

int thor_line_make_raw(int descriptor, void *saved, size_t size) {
  struct termios settings;
  if (size != sizeof settings) return -EINVAL;
  if (tcgetattr(descriptor, &settings) < 0) return -errno;
  memcpy(saved, &settings, sizeof settings);
  cfmakeraw(&settings);
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  return tcsetattr(descriptor, TCSANOW, &settings) < 0 ? -errno : 0;
}

int thor_line_restore(int descriptor, const void *saved, size_t size) {
  struct termios settings;
  if (size != sizeof settings) return -EINVAL;
  memcpy(&settings, saved, sizeof settings);
  tcflush(descriptor, TCIFLUSH);
  return tcsetattr(descriptor, TCSANOW, &settings) < 0 ? -errno : 0;
}

int thor_line_size(int descriptor, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) < 0) return -errno;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return 0;
}

int thor_line_reopen(int descriptor) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  int own = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  return own < 0 ? -errno : own;
}

void thor_line_close(int descriptor) { close(descriptor); }

ssize_t thor_line_read(int descriptor, void *bytes, size_t count) {
  ssize_t got;
  do {
    got = read(descriptor, bytes, count);
  } while (got < 0 && errno == EINTR);
  return got < 0 ? -errno : got;
}

ssize_t thor_line_write(int descriptor, const void *bytes, size_t count) {
  ssize_t written;
  do {
    written = write(descriptor, bytes, count);
  } while (written < 0 && errno == EINTR);
  if (written < 0) return errno == EAGAIN ? 0 : -errno;
  return written;
}

ssize_t thor_line_write_patiently(int descriptor, const void *bytes, size_t count,
                                  int timeout_millis) {
  size_t done = 0;
  while (done < count) {
    ssize_t written = thor_line_write(descriptor, (const char *)bytes + done, count - done);
    if (written < 0) return written;
    done += (size_t)written;
    if (written > 0) continue;
    struct pollfd wait = {.fd = descriptor, .events = POLLOUT};
    if (poll(&wait, 1, timeout_millis) <= 0) break;
  }
  return (ssize_t)done;
}
