#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// All of ncurses and of the terminal line. Curses draws into a memory file, whose contents the
// caller copies out and writes in one piece. Failures are negative errno values.

struct thor_curses;

enum {
  THOR_CURSES_UNKNOWN_TERMINAL = -10001, // no terminfo entry
  THOR_CURSES_CANNOT_ADDRESS = -10002,   // an entry, but the cursor cannot be placed
};

enum {
  THOR_BOLD = 1,
  THOR_DIM = 2,
  THOR_ITALIC = 4,
  THOR_UNDERLINE = 8,
  THOR_REVERSE = 16,
};

// Looks a terminal up in terminfo: 0 and its number of colours, or why it will not do.
int thor_curses_entry(const char *terminal, int *colors);
// `is_utf8` asks for UTF-8 output; cleared when the C library has no such locale.
int thor_curses_start(const char *terminal, int rows, int columns, int *is_utf8,
                      struct thor_curses **result);
void thor_curses_free(struct thor_curses *curses);
int thor_curses_colors(struct thor_curses *curses);
int thor_curses_pairs(struct thor_curses *curses);
// Colours are palette entries; -1 is the terminal's default.
void thor_curses_define_pair(struct thor_curses *curses, int pair, int foreground, int background);
void thor_curses_put(struct thor_curses *curses, int row, int column, uint32_t scalar,
                     uint32_t mark, int width, int attributes, int pair);
void thor_curses_resize(struct thor_curses *curses, int rows, int columns);
// The next update clears the terminal and draws everything.
void thor_curses_repaint(struct thor_curses *curses);
// Brings the memory file up to date and returns how many bytes are in it.
ssize_t thor_curses_update(struct thor_curses *curses);
// Leaves the alternate screen (into the memory file, like everything); the next update enters it.
ssize_t thor_curses_end(struct thor_curses *curses);
// Copies out and empties the memory file; `count` is what update or end returned.
int thor_curses_take(struct thor_curses *curses, void *bytes, size_t count);
// What a crash must send: default attributes, a visible cursor, the main screen.
size_t thor_curses_restore_bytes(struct thor_curses *curses, void *bytes, size_t capacity);

// What the benchmark is measured against: plain curses, addch and refresh, its writes counted.
struct thor_plain;
int thor_plain_start(const char *terminal, int rows, int columns, struct thor_plain **result);
void thor_plain_free(struct thor_plain *plain);
void thor_plain_define_pair(struct thor_plain *plain, int pair, int foreground, int background);
void thor_plain_put(struct thor_plain *plain, int row, int column, int character, int pair);
// Refreshes, and tells how many write(2) calls of how many bytes that took.
void thor_plain_refresh(struct thor_plain *plain, int *writes, int *bytes);

size_t thor_line_settings_size(void);
// Stores the settings as they are and makes the line raw.
int thor_line_make_raw(int descriptor, void *saved, size_t size);
// At once, without waiting for output to drain; input not yet read is thrown away.
int thor_line_restore(int descriptor, const void *saved, size_t size);
int thor_line_size(int descriptor, int *rows, int *columns);
// A non-blocking way to the same terminal, whose flags are nobody else's.
int thor_line_reopen(int descriptor);
void thor_line_close(int descriptor);
ssize_t thor_line_read(int descriptor, void *bytes, size_t count);
// One write(2): how many bytes were taken, 0 when none could be.
ssize_t thor_line_write(int descriptor, const void *bytes, size_t count);
// Waits for room up to the timeout; returns how many bytes were taken.
ssize_t thor_line_write_patiently(int descriptor, const void *bytes, size_t count,
                                  int timeout_millis);
