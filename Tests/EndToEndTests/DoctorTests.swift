import Foundation
import Glibc
import TestSupport
import Testing

/// `thor doctor` on machines in real trouble.
@Suite(.ownThreads) struct DoctorTests {
  /// What it found: verdict, text and advice by area and check.
  private struct Report {
    let status: Int32?
    let findings: [String: (verdict: String, what: String, advice: String?)]

    func verdict(_ name: String) -> String? { findings[name]?.verdict }
    func what(_ name: String) -> String { findings[name]?.what ?? "" }
    func advice(_ name: String) -> String { findings[name]?.advice ?? "" }
  }

  private func doctor(
    _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> Report {
    let run = try ProgramRun(
      DeskStory.thor, ["doctor", "--json"] + arguments, environment: environment)
    let status = run.waitForExit()
    #expect(run.error.isEmpty)
    #expect(run.objects.count == run.output.split(separator: "\n").count)
    var findings: [String: (String, String, String?)] = [:]
    for object in run.objects {
      let name = "\(object["area"] as? String ?? "?") \(object["check"] as? String ?? "?")"
      findings[name] = (
        object["verdict"] as? String ?? "?", object["what"] as? String ?? "?",
        object["advice"] as? String
      )
    }
    return Report(status: status, findings: findings)
  }

  private func url(_ server: RedisServer) -> [String] {
    ["--redis", "unix://" + server.socketPath]
  }

  private func publish(_ server: RedisServer, id: String = "*") {
    server.command("XADD", "quotes:stream:unified", id, "symbol", "ES")
  }

  @Test func aMachineInOrderPasses() throws {
    let server = try RedisServer()
    publish(server)
    let report = try doctor(url(server), environment: ["TERM": "xterm-256color"])
    #expect(report.status == 0)
    let expected = [
      "terminal kind", "terminal colours", "locale characters", "locale library", "files config",
      "files instruments", "files themes", "files keymaps", "files calendars", "files time zones",
      "directory data", "directory state", "disk free", "account journal", "redis server",
      "redis stream", "redis newest", "redis rights", "clock skew",
    ]
    for name in expected { #expect(report.verdict(name) == "ok", "\(name): \(report.what(name))") }
    #expect(report.verdict("terminal presence") == "warn")
    #expect(report.what("redis stream") == "quotes:stream:unified has 1 entries")
    #expect(report.what("redis server").contains("version "))
    // Nothing was made by looking.
    #expect(report.what("account journal").contains("is new"))
    #expect(server.command("EXISTS", "quotes:deadletter").hasPrefix("0"))
  }

  @Test func onATerminalItSaysWhatItIs() throws {
    let server = try RedisServer()
    publish(server)
    let home = NSTemporaryDirectory() + "thor-doctor-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home) }
    func look(_ columns: Int, _ rows: Int, _ variables: [String: String?]) throws -> (
      Int32?, String
    ) {
      let usual: [String: String?] = [
        "HOME": home, "XDG_DATA_HOME": nil, "XDG_STATE_HOME": nil, "XDG_CONFIG_HOME": nil,
        "LC_ALL": nil, "LC_CTYPE": nil, "LANG": "C.UTF-8", "TMUX": nil, "NO_COLOR": nil,
        "COLORTERM": nil,
      ]
      let terminal = try PseudoTerminal(
        running: DeskStory.thor, ["doctor"] + url(server),
        environment: usual.merging(variables) { $1 }, columns: columns, rows: rows)
      let status = terminal.waitForExit()
      return (status, String(decoding: terminal.output, as: UTF8.self))
    }
    let (status, text) = try look(160, 48, [:])
    #expect(status == 0)
    #expect(text.contains("standard input and output are a terminal"))
    #expect(text.contains("160 x 48\r\n") && text.contains("0 in the way"))
    let (small, smallText) = try look(50, 12, ["TERM": "xterm"])
    #expect(small == 1)
    #expect(smallText.contains("50 x 12 is too small"))
    #expect(smallText.contains("if the terminal has 256 colours"))
    let (_, tmux) = try look(160, 48, ["TMUX": "/tmp/tmux-0/default,1,0"])
    #expect(tmux.contains("inside tmux with TERM=xterm-256color"))
    let (mono, monoText) = try look(160, 48, ["NO_COLOR": "1"])
    #expect(mono == 0 && monoText.contains("as NO_COLOR asks"))
  }

  @Test func namesATerminalThatNobodyKnows() throws {
    let server = try RedisServer()
    publish(server)
    let report = try doctor(url(server), environment: ["TERM": "no\u{1B}such"])
    #expect(report.status == 1)
    #expect(report.verdict("terminal kind") == "fail")
    #expect(report.what("terminal kind").hasPrefix("TERM=no?such: expected a terminal"))
    let none = try doctor(url(server))
    #expect(none.what("terminal kind") == "TERM is not set")
  }

  @Test(arguments: [
    ("POSIX", "characters", "is not UTF-8"), ("xx_XX.UTF-8", "library", "is not installed"),
  ])
  func namesALocaleThatDrawsASCII(_ locale: String, _ check: String, _ what: String) throws {
    let server = try RedisServer()
    publish(server)
    let report = try doctor(
      url(server), environment: ["LANG": locale, "TERM": "xterm-256color"])
    #expect(report.status == 0)
    #expect(report.verdict("locale \(check)") == "warn")
    #expect(report.what("locale \(check)").contains(what))
    #expect(report.advice("locale \(check)").contains("export LANG=C.UTF-8"))
  }

  // MARK: Redis

  /// The configured login is for the configured server alone.
  @Test func aServerNamedElsewhereGetsNoPassword() throws {
    var options = RedisServer.Options()
    options.users = [
      "user default off", "user desk on >hunter2 ~* &* +@all", "user other on >own ~* &* +@all",
    ]
    let configured = try RedisServer(options)
    let open = try RedisServer()
    let home = try DeskStory.makeHome("")
    defer { try? FileManager.default.removeItem(atPath: home) }
    let folder = home + "/config/thor"
    try "hunter2\n".write(toFile: folder + "/password", atomically: true, encoding: .utf8)
    chmod(folder + "/password", 0o600)
    try """
    redis:
      url: unix://\(configured.socketPath)
      user: desk
      password_file: \(folder)/password

    """.write(toFile: folder + "/config.yaml", atomically: true, encoding: .utf8)
    let variables = ["XDG_CONFIG_HOME": home + "/config"]
    func user(_ arguments: [String], _ url: String? = nil) throws -> String {
      let report = try doctor(
        arguments, environment: variables.merging(url.map { ["THOR_REDIS_URL": $0] } ?? [:]) { $1 })
      return report.verdict("redis server") == "ok"
        ? report.what("redis rights") : report.what("redis server")
    }
    #expect(try user([]).hasPrefix("user desk may all"))
    // A server without passwords would refuse ours.
    #expect(try user(url(open)).hasPrefix("user default may all"))
    #expect(try user([], "unix://" + open.socketPath).hasPrefix("user default may all"))
    #expect(try user(url(configured)).contains("sign-in"))
    #expect(
      try user([], "unix://other:own@" + configured.socketPath).hasPrefix("user other may all"))
    #expect(try user([], "unix://other@" + configured.socketPath).contains("sign-in"))
  }

  @Test func saysThatThereIsNoServer() throws {
    let report = try doctor(
      ["--redis", "unix:///nowhere/redis.sock"], environment: ["TERM": "xterm-256color"])
    #expect(report.status == 1)
    #expect(report.verdict("redis server") == "fail")
    #expect(report.what("redis server").contains("unix:///nowhere/redis.sock: cannot connect"))
    #expect(report.advice("redis server").contains("thor demo"))
    #expect(report.verdict("redis stream") == nil)
  }

  @Test func tellsAnEmptyAWrongAndAnOldStream() throws {
    let server = try RedisServer()
    let empty = try doctor(url(server))
    #expect(empty.verdict("redis stream") == "warn")
    #expect(empty.what("redis stream").contains("nobody has published yet"))
    publish(server, id: "1500000000000-0")
    let old = try doctor(url(server))
    #expect(old.verdict("redis newest") == "warn")
    #expect(old.what("redis newest").contains(" days old"))
    server.command("DEL", "quotes:stream:unified")
    server.command("SET", "quotes:stream:unified", "a text")
    let wrong = try doctor(url(server))
    #expect(wrong.status == 1)
    #expect(wrong.what("redis stream").contains("is no stream"))
  }

  @Test func tellsAPublisherWhoseClockIsAhead() throws {
    let server = try RedisServer()
    func look(stamp: String) throws -> Report {
      server.command(
        "XADD", "quotes:stream:unified", "1763700000000-*", "symbol", "ES", "timestamp", stamp,
        "source", "EXCEL")
      return try doctor(url(server))
    }
    let right = try look(stamp: "1763699999988")
    #expect(right.verdict("clock publisher") == "ok")
    #expect(
      right.what("clock publisher")
        == "the newest entry, by EXCEL, came 12 ms after its own time")
    let ahead = try look(stamp: "2025-11-21T04:40:08Z")
    #expect(ahead.verdict("clock publisher") == "warn")
    #expect(
      ahead.what("clock publisher").hasSuffix("EXCEL, is stamped 8 s ahead of the server's clock"))
    #expect(try look(stamp: "soon").verdict("clock publisher") == nil)
  }

  @Test func tellsWhatAnACLForbids() throws {
    var options = RedisServer.Options()
    options.users = [
      "user default on nopass ~* &* +@all",
      "user reader on >secret ~quotes:* +select +xread +xinfo +xrevrange +info +time +acl|whoami",
      "user blind on >secret ~other:* +@all",
    ]
    let server = try RedisServer(options)
    publish(server)
    func look(_ user: String, _ password: String) throws -> Report {
      try doctor(
        environment: [
          "THOR_REDIS_URL": "unix://\(user):\(password)@\(server.socketPath)",
          "TERM": "xterm-256color",
        ])
    }
    let reader = try look("reader", "secret")
    #expect(reader.status == 0)
    #expect(reader.verdict("redis rights") == "warn")
    #expect(
      reader.what("redis rights")
        == "user reader may not: SCAN (no first picture), HGETALL (no first picture), "
        + "XADD (no dead letters)")
    #expect(reader.advice("redis rights").contains("ACL SETUSER reader ~quotes:* +xread"))
    let blind = try look("blind", "secret")
    #expect(blind.status == 1)
    #expect(blind.what("redis rights").contains("XREAD (no ticks)"))
    let stranger = try look("reader", "wrong")
    #expect(stranger.status == 1)
    #expect(stranger.what("redis server").contains("refused the sign-in"))
    #expect(!stranger.what("redis server").contains("wrong@"))
  }

  // MARK: Files

  @Test func namesSymbolsThatNobodyListed() throws {
    let home = try DeskStory.makeHome(
      """
      watchlist: [ES, ESS, ESZ6, AAPLZ6]
      risk:
        position_limit: {ES: 1, NQQ: 5, "*": 3}
        max_order_quantity: {NQZ27: 1}
        max_notional_per_order: {MSFTT: 100000}

      """)
    defer { try? FileManager.default.removeItem(atPath: home) }
    let report = try doctor(environment: ["XDG_CONFIG_HOME": home + "/config"])
    #expect(report.status == 1)
    let lines = report.what("files config").split(separator: "\n").map {
      $0.split(separator: "config.yaml:").last ?? ""
    }
    #expect(
      lines == [
        #"1:17: expected a known symbol (did you mean "ES"?), got "ESS""#,
        #"1:28: expected a known symbol (did you mean "AAPL"?), got "AAPLZ6""#,
        #"3:27: expected a known symbol (did you mean "NQ"?), got "NQQ""#,
        #"5:28: expected a known symbol (did you mean "MSFT"?), got "MSFTT""#,
      ])
    let all = try DeskStory.makeHome("auto_instruments: true\nwatchlist: [ESS]\n")
    defer { try? FileManager.default.removeItem(atPath: all) }
    let free = try doctor(environment: ["XDG_CONFIG_HOME": all + "/config"])
    #expect(free.verdict("files config") == "ok")
  }

  @Test func namesThePlaceInABrokenConfiguration() throws {
    let home = try DeskStory.makeHome("display:\n  frames: 30\n")
    defer { try? FileManager.default.removeItem(atPath: home) }
    let report = try doctor(environment: ["XDG_CONFIG_HOME": home + "/config"])
    #expect(report.status == 1)
    #expect(report.what("files config").contains("config.yaml:2:3: expected a known key"))
    #expect(report.verdict("directory data") == "ok")
  }

  @Test func looksAtEveryTheme() throws {
    let home = try DeskStory.makeHome("watchlist: [ES]\n")
    defer { try? FileManager.default.removeItem(atPath: home) }
    let themes = home + "/config/thor/themes"
    try FileManager.default.createDirectory(atPath: themes, withIntermediateDirectories: true)
    try "name: own\nroles:\n  no.such: red\n".write(
      toFile: themes + "/own.yaml", atomically: true, encoding: .utf8)
    let report = try doctor(environment: ["XDG_CONFIG_HOME": home + "/config"])
    #expect(report.verdict("files themes") == "warn")
    #expect(report.what("files themes").contains("own.yaml:3:"))
  }

  @Test func saysThatTimeZonesAreMissing() throws {
    let report = try doctor(environment: ["TZDIR": "/nowhere"])
    #expect(report.status == 1)
    #expect(report.verdict("files time zones") == "fail")
    #expect(report.advice("files time zones").contains("tzdata"))
  }

  @Test func looksAtTheDirectories() throws {
    let folder = NSTemporaryDirectory() + "thor-doctor-" + UUID().uuidString
    let data = folder + "/thor"
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    chmod(data, 0o755)
    let open = try doctor(environment: ["XDG_DATA_HOME": folder])
    #expect(open.verdict("directory data") == "warn")
    #expect(open.advice("directory data") == "chmod 700 \(data)")
    let none = try doctor(environment: ["HOME": "", "XDG_DATA_HOME": "relative"])
    #expect(none.verdict("directory data") == "fail")
    #expect(none.status == 1)
    // A directory where nobody, root included, may make anything.
    let nowhere = try doctor(environment: ["XDG_DATA_HOME": "/dev/null/data"])
    #expect(nowhere.verdict("directory data") == "fail")
  }

  @Test func looksAtTheAccount() throws {
    let story = try DeskStory()
    try story.showQuotes()
    let variables = [
      "XDG_DATA_HOME": story.home + "/data", "XDG_CONFIG_HOME": story.home + "/config",
    ]
    let busy = try doctor(url(story.redis), environment: variables)
    #expect(busy.verdict("account journal") == "warn")
    let process = try #require(story.terminal.processID)
    #expect(busy.what("account journal").contains("open in another thor (process \(process), "))
    #expect(story.quit() == 0)
    let whole = try doctor(url(story.redis), environment: variables)
    #expect(whole.verdict("account journal") == "ok")
    #expect(whole.what("account journal").contains("events in"))
    let path = story.home + "/data/thor/accounts/paper.sqlite"
    try Data(repeating: 0x41, count: 4_096).write(to: URL(fileURLWithPath: path))
    let broken = try doctor(url(story.redis), environment: variables)
    #expect(broken.status == 1)
    #expect(broken.what("account journal").contains("no SQLite database"))
  }
}
