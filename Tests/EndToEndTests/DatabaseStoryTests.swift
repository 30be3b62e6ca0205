import Foundation
import TestSupport
import Testing

/// A desk with a second copy in PostgreSQL: what happens to the server happens to nobody else.
@Suite(.serialized, .ownThreads, .enabled(if: PostgresServer.programs != nil))
struct DatabaseStoryTests {
  @Test func tradingGoesOnWithoutTheServerWhichCatchesUp() throws {
    let server = try PostgresServer()
    let story = try DeskStory(starts: false)
    // Before the schema is there the desk opens and says what to do.
    try story.start(arguments: ["--database", server.url()])
    try story.showQuotes()
    try story.terminal.waitFor(text: "DB down")
    try story.terminal.waitFor(text: "run thor db migrate")
    let migration = try run(story, ["db", "migrate", "--database", server.url()])
    #expect(migration.output.contains("schema thor made, version 1"))
    try story.terminal.waitFor(text: "DB ok", timeout: 20)
    story.pass(seconds: 2.3)
    try buy(story, fill: "T1")
    try wait(server, "SELECT order_id, price FROM thor.trades", "T1|5000.25")

    server.kill()
    try story.terminal.waitFor(text: "DB down")
    try story.terminal.waitFor(text: "trading goes on without it")
    try buy(story, fill: "T2")
    try story.waitFor(line: "ES", "+2")
    try server.start()
    try story.terminal.waitFor(text: "is back", timeout: 30)
    try story.terminal.waitFor(text: "DB ok")
    try wait(server, "SELECT string_agg(order_id, ',' ORDER BY sequence) FROM thor.trades", "T1,T2")
    try wait(server, "SELECT quantity FROM thor.positions WHERE symbol = 'ES'", "2")
    #expect(story.quit() == 0)

    // The end's own events are there too, and both tell one story.
    let status = try run(story, ["db", "status", "--json", "--database", server.url()])
    let account = try #require(status.objects.last)
    #expect(account["account"] as? String == "paper" && account["behind"] as? Int == 0)
    let verification = try run(story, ["audit", "verify", "--json", "--database", server.url()])
    #expect(verification.exitStatus == 0)
    let (journal, copy) = (verification.objects.first, verification.objects.last)
    #expect(journal?["head_hash"] as? String == copy?["head_hash"] as? String)
    #expect(copy?["valid"] as? Bool == true && copy?["behind"] as? Int == 0)

    try server.ask(
      "SET session_replication_role = replica; UPDATE thor.journal_events "
        + "SET payload = set_byte(payload, 2, 65) WHERE sequence = 3")
    let touched = try run(story, ["audit", "verify", "--database", server.url()])
    #expect(touched.exitStatus == 65)
    #expect(touched.error.contains("damaged at event 3"), "\(touched.error)")
    #expect(!touched.output.isEmpty)
  }

  /// A server that stands still: keys are answered as quickly as ever, and quitting waits a second.
  @Test func aServerThatStandsStillIsNotFelt() throws {
    let server = try PostgresServer()
    let story = try DeskStory(starts: false)
    #expect(try run(story, ["db", "migrate", "--database", server.url()]).exitStatus == 0)
    try story.start(arguments: ["--database", server.url()])
    try story.showQuotes()
    try story.terminal.waitFor(text: "DB ok")
    story.pass(seconds: 2.3)
    server.pause()
    try buy(story, fill: "T1")
    var slowest = 0.0
    for _ in 0..<10 {
      let start = Date()
      story.terminal.send("?")
      try story.terminal.waitFor(text: "Help: keys")
      slowest = max(slowest, Date().timeIntervalSince(start))
      story.terminal.send("\u{1B}")
      try story.terminal.waitFor("no help") { !$0.contains("Help: keys") }
    }
    // A debug build on a busy machine; a loop that waited for the server would wait for seconds.
    #expect(slowest < 1.5, "\(slowest) s")
    let start = Date()
    #expect(story.quit() == 0)
    #expect(Date().timeIntervalSince(start) < 4)
    server.resume()
    try story.start(arguments: ["--database", server.url()])
    try wait(server, "SELECT order_id FROM thor.trades", "T1")
    try story.terminal.waitFor(text: "DB ok")
    #expect(story.quit() == 0)
  }

