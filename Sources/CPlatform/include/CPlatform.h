#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

// What Linux offers as macros, variadic calls or structures that Swift cannot spell. Every function
// that can fail returns a negative errno; none of them sets a policy.

// Clocks, in nanoseconds.
int64_t thor_monotonic_nanos(void);
int64_t thor_unix_nanos(void);

// Signals. The mask bits are 1 << signal number (as uint64_t).
// Blocks the signals of `mask` in this thread and returns a non-blocking signalfd for them.
int thor_signal_descriptor(uint64_t mask);
// The next pending signal's number, 0 when there is none.
int thor_signal_next(int descriptor);
// Unblocks the signals again, for a child or for the end.
int thor_signals_unblock(uint64_t mask);
// Writing to a closed pipe or socket becomes an error instead of the end of the process.
int thor_ignore_sigpipe(void);
// Stops this process and its whole group as the terminal's stop key does, and returns when it may
// go on. A group that nobody could continue is not stopped: then it returns at once.
int thor_stop_group(void);

// Restores a terminal when the process crashes. `settings` may be NULL. The bytes are copied.
// Calling it again replaces what is restored; with descriptor -1 nothing is restored any more.
int thor_crash_guard(int descriptor, const struct termios *settings, const void *bytes,
                     size_t count);

// Descriptors.
int thor_set_nonblocking(int descriptor, int enabled);
// Fills in bits 1 readable, 2 writable, 4 gone for each; -1 timeout waits for ever.
struct thor_poll_entry {
  int descriptor;
  short interest; // 1 readable, 2 writable
  short ready;
};
int thor_poll(struct thor_poll_entry *entries, size_t count, int64_t timeout_nanos);
int thor_memory_file(const char *name);

// Processes.
struct thor_spawn {
  const char *path;
  char *const *arguments;   // NULL-terminated, with argument 0
  char *const *environment; // NULL-terminated; NULL keeps this process's own
  const char *directory;    // NULL keeps the current one
  int input, output, error; // -1 means /dev/null
  int controlling_terminal; // a terminal's descriptor that the child makes its own, or -1
  int dies_with_parent;     // SIGTERM when the parent's thread is gone
  int new_session;          // out of reach of signals to our process group and terminal
};
// Returns the process id. Descriptors above 2 are closed in the child; an exec failure is returned.
int thor_spawn(const struct thor_spawn *plan);
// 1 when it ended (`*status`: exit status, or 128 + signal), 0 while it runs.
int thor_wait(int process, int *status, int block);
int thor_open_terminal_pair(int *primary, int *secondary, int rows, int columns);
int thor_terminal_resize(int descriptor, int rows, int columns);

// What this process uses.
int64_t thor_resident_bytes(void);
int64_t thor_processor_nanos(void);
// Processor time of all threads of another process.
int64_t thor_process_nanos(int process);
int64_t thor_free_disk_bytes(const char *path);
// Keeps freed memory for the next use of it, and asks the kernel for more in larger steps.
void thor_keep_memory(size_t trim_threshold, size_t step);
