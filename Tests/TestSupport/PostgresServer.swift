import CPlatform
import Foundation
import Glibc

/// A real PostgreSQL for a test: on a unix socket in a fresh directory, gone with the value.
///
/// Kill it, stop it for a while, start it again on the same directory. It trusts who comes, so that
/// any role may be tried; where this process is root it runs as `postgres`, for it refuses root.
public final class PostgresServer {
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  public let directory: String
  private var process: ProgramRun?

  /// Where the newest server's programs are; nil where none is installed.
  public static let programs: String? = {
    let base = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
    return versions.compactMap { Int($0) }.sorted().reversed().map { "\(base)/\($0)/bin" }
      .first { access($0 + "/initdb", X_OK) == 0 }
  }()

  /// Makes a cluster and starts it.
  ///
  /// - Parameter password: the superuser's; without one everybody is trusted.
  public init(password: String? = nil) throws {
    let template = try PostgresServer.template.get()
    directory = try PostgresServer.makeDirectory()
    let copy = try PostgresServer.run("/bin/cp", ["-a", template + "/data", directory + "/data"])
    guard copy.waitForExit() == 0 else { throw Failure(description: "cp: \(copy.error)") }
    try start()
    guard let password else { return }
    try ask("ALTER ROLE postgres PASSWORD '\(password)'")
    try "local all all scram-sha-256\n".write(
      toFile: directory + "/data/pg_hba.conf", atomically: false, encoding: .utf8)
    process?.signal(SIGHUP)
    for _ in 0..<200 {
      guard (try? ask("SELECT 1")) != nil else { return }
      usleep(10_000)
    }
    throw Failure(description: "the server does not read its pg_hba.conf")
  }

  /// A directory that the server may write, short enough for a socket's path.
  private static func makeDirectory() throws -> String {
    var template = Array("/tmp/thor-pg.XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw Failure(description: "no directory") }
    let directory = String(cString: made)
    if let owner { chown(directory, owner.0, owner.1) }
    return directory
  }

  /// A cluster as initdb makes it, made once in a run and copied: initdb takes a second.
  private static let template: Result<String, any Error> = Result {
    guard let programs else { throw Failure(description: "no PostgreSQL server is installed") }
    let directory = try makeDirectory()
    let initdb = try run(
      programs + "/initdb",
      [
        "-D", directory + "/data", "-U", "postgres", "-N", "-E", "UTF8", "--no-locale", "-A",
        "trust",
      ])
    guard initdb.waitForExit() == 0 else { throw Failure(description: "initdb: \(initdb.error)") }
    atexit {
      if case .success(let path) = PostgresServer.template {
        try? FileManager.default.removeItem(atPath: path)
      }
    }
    return directory
  }

  deinit {
    stop()
    try? FileManager.default.removeItem(atPath: directory)
  }

  /// Who runs the server where this process is root.
  private static let owner: (uid_t, gid_t)? = {
    guard geteuid() == 0, let entry = getpwnam("postgres") else { return nil }
    return (entry.pointee.pw_uid, entry.pointee.pw_gid)
  }()

  private static func run(_ path: String, _ words: [String]) throws -> ProgramRun {
    guard let owner else { return try ProgramRun(path, words) }
    let identity = ["--reuid=\(owner.0)", "--regid=\(owner.1)", "--clear-groups"]
    return try ProgramRun("/usr/bin/setpriv", identity + [path] + words)
  }

  // MARK: Its life

  /// Starts the server on what the directory holds, and waits until it answers.
  public func start() throws {
    guard let programs = PostgresServer.programs else { return }
    let settings = [
      "fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off",
      "shared_buffers=16MB", "max_connections=30", "listen_addresses=",
      "unix_socket_directories=\(directory)", "max_wal_senders=0", "wal_level=minimal",
    ]
    let words = ["-D", directory + "/data"] + settings.flatMap { ["-c", $0] }
    let deadline = Date().addingTimeInterval(30)
    while Date() < deadline {
      let server = try PostgresServer.run(programs + "/postgres", words)
      process = server
      while server.waitForExit(timeout: 0.02) == nil, Date() < deadline {
        if isAnswering { return }
      }
      // What a killed server left behind may take a moment to go.
      usleep(50_000)
    }
    throw Failure(description: "the server does not answer: \(process?.error ?? "")")
  }

  private var isAnswering: Bool {
    guard let programs = PostgresServer.programs,
      let ready = try? ProgramRun(programs + "/pg_isready", ["-q", "-h", directory])
    else { return false }
    return ready.waitForExit() == 0
  }

  /// Ends it as a crash would.
  public func kill() {
    process?.signal(SIGKILL)
    process?.waitForExit()
  }

  /// Ends it in order, at once.
  public func stop() {
    resume()
    process?.signal(SIGQUIT)
    if process?.waitForExit(timeout: 5) == nil { kill() }
  }

  /// Lets it and all its processes stand still: what is sent waits.
  public func pause() { for one in processes { Glibc.kill(one, SIGSTOP) } }

  /// Lets it go on.
  public func resume() { for one in processes { Glibc.kill(one, SIGCONT) } }

  private var processes: [Int32] {
    guard let process, process.exitStatus == nil else { return [] }
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    let children = all.compactMap { Int32($0) }.filter { one in
      let status = (try? String(contentsOfFile: "/proc/\(one)/stat", encoding: .utf8)) ?? ""
      let fields = status.split(separator: ")").last?.split(separator: " ") ?? []
      return fields.count > 1 && Int32(fields[1]) == process.processID
    }
    return [process.processID] + children
  }

  // MARK: Asking it

  /// A URL of a database here; it holds no password.
  public func url(_ database: String = "postgres", user: String = "postgres") -> String {
    let host = directory.replacingOccurrences(of: "/", with: "%2F")
    return "postgresql://\(user)@\(host)/\(database)"
  }

  /// Makes a database of a name that nobody else has.
  public func makeDatabase() throws -> String {
    let name = "t" + UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased()
    try ask("CREATE DATABASE \(name)")
    return name
  }

  /// What psql prints of a statement: a line a row, columns separated by `|`.
  @discardableResult
  public func ask(
    _ sql: String, in database: String = "postgres", user: String = "postgres",
    password: String = ""
  ) throws -> String {
    let psql = try ProgramRun(
      "/usr/bin/psql",
      ["-h", directory, "-U", user, "-d", database, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql],
      environment: ["PGPASSWORD": password])
    guard psql.waitForExit(timeout: 120) == 0 else { throw Failure(description: psql.error) }
    return psql.output.trimmingCharacters(in: .newlines)
  }
}
