import CPlatform
import Glibc

/// A real redis-server for a test: on a unix socket in a fresh directory, gone with the test.
///
/// Kill it and start it again on the same directory to see what survives.
public final class RedisServer {
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
  }

  public struct Options: Sendable {
    /// Every write is on disk before it is answered.
    public var isDurable = false
    /// The default user's password.
    public var password: String?
    /// Lines of an ACL file, such as `user desk on >secret ~quotes:* +@all`.
    public var users: [String] = []
    /// Also listens on a free port of 127.0.0.1.
    public var listensOnTCP = false

    public init() {}
  }

  public let directory: String
  public let options: Options
  public private(set) var port = 0
  private var process: Int32 = 0

  public var socketPath: String { directory + "/redis.sock" }

  public static var isInstalled: Bool { access("/usr/bin/redis-server", X_OK) == 0 }

  /// Starts a server and waits until it answers.
  public init(_ options: Options = Options()) throws {
    self.options = options
    var template = Array("/tmp/thor-test.XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw Failure("no directory") }
    directory = String(cString: made)
    if !options.users.isEmpty {
      let text = (options.users + [""]).joined(separator: "\n")
      guard let file = fopen(directory + "/users.acl", "w") else {
        throw Failure("no ACL file")
      }
      fputs(text, file)
      fclose(file)
    }
    try start()
  }

  deinit {
    kill()
    _ = run("/bin/rm", ["-rf", directory])
  }

  /// Starts the server, on what the directory holds.
  public func start() throws {
    if options.listensOnTCP { port = try RedisServer.freePort() }
    var words = [
      "--port", String(port), "--bind", "127.0.0.1", "--unixsocket", socketPath, "--dir",
      directory, "--save", "", "--daemonize", "no", "--logfile", directory + "/log",
    ]
    words += ["--appendonly", options.isDurable ? "yes" : "no", "--appendfsync", "always"]
    if let password = options.password { words += ["--requirepass", password] }
    if !options.users.isEmpty { words += ["--aclfile", directory + "/users.acl"] }
    unlink(socketPath)
    process = spawn("/usr/bin/redis-server", words)
    guard process > 0 else { throw Failure("redis-server does not start") }
    for _ in 0..<500 {
      if answers() { return }
      usleep(10_000)
    }
    throw Failure("redis-server does not answer")
  }

  /// Ends it as a crash would, and waits until it is gone.
  public func kill() {
    guard process > 0 else { return }
    Glibc.kill(process, SIGKILL)
    var status: Int32 = 0
    _ = thor_wait(process, &status, 1)
    process = 0
  }

  /// Runs one command through redis-cli and returns what it prints.
  @discardableResult
  public func command(_ words: String...) -> String { run(words) }

  /// The same, with the words in an array; `user` signs in as an ACL user.
  @discardableResult
  public func run(_ words: [String], user: (name: String, password: String)? = nil) -> String {
    var arguments = ["-s", socketPath, "--no-auth-warning"]
    if let user {
      arguments += ["--user", user.name, "--pass", user.password]
    } else if let password = options.password {
      arguments += ["-a", password]
    }
    return run("/usr/bin/redis-cli", arguments + words)
  }

  private func answers() -> Bool {
    // A server that wants a password answers too; only a missing one prints nothing of its own.
    let answer = run("/usr/bin/redis-cli", ["-s", socketPath, "PING"])
    return answer.hasPrefix("PONG") || answer.hasPrefix("NOAUTH")
  }

  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let found = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, size) == 0 && getsockname(descriptor, address, &size) == 0
      }
    }
    guard found else { throw Failure("no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  private func spawn(_ path: String, _ arguments: [String], output: Int32 = -1) -> Int32 {
    let words = ([path] + arguments).map { strdup($0) }
    defer { words.forEach { free($0) } }
    var pointers = words + [nil]
    return pointers.withUnsafeMutableBufferPointer { arguments in
      path.withCString { path in
        var plan = thor_spawn()
        plan.path = path
        plan.arguments = UnsafePointer(arguments.baseAddress)
        plan.input = -1
        plan.output = output
        plan.error = -1
        plan.controlling_terminal = -1
        plan.dies_with_parent = 0
        return thor_spawn(&plan)
      }
    }
  }

  /// Runs a program to its end and returns its standard output.
  private func run(_ path: String, _ arguments: [String]) -> String {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return "" }
    let child = spawn(path, arguments, output: ends[1])
    close(ends[1])
    defer { close(ends[0]) }
    guard child > 0 else { return "" }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let count = read(ends[0], &chunk, chunk.count), count > 0 {
      output += chunk[0..<count]
    }
    var status: Int32 = 0
    _ = thor_wait(child, &status, 1)
    return String(decoding: output, as: UTF8.self)
  }
}
