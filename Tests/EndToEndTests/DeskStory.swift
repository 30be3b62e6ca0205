import Foundation
import TestSupport
import Testing

/// A desk on a machine of its own: a real redis-server, a home, and `thor` on a real terminal.
final class DeskStory {
  let redis: RedisServer
  let home: String
  private(set) var terminal: PseudoTerminal
  private(set) var published = 0

  /// The program beside this test's own bundle, or the one that `THOR_PROGRAM` names.
  static let thor: String = {
    if let given = ProcessInfo.processInfo.environment["THOR_PROGRAM"] { return given }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") }
    let beside = bundle.map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("thor").path
    }
    if let beside, FileManager.default.isExecutableFile(atPath: beside) { return beside }
    return root.appendingPathComponent(".build/debug/thor").path
  }()

  init(
    columns: Int = 160, rows: Int = 48, configuration: String = DeskStory.configuration,
    environment: [String: String?] = [:], options: RedisServer.Options = RedisServer.Options(),
    starts: Bool = true
  ) throws {
    redis = try RedisServer(options)
    home = try Self.makeHome(configuration)
    terminal = try PseudoTerminal(columns: columns, rows: rows)
    if starts { try start(columns: columns, rows: rows, environment: environment) }
  }

  deinit { try? FileManager.default.removeItem(atPath: home) }

  /// Two watched symbols and limits small enough to meet.
  static let configuration = """
    watchlist: [ES, NQ]
    risk:
      position_limit: {ES: 10}
      check_margin: false
    """

  static func makeHome(_ configuration: String) throws -> String {
    let home = NSTemporaryDirectory() + "thor-test-" + UUID().uuidString
    let folder = home + "/config/thor"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try configuration.write(toFile: folder + "/config.yaml", atomically: true, encoding: .utf8)
    return home
  }

  /// The environment in which nothing of the real user's is seen.
  func environment(_ more: [String: String?] = [:]) -> [String: String?] {
    var variables: [String: String?] = [
      "HOME": home, "XDG_CONFIG_HOME": home + "/config", "XDG_DATA_HOME": home + "/data",
      "XDG_STATE_HOME": home + "/state", "LANG": "C.UTF-8", "LC_ALL": nil, "NO_COLOR": nil,
      "COLORTERM": nil, "THOR_REDIS_URL": nil, "THOR_DATABASE_URL": nil, "THOR_ACCOUNT": nil,
      "THOR_CONFIG": nil,
      "TERM": "xterm-256color",
    ]
    for (name, value) in more { variables[name] = value }
    return variables
  }

  /// Starts the workstation, also again after an end.
  func start(
    columns: Int = 160, rows: Int = 48, arguments: [String] = [],
    environment more: [String: String?] = [:]
  ) throws {
    terminal = try PseudoTerminal(
      running: Self.thor, ["--redis", "unix://" + redis.socketPath] + arguments,
      environment: environment(more), columns: columns, rows: rows)
  }

  /// Publishes an event as a collector does; fields given replace or add to the usual ones.
  func publish(_ symbol: String, _ fields: [String: String?] = [:]) {
    published += 1
    var event: [String: String?] = [
      "symbol": symbol, "timestamp": Self.timestamp(), "source": "SCHWAB", "last": "",
      "bid": "", "ask": "",
      "ingest_id": UUID().uuidString.lowercased(),
    ]
    for (name, value) in fields { event[name] = value }
    var words = ["XADD", "quotes:stream:unified", "*"]
    for (name, value) in event.sorted(by: { $0.key < $1.key }) {
      if let value { words += [name, value] }
    }
    redis.run(words)
  }

  /// A quote with sizes of 50 on both sides, and a last price at the bid.
  func quote(_ symbol: String, _ bid: String, _ ask: String, source: String = "SCHWAB") {
    publish(
      symbol,
      [
        "bid": bid, "ask": ask, "last": bid, "bidSize": "50", "askSize": "50", "source": source,
      ])
  }

  static func timestamp() -> String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return String(now.tv_sec * 1_000_000_000 + now.tv_nsec)
  }

  /// Waits until the workstation reads the stream.
  func waitUntilLive() throws {
    try terminal.waitFor("the feed to be live") { screen in
      screen.contains("live from") && !screen.contains("connecting")
    }
  }

  /// Waits until the workstation is live and shows these quotes.
  func showQuotes() throws {
    try waitUntilLive()
    quote("ES", "5000.00", "5000.25")
    quote("NQ", "17999.75", "18000.00", source: "EXCEL")
    try terminal.waitFor("both quotes") { screen in
      screen.contains("5000.25") && screen.contains("18000.00")
    }
  }

  /// Waits for a line with all these texts: a frame may come in several reads.
  func waitFor(line texts: String..., timeout: Double = 10) throws {
    try terminal.waitFor("a line with \(texts)", timeout: timeout) { screen in
      screen.lines.contains { line in texts.allSatisfy { line.contains($0) } }
    }
  }

  /// Opens a ticket by a key, has its order shown in one line, and sends it with `y`.
  func sendTicket(_ key: String, _ title: String) throws {
    terminal.send(key)
    try terminal.waitFor(text: title)
    terminal.send("\r")
    try terminal.waitFor(text: "y or Enter again")
    terminal.send("y")
  }

  /// Reads the terminal for a while.
  func pass(seconds: Double) { terminal.pump(for: seconds) }

  /// Quits by keys, also with something open, and waits for the end.
  func quit() -> Int32? {
    terminal.send("q")
    for _ in 0..<100 {
      if let status = terminal.waitForExit(timeout: 0.1) { return status }
      if terminal.screen.contains("Quit? ") { break }
    }
    terminal.send("y")
    return terminal.waitForExit()
  }

  /// How often a text stands in the log file.
  func countInLog(_ text: String) -> Int {
    let log = try? String(contentsOfFile: home + "/state/thor/log", encoding: .utf8)
    return (log ?? "").components(separatedBy: "\n").filter { $0.contains(text) }.count
  }
}
