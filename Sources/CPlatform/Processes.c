#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int placed(int wanted, int fallback_flags) {
  return wanted >= 0 ? wanted : open("/dev/null", fallback_flags);
}

// Runs in the child between fork and exec: only calls that are safe there.
static void become(const struct thor_spawn *plan, int report, pid_t parent) {
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (plan->dies_with_parent) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(127);
  }
  if (plan->new_session || plan->controlling_terminal >= 0) setsid();
  if (plan->controlling_terminal >= 0) {
    if (ioctl(plan->controlling_terminal, TIOCSCTTY, 0) < 0) goto failed;
  }
  // Moved out of the way first: one of them may itself be 0, 1 or 2.
  int given[3] = {placed(plan->input, O_RDONLY), placed(plan->output, O_WRONLY),
                  placed(plan->error, O_WRONLY)};
  for (int i = 0; i < 3; i++) {
    given[i] = fcntl(given[i], F_DUPFD, 10);
    if (given[i] < 0) goto failed;
  }
  report = fcntl(report, F_DUPFD_CLOEXEC, 10);
  for (int i = 0; i < 3; i++) {
    if (dup2(given[i], i) < 0) goto failed;
  }
  if (report > 3) close_range(3, (unsigned)report - 1, 0);
  close_range((unsigned)report + 1, ~0u, 0);
  if (plan->directory && chdir(plan->directory) < 0) goto failed;
  execvpe(plan->path, plan->arguments, plan->environment ? plan->environment : environ);
failed:;
  int problem = errno;
  ssize_t ignored = write(report, &problem, sizeof problem);
  (void)ignored;
  _exit(127);
}

int thor_spawn(const struct thor_spawn *plan) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) < 0) return -errno;
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    close(report[0]);
    become(plan, report[1], parent);
  }
  int problem = child < 0 ? errno : 0;
  close(report[1]);
  if (child > 0) {
    ssize_t count;
    do {
      count = read(report[0], &problem, sizeof problem);
    } while (count < 0 && errno == EINTR);
    if (count == (ssize_t)sizeof problem) waitpid(child, NULL, 0);
  }
  close(report[0]);
  return problem ? -problem : (int)child;
}

int thor_wait(int process, int *status, int block) {
  int raw = 0;
  pid_t ended;
  do {
    ended = waitpid(process, &raw, block ? 0 : WNOHANG);
  } while (ended < 0 && errno == EINTR);
  if (ended < 0) return -errno;
  if (ended == 0) return 0;
  *status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
  return 1;
}

int thor_open_terminal_pair(int *primary, int *secondary, int rows, int columns) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  if (openpty(primary, secondary, NULL, NULL, &size) < 0) return -errno;
  fcntl(*primary, F_SETFD, FD_CLOEXEC);
  fcntl(*secondary, F_SETFD, FD_CLOEXEC);
  return 0;
}
