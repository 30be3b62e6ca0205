import Foundation
import TestSupport
import Testing

/// What is read from a journal by commands: while its desk has it open, after its end, and after
/// somebody has been at it.
@Suite(.serialized, .ownThreads) struct LedgerStoryTests {
  /// A desk that has bought one ES at 5000.25 and keeps running.
  private static func holder() throws -> DeskStory {
    let story = try DeskStory()
    try story.showQuotes()
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: "filled T1 BUY 1 ES at 5000.25")
    return story
  }

  /// Runs a command in the story's home and returns what it printed.
  private static func run(
    _ story: DeskStory, _ words: String..., status: Int32 = 0
  ) throws -> ProgramRun {
    let run = try ProgramRun(
      DeskStory.thor, words, environment: story.environment().compactMapValues { $0 })
    #expect(run.waitForExit() == status, "\(words): \(run.error)")
    return run
  }

  private static func file(_ story: DeskStory) -> String {
    story.home + "/data/thor/accounts/paper.sqlite"
  }

  @Test func listingsReadWhatADeskIsWriting() throws {
    let story = try Self.holder()
    let order = try #require(try Self.run(story, "orders", "--json").objects.first)
    #expect(order["order"] as? String == "T1" && order["symbol"] as? String == "ES")
    #expect(order["status"] as? String == "FILLED" && order["average"] as? String == "5000.25")
    let trade = try #require(try Self.run(story, "trades", "--json").objects.first)
    #expect(trade["price"] as? String == "5000.25" && trade["realized"] as? String == "0")
    #expect(trade["source"] as? String == "SCHWAB" && trade["ask"] as? String == "5000.25")
    let position = try #require(try Self.run(story, "positions", "--json").objects.first)
    #expect(position["quantity"] as? String == "1")
    #expect(position["average_price"] as? String == "5000.25")
    let account = try #require(try Self.run(story, "account", "--json").objects.first)
    #expect(account["opening_cash"] as? String == "1000000" && account["fills"] as? Int == 1)
    #expect(account["positions"] as? Int == 1 && account["epoch"] as? Int == 1)
    let risk = try Self.run(story, "risk", "--json").objects
    #expect(risk.map { $0["kind"] as? String } == ["configuration"])
    #expect(risk.first?["detail"] as? String == "start" && risk.first?["user"] as? String != nil)
    let statistics = try #require(try Self.run(story, "trades", "--stats", "--json").objects.first)
    #expect(statistics["of"] as? String == "all" && statistics["fill_rate"] as? String == "1.0000")
    #expect(statistics["slippage_ticks"] as? String == "0.0000")
    #expect(statistics["trades"] as? Int == 0 && statistics["win_rate"] is NSNull)
    #expect(try Self.run(story, "trades", "--trips", "--json").objects.isEmpty)
    #expect(
      try Self.run(story, "trades", "--stats", "--trips", status: 2).error.contains("got both"))
    #expect(
      try Self.run(story, "trades", "--stats", "--since", "2026-01-01", status: 2).error
        .contains("without --since"))
    // As tables and as values.
    #expect(try Self.run(story, "positions").output.hasPrefix("symbol  quantity"))
    let lines = try Self.run(story, "trades", "--csv").output.split(separator: "\r\n")
    #expect(lines.count == 2 && lines[0].hasPrefix("at,order,fill,symbol,side,quantity,price"))
    #expect(try Self.run(story, "trades", "--json", "--since", "2200-01-01").objects.isEmpty)
    #expect(try Self.run(story, "orders", "--json", "--since", "2000-01-01").objects.count == 1)
    #expect(story.quit() == 0)
  }

  @Test func namesAndOptionsThatCannotBeAreSaid() throws {
    let story = try DeskStory(starts: false)
    #expect(
      try Self.run(story, "orders", status: 1).error.contains(
        "no account 'paper'; there is none in"))
    #expect(
      try Self.run(story, "orders", "--account", "../x", status: 2).error.contains("got '../x'"))
    #expect(try Self.run(story, "trades", "--json", "--csv", status: 2).error.contains("got both"))
    #expect(
      try Self.run(story, "trades", "--since", "then", status: 2).error.contains("got 'then'"))
    #expect(
      try Self.run(story, "audit", "verify", "--head", "12:zz", status: 2).error
        .contains("64 hexadecimal digits"))
    #expect(
      try Self.run(story, "audit", "export", "--format", "xml", status: 2).error
        .contains("json or csv"))
    #expect(try Self.run(story, "account", "list", "--json").objects.isEmpty)
    #expect(
      try Self.run(story, "account", "reset", "--yes", status: 1).error.contains("no account"))
  }

  @Test func aHeadKeptElsewhereProvesTheRecord() throws {
    let story = try Self.holder()
    let early = try Self.run(story, "audit", "head").output.trimmingCharacters(in: .newlines)
    let running = try Self.run(story, "audit", "verify", "--head", early)
    #expect(running.output.contains("all follow, up to the head given nothing was changed"))
    #expect(story.quit() == 0)
    let whole = try Self.run(story, "audit", "verify", "--json").objects.first
    #expect(whole?["valid"] as? Bool == true && whole?["broken_at"] is NSNull)
    let hash = String(early.split(separator: ":")[1])
    _ = try Self.run(story, "audit", "verify", "--head", hash)
    let head = try Self.run(story, "audit", "head").output.trimmingCharacters(in: .newlines)
    let sequence = try #require(Int(head.split(separator: ":")[0]))

    // The same file put back to an earlier state knows nothing of the head.
    let copy = story.home + "/early.sqlite"
    _ = try Self.run(story, "backup", copy)
    let other = "\(sequence + 5):" + String(repeating: "0", count: 64)
    let cut = try Self.run(story, "audit", "verify", "--file", copy, "--head", other, status: 65)
    #expect(cut.error.contains("cut off behind event \(sequence)"))
    let wrong = "\(sequence):" + String(repeating: "0", count: 64)
    #expect(
      try Self.run(story, "audit", "verify", "--head", wrong, status: 65).error
        .contains("rewritten: event \(sequence) has another hash"))
    #expect(
      try Self.run(
        story, "audit", "verify", "--head", String(repeating: "0", count: 64), status: 65
      ).error.contains("no event has the hash given"))
  }

  @Test func aBackupIsWholeAndIsOpenedAsTheAccount() throws {
    let story = try Self.holder()
    let copy = story.home + "/copy.sqlite"
    #expect(try Self.run(story, "backup", copy).output.contains("events copied"))
    let refused = try Self.run(story, "backup", copy, status: 1).error
    #expect(
      refused.contains(
        "a file of this name is there already; it was not touched; name another file"))
    #expect(!refused.contains("disk"))
    #expect(story.quit() == 0)
    let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let exported = try Self.run(story, "audit", "export", "--file", copy).objects
    #expect(exported.map { $0["sequence"] as? Int } == Array(1...exported.count))
    #expect((exported.first?["payload"] as? [String: Any])?["type"] as? String == "opening")
    try FileManager.default.removeItem(atPath: Self.file(story))
    try FileManager.default.moveItem(atPath: copy, toPath: Self.file(story))
    try story.start()
    try story.waitFor(line: "ES", "+1", "5000.25")
    #expect(story.quit() == 0)
  }

  @Test func aDamagedJournalIsReadAsFarAsItGoes() throws {
    let story = try Self.holder()
    #expect(story.quit() == 0)
    let path = Self.file(story)
    var bytes = try #require(FileManager.default.contents(atPath: path))
    // The fill's price, in the event's own words.
    let place = try #require(bytes.range(of: Data(#""price":"5000.25""#.utf8)))
    bytes[place.upperBound - 2] = UInt8(ascii: "6")
    try bytes.write(to: URL(filePath: path))
    let verify = try Self.run(story, "audit", "verify", "--json", status: 65)
    let broken = try #require(verify.objects.first?["broken_at"] as? Int)
    #expect(verify.objects.first?["valid"] as? Bool == false)
    let trades = try Self.run(story, "trades", "--json", status: 65)
    #expect(trades.objects.first?["price"] as? String == "5000.26")
    #expect(trades.error.contains("damaged at event \(broken)"))
    #expect(try Self.run(story, "audit", "head", status: 65).output.isEmpty)
    let exported = try Self.run(story, "audit", "export", "--format", "csv", status: 65)
    #expect(exported.output.split(separator: "\r\n").count > broken)
    // The desk itself does not start on it, and says which event and what to do.
    try story.start()
    #expect(story.terminal.waitForExit() == 65)
    #expect(
      String(decoding: story.terminal.output, as: UTF8.self).contains("damaged at event \(broken)"))
    let list = try Self.run(story, "account", "list", "--json").objects
    #expect((list.first?["problem"] as? String)?.contains("event \(broken)") == true)
  }

  @Test func anAccountBegunAnewKeepsItsRecord() throws {
    let story = try Self.holder()
    let busy = try Self.run(story, "account", "reset", "--yes", status: 1)
    #expect(busy.error.contains("is open in another thor"))
    #expect(story.quit() == 0)
    let before = try Self.run(story, "audit", "head").output.trimmingCharacters(in: .newlines)
    let unasked = try Self.run(story, "account", "reset", status: 1)
    #expect(unasked.error.contains("nothing was changed"))
    // Asked for by typing the name.
    let asked = try PseudoTerminal(
      running: DeskStory.thor, ["account", "reset"], environment: story.environment(),
      columns: 120, rows: 36)
    try asked.waitFor(text: "Type the account's name")
    asked.send("papers\r")
    try asked.waitFor(text: "nothing was changed")
    #expect(asked.waitForExit() == 1)
    #expect(try Self.run(story, "audit", "head").output.hasPrefix(before))
    let reset = try Self.run(story, "account", "reset", "--yes", "--reason", "a \"new\" start")
    #expect(reset.output.contains("(epoch 2)"))
    _ = try Self.run(story, "audit", "verify", "--head", before)
    #expect(try Self.run(story, "trades", "--json").objects.isEmpty)
    #expect(try Self.run(story, "account", "--json").objects.first?["epoch"] as? Int == 2)

    try (DeskStory.configuration + "\ncash: 50000\n").write(
      toFile: story.home + "/config/thor/config.yaml", atomically: true, encoding: .utf8)
    try story.start()
    try story.waitUntilLive()
    #expect(story.countInLog("begun anew 1 time") == 1)
    try story.terminal.waitFor(text: "50,000")
    #expect(!story.terminal.screen.contains("+1 "))
    // Numbers of orders begin anew with the account.
    story.quote("ES", "5010.00", "5010.25")
    try story.terminal.waitFor(text: "5010.25")
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: "filled T1 BUY 1 ES at 5010.25")
    #expect(story.quit() == 0)
    let account = try #require(try Self.run(story, "account", "--json").objects.first)
    #expect(account["opening_cash"] as? String == "50000" && account["fills"] as? Int == 1)
    _ = try Self.run(story, "audit", "verify", "--head", before)
  }
}
