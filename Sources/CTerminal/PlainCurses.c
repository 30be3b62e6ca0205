#include "CTerminal.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

// Curses as a program uses it that thinks no more of it: addch, refresh. It writes to a socket
// that keeps each write(2) apart, so that they can be counted.
struct thor_plain {
  SCREEN *screen;
  FILE *output;
  FILE *input;
  int reader;
};

int thor_plain_start(const char *terminal, int rows, int columns, struct thor_plain **result) {
  struct thor_plain *plain = calloc(1, sizeof *plain);
  if (!plain) return -ENOMEM;
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
    int problem = errno;
    free(plain);
    return -problem;
  }
  int room = 1 << 20;
  setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  plain->reader = ends[0];
  plain->output = fdopen(ends[1], "w");
  plain->input = fopen("/dev/null", "re");
  plain->screen = plain->output && plain->input
                      ? newterm(terminal, plain->output, plain->input)
                      : NULL;
  if (!plain->screen) {
    thor_plain_free(plain);
    return THOR_CURSES_UNKNOWN_TERMINAL;
  }
  set_term(plain->screen);
  start_color();
  resizeterm(rows, columns);
  *result = plain;
  return 0;
}

void thor_plain_free(struct thor_plain *plain) {
  if (!plain) return;
  if (plain->screen) {
    set_term(plain->screen);
    endwin();
    delscreen(plain->screen);
  }
  if (plain->output) fclose(plain->output);
  if (plain->input) fclose(plain->input);
  if (plain->reader > 0) close(plain->reader);
  free(plain);
}

void thor_plain_define_pair(struct thor_plain *plain, int pair, int foreground, int background) {
  set_term(plain->screen);
  init_pair((short)pair, (short)foreground, (short)background);
}

void thor_plain_put(struct thor_plain *plain, int row, int column, int character, int pair) {
  set_term(plain->screen);
  mvaddch(row, column, (chtype)character | (chtype)COLOR_PAIR(pair));
}

void thor_plain_refresh(struct thor_plain *plain, int *writes, int *bytes) {
  set_term(plain->screen);
  refresh();
  *writes = 0;
  *bytes = 0;
  static char packet[1 << 18];
  ssize_t count;
  while ((count = read(plain->reader, packet, sizeof packet)) > 0) {
    *writes += 1;
    *bytes += (int)count;
  }
}
