import CPlatform
import Glibc

/// A program this one started and will end.
struct ChildProcess {
  let process: Int32

  /// Where a child's standard input and output go; nil is /dev/null.
  struct Streams {
    var input: Int32 = -1
    var output: Int32 = -1
    var error: Int32 = -1
  }

  /// - Throws: the errno's words with the program's name.
  static func start(
    _ path: String, _ arguments: [String], streams: Streams = Streams(),
    diesWithParent: Bool = true
  ) throws(CommandFailure) -> ChildProcess {
    let words = ([path] + arguments).map { strdup($0) }
    defer { words.forEach { free($0) } }
    var pointers = words + [nil]
    let process = pointers.withUnsafeMutableBufferPointer { arguments in
      path.withCString { path in
        var plan = thor_spawn()
        plan.path = path
        plan.arguments = UnsafePointer(arguments.baseAddress)
        plan.input = streams.input
        plan.output = streams.output
        plan.error = streams.error
        plan.controlling_terminal = -1
        plan.dies_with_parent = diesWithParent ? 1 : 0
        return thor_spawn(&plan)
      }
    }
    guard process > 0 else {
      throw CommandFailure(.failed, "cannot start \(path): \(String(cString: strerror(-process)))")
    }
    return ChildProcess(process: process)
  }

  /// Ends it, kindly, then not; waits for its end.
  func stop() {
    kill(process, SIGTERM)
    var status: Int32 = 0
    for _ in 0..<100 {
      if thor_wait(process, &status, 0) != 0 { return }
      usleep(10_000)
    }
    kill(process, SIGKILL)
    _ = thor_wait(process, &status, 1)
  }
}

/// Finds a program the way a shell does.
enum ProgramPath {
  static func find(_ name: String) -> String? {
    let directories = (Environment.value("PATH") ?? "/usr/bin:/bin").split(separator: ":")
    // Debian keeps servers where an ordinary user's PATH may not look.
    for directory in directories + ["/usr/sbin", "/usr/local/sbin"] {
      let path = "\(directory)/\(name)"
      if access(path, X_OK) == 0 { return path }
    }
    return nil
  }
}