  @Test func passwordsComeFromTheEnvironmentAndGoNowhere() throws {
    let secret = "sw0rd-f1sh"
    let server = try PostgresServer(password: secret)
    let story = try DeskStory(starts: false)
    let withPassword = server.url().replacingOccurrences(
      of: "postgres@", with: "postgres:\(secret)@")
    let refused = try run(story, ["db", "migrate", "--database", withPassword])
    #expect(refused.exitStatus == 2 && refused.error.contains("a URL without a password"))
    let wrong = try run(
      story, ["db", "migrate"], ["THOR_DATABASE_URL": withPassword.replacing(secret, with: "n0")])
    #expect(wrong.exitStatus == 69 && wrong.error.contains("does not let us in"))
    let migration = try run(story, ["db", "migrate"], ["THOR_DATABASE_URL": withPassword])
    #expect(migration.exitStatus == 0, "\(migration.error)")

    let file = story.home + "/password"
    try (secret + "\n").write(toFile: file, atomically: true, encoding: .utf8)
    chmod(file, 0o600)
    try
      (DeskStory.configuration
      + "\ndatabase: {url: \"\(server.url())\", password_file: \(file)}\n").write(
        toFile: story.home + "/config/thor/config.yaml", atomically: true, encoding: .utf8)
    try story.start()
    try story.showQuotes()
    try story.terminal.waitFor(text: "DB ok")
    story.pass(seconds: 2.3)
    try buy(story, fill: "T1")
    #expect(story.quit() == 0)
    let status = try run(story, ["db", "status"], ["PGPASSWORD": secret])
    #expect(status.output.contains("the local journal has as many"), "\(status.output)")
    for text in [
      refused.error, wrong.error, migration.output, migration.error, status.output, status.error,
    ] {
      #expect(!text.contains(secret))
    }
    #expect(story.countInLog("database: connected to") == 1)
    try FileManager.default.removeItem(atPath: file)
    let grep = try ProgramRun("/usr/bin/grep", ["-r", "-a", "-l", secret, story.home])
    #expect(grep.waitForExit() == 1 && grep.output.isEmpty, "\(grep.output)")
  }

  @Test func theDoctorLooksAtItToo() throws {
    let server = try PostgresServer()
    let story = try DeskStory(starts: false)
    try server.ask("CREATE ROLE desk LOGIN")
    let url = server.url(user: "desk")
    func look(_ words: [String]) throws -> [String: [String: Any]] {
      let objects = try run(
        story, ["doctor", "--json", "--redis", "unix://" + story.redis.socketPath] + words
      ).objects.filter { $0["area"] as? String == "database" }
      return Dictionary(uniqueKeysWithValues: objects.map { ($0["check"] as? String ?? "", $0) })
    }
    #expect(try look([]).isEmpty)
    let bare = try look(["--database", url])
    #expect(bare["server"]?["verdict"] as? String == "ok")
    #expect(bare["schema"]?["verdict"] as? String == "warn")
    #expect((bare["schema"]?["advice"] as? String)?.contains("thor db migrate") == true)
    #expect(try run(story, ["db", "migrate", "--database", server.url()]).exitStatus == 0)
    let unable = try look(["--database", url])
    #expect((unable["rights"]?["advice"] as? String)?.contains("grant_desk('desk')") == true)
    try server.ask("SELECT thor.grant_desk('desk')")
    let whole = try look(["--database", url])
    #expect(whole.values.allSatisfy { $0["verdict"] as? String == "ok" } && whole.count == 3)
    server.kill()
    let gone = try look(["--database", url])
    #expect(gone["server"]?["verdict"] as? String == "warn" && gone.count == 1)
    #expect(try run(story, ["db", "status", "--database", url]).exitStatus == 69)
  }

  private func run(
    _ story: DeskStory, _ words: [String], _ more: [String: String] = [:]
  ) throws -> ProgramRun {
    let own = ["XDG_DATA_HOME": story.home + "/data", "XDG_CONFIG_HOME": story.home + "/config"]
    let run = try ProgramRun(DeskStory.thor, words, environment: own.merging(more) { $1 })
    run.waitForExit()
    return run
  }

  private func buy(_ story: DeskStory, fill: String) throws {
    // The last quote may be too old by now.
    story.quote("ES", "5000.00", "5000.25")
    story.pass(seconds: 0.3)
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: "filled \(fill) BUY 1 ES")
  }

  private func wait(_ server: PostgresServer, _ sql: String, _ expected: String) throws {
    var found = ""
    for _ in 0..<200 {
      found = (try? server.ask(sql)) ?? ""
      if found == expected { break }
      usleep(20_000)
    }
    #expect(found == expected)
  }
}
