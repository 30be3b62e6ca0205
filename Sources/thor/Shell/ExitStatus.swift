/// What `thor` tells the shell when it ends. docs/cli.md lists the same.
enum ExitStatus: Int32 {
  case done = 0
  case failed = 1
  case usage = 2
  case badData = 65
  case unavailable = 69
  case badConfiguration = 78
  case interrupted = 130
  case terminated = 143
}

/// Why a command ends early: one line for standard error, and the status that goes with it.
struct CommandFailure: Error {
  let status: ExitStatus
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  /// The same failure, with a further line.
  func adding(_ line: String) -> CommandFailure { CommandFailure(status, message + "\n" + line) }

  static func usage(_ message: String) -> CommandFailure { CommandFailure(.usage, message) }
}
