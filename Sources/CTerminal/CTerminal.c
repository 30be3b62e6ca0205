#include "CTerminal.h"

#include <curses.h>
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

// term.h makes a macro of a word we need.
#undef columns

struct thor_curses {
  SCREEN *screen;
  FILE *output;
  FILE *input;
  int is_utf8;
};

static const int caught_by_curses[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
enum { caught_count = sizeof caught_by_curses / sizeof *caught_by_curses };

// newterm installs handlers of its own; signals are the loop's business here.
static SCREEN *new_screen(const char *terminal, FILE *output, FILE *input) {
  struct sigaction before[caught_count];
  for (int i = 0; i < caught_count; i++) sigaction(caught_by_curses[i], NULL, &before[i]);
  SCREEN *screen = newterm(terminal, output, input);
  for (int i = 0; i < caught_count; i++) sigaction(caught_by_curses[i], &before[i], NULL);
  return screen;
}

static int can_show(const char *terminal, int descriptor) {
  int state = 0;
  if (setupterm(terminal, descriptor, &state) != OK || state != 1) {
    return THOR_CURSES_UNKNOWN_TERMINAL;
  }
  char *place = tigetstr("cup");
  int result = place && place != (char *)-1 ? 0 : THOR_CURSES_CANNOT_ADDRESS;
  del_curterm(cur_term);
  return result;
}

int thor_curses_entry(const char *terminal, int *colors) {
  int state = 0;
  if (setupterm(terminal, STDOUT_FILENO, &state) != OK || state != 1) {
    return THOR_CURSES_UNKNOWN_TERMINAL;
  }
  char *place = tigetstr("cup");
  *colors = tigetnum("colors");
  int result = place && place != (char *)-1 ? 0 : THOR_CURSES_CANNOT_ADDRESS;
  del_curterm(cur_term);
  return result;
}

static int open_files(struct thor_curses *curses) {
  int descriptor = memfd_create("thor-curses", MFD_CLOEXEC);
  if (descriptor < 0) return -errno;
  curses->output = fdopen(descriptor, "w+");
  curses->input = fopen("/dev/null", "re");
  return curses->output && curses->input ? 0 : -errno;
}

int thor_curses_start(const char *terminal, int rows, int columns, int *is_utf8,
                      struct thor_curses **result) {
  struct thor_curses *curses = calloc(1, sizeof *curses);
  if (!curses) return -ENOMEM;
  int problem = open_files(curses);
  if (!problem) problem = can_show(terminal, fileno(curses->output));
  if (problem) {
    thor_curses_free(curses);
    return problem;
  }
  if (*is_utf8 && !setlocale(LC_CTYPE, "C.UTF-8")) *is_utf8 = 0;
  curses->is_utf8 = *is_utf8;
  curses->screen = new_screen(terminal, curses->output, curses->input);
  if (!curses->screen) {
    thor_curses_free(curses);
    return THOR_CURSES_UNKNOWN_TERMINAL;
  }
  set_term(curses->screen);
  nonl();
  noecho();
  start_color();
  use_default_colors();
  scrollok(stdscr, FALSE);
  leaveok(stdscr, TRUE);
  curs_set(0);
  resizeterm(rows, columns);
  *result = curses;
  return 0;
}

void thor_curses_free(struct thor_curses *curses) {
  if (!curses) return;
  if (curses->screen) delscreen(curses->screen);
  if (curses->output) fclose(curses->output);
  if (curses->input) fclose(curses->input);
  free(curses);
}

int thor_curses_colors(struct thor_curses *curses) {
  set_term(curses->screen);
  return has_colors() ? COLORS : 0;
}

int thor_curses_pairs(struct thor_curses *curses) {
  set_term(curses->screen);
  return has_colors() ? COLOR_PAIRS : 1;
}

void thor_curses_define_pair(struct thor_curses *curses, int pair, int foreground, int background) {
  set_term(curses->screen);
  init_extended_pair(pair, foreground, background);
}

static attr_t curses_attributes(int attributes) {
  return (attributes & THOR_BOLD ? A_BOLD : 0) | (attributes & THOR_DIM ? A_DIM : 0) |
         (attributes & THOR_ITALIC ? A_ITALIC : 0) |
         (attributes & THOR_UNDERLINE ? A_UNDERLINE : 0) |
         (attributes & THOR_REVERSE ? A_REVERSE : 0);
}

void thor_curses_put(struct thor_curses *curses, int row, int column, uint32_t scalar,
                     uint32_t mark, int width, int attributes, int pair) {
  wchar_t text[3] = {(wchar_t)scalar, (wchar_t)mark, 0};
  // Where the C library counts other columns than the surface did, curses would lose its place.
  if (!curses->is_utf8 && scalar >= 0x7f) {
    text[0] = L'?';
    text[1] = 0;
  } else if (scalar >= 0x7f && wcwidth((wchar_t)scalar) != width) {
    text[0] = curses->is_utf8 && width == 1 ? 0xfffd : L'?';
    text[1] = 0;
  } else if (mark && wcwidth((wchar_t)mark) != 0) {
    text[1] = 0;
  }
  cchar_t cell;
  if (setcchar(&cell, text, curses_attributes(attributes), 0, &pair) != OK) return;
  mvadd_wch(row, column, &cell);
  if (width == 2 && text[0] == L'?') {
    wchar_t blank[2] = {L' ', 0};
    setcchar(&cell, blank, curses_attributes(attributes), 0, &pair);
    mvadd_wch(row, column + 1, &cell);
  }
}

void thor_curses_resize(struct thor_curses *curses, int rows, int columns) {
  set_term(curses->screen);
  resizeterm(rows, columns);
  flushinp();
}

void thor_curses_repaint(struct thor_curses *curses) {
  set_term(curses->screen);
  clearok(curscr, TRUE);
}

static ssize_t memory_size(struct thor_curses *curses) {
  fflush(curses->output);
  off_t size = lseek(fileno(curses->output), 0, SEEK_END);
  return size < 0 ? -errno : (ssize_t)size;
}

ssize_t thor_curses_update(struct thor_curses *curses) {
  set_term(curses->screen);
  wnoutrefresh(stdscr);
  doupdate();
  return memory_size(curses);
}

ssize_t thor_curses_end(struct thor_curses *curses) {
  set_term(curses->screen);
  endwin();
  return memory_size(curses);
}

int thor_curses_take(struct thor_curses *curses, void *bytes, size_t count) {
  int descriptor = fileno(curses->output);
  ssize_t copied = pread(descriptor, bytes, count, 0);
  if (copied < 0) return -errno;
  if (ftruncate(descriptor, 0) < 0 || lseek(descriptor, 0, SEEK_SET) < 0) return -errno;
  return (size_t)copied == count ? 0 : -EIO;
}

static struct {
  char *bytes;
  size_t count, capacity;
} collected;

static int collect(int byte) {
  if (collected.count < collected.capacity) collected.bytes[collected.count++] = (char)byte;
  return byte;
}

size_t thor_curses_restore_bytes(struct thor_curses *curses, void *bytes, size_t capacity) {
  set_term(curses->screen);
  collected.bytes = bytes;
  collected.count = 0;
  collected.capacity = capacity;
  const char *names[] = {"sgr0", "op", "rmkx", "cnorm", "rmcup"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char *sequence = tigetstr(names[i]);
    if (sequence && sequence != (char *)-1) tputs(sequence, 1, collect);
  }
  return collected.count;
}
