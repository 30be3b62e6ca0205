import Configuration
import Glibc
import Reactor

/// A redis-server of our own on a unix socket in a directory of its own, gone with us.
///
/// Whatever ends this process, a crash and SIGKILL included, a small shell that waits at the end
/// of a pipe ends the server and takes the directory away.
struct PrivateServer {
  let directory: String
  private var server: ChildProcess
  private var sweeper: ChildProcess
  private let lifeline: Int32

  var socketPath: String { directory + "/redis.sock" }
  var url: String { "unix://" + socketPath }
  var address: RedisAddress {
    RedisAddress(endpoint: .unix(path: socketPath), user: nil, password: nil, database: 0)
  }

  /// - Throws: when redis-server is not installed, or the directory cannot be made.
  static func start() throws(CommandFailure) -> PrivateServer {
    guard let program = ProgramPath.find("redis-server") else {
      throw CommandFailure(
        .unavailable,
        "demo: redis-server is not installed; install it (apt-get install redis-server) or use "
          + "'thor demo --in-process'")
    }
    let directory = try makeDirectory()
    let (server, sweeper, lifeline) = try launch(program, in: directory)
    return PrivateServer(
      directory: directory, server: server, sweeper: sweeper, lifeline: lifeline)
  }

  private static func launch(
    _ program: String, in directory: String
  ) throws(CommandFailure) -> (ChildProcess, ChildProcess, Int32) {
    do throws(SystemError) {
      let server = try ChildProcess(program, arguments(directory), output: nil)
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else {
        server.kill()
        throw SystemError(code: errno, operation: "pipe")
      }
      let sweeper = try ChildProcess(
        "/bin/sh", ["-c", sweep, "sh", directory, String(server.id)], input: ends[0],
        outlivesParent: true)
      close(ends[0])
      return (server, sweeper, ends[1])
    } catch {
      rmdir(directory)
      throw CommandFailure(.failed, "demo: \(error)")
    }
  }

  private static func arguments(_ directory: String) -> [String] {
    [
      "--port", "0", "--unixsocket", directory + "/redis.sock", "--unixsocketperm", "700",
      "--dir", directory, "--save", "", "--appendonly", "no", "--daemonize", "no",
      "--maxmemory", "256mb",
    ]
  }

  /// Reads until the other end of the pipe is gone, then cleans up. Deaf to what ends a terminal.
  private static let sweep = """
    trap '' HUP INT QUIT TERM
    while read -r word; do [ "$word" = stopped ] && stopped=1; done
    [ -n "$stopped" ] || kill -9 "$2" 2>/dev/null
    rm -rf -- "$1"
    """

  private static func makeDirectory() throws(CommandFailure) -> String {
    // A socket's path holds 107 bytes, so a long TMPDIR will not do.
    let wanted = Environment.value("TMPDIR") ?? "/tmp"
    let base = wanted.utf8.count < 70 ? wanted : "/tmp"
    var template = Array((base + "/thor-demo.XXXXXX").utf8CString)
    guard let made = mkdtemp(&template) else {
      throw CommandFailure(
        .failed, "demo: no directory in \(base): \(String(cString: strerror(errno)))")
    }
    return String(cString: made)
  }

  /// Ends the server and takes its directory away, before this returns.
  mutating func stop() {
    server.kill()
    _ = try? server.reap(isBlocking: true)
    // Its process id may be another's by now.
    _ = write(lifeline, "stopped\n", 8)
    close(lifeline)
    _ = try? sweeper.reap(isBlocking: true)
  }
}
