import Foundation
import Glibc
import TestSupport
import Testing

/// What must not be lost: the terminal, the account, and any tick.
@Suite(.serialized, .ownThreads) struct SurvivalStoryTests {
  @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGSEGV, SIGKILL])
  func theTerminalAndTheAccountOutliveTheEnd(_ signal: Int32) throws {
    let story = try DeskStory(starts: false)
    let untouched = try PseudoTerminal(columns: 160, rows: 48).settings
    try story.start()
    try story.showQuotes()
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: "filled T1 BUY 1 ES")
    #expect(story.terminal.settings != untouched)

    story.terminal.signal(signal)
    let expected: [Int32: Int32] = [SIGTERM: 143, SIGHUP: 143, SIGINT: 130]
    #expect(story.terminal.waitForExit() == expected[signal] ?? 128 + signal)
    if signal != SIGKILL {
      #expect(story.terminal.settings == untouched)
      #expect(!story.terminal.screen.isAlternate)
      #expect(story.terminal.screen.isCursorVisible)
      #expect(story.terminal.screen.modes.isDisjoint(with: [1000, 1002, 1004, 1006, 2004]))
    }
    try story.start()
    try story.waitFor(line: "ES", "+1", "5000.25")
    #expect(story.quit() == 0)
  }

  @Test func redisKilledAndStartedAgainLosesAndDoublesNothing() throws {
    var options = RedisServer.Options()
    options.isDurable = true
    let story = try DeskStory(options: options)
    try story.showQuotes()
    for number in 1...20 { trade(story, number) }
    story.redis.kill()
    try story.terminal.waitFor(text: "NO DATA")
    try story.redis.start()
    for number in 21...40 { trade(story, number) }
    try story.terminal.waitFor(text: "5010.00", timeout: 20)
    #expect(story.quit() == 0)
    #expect(story.countInLog("\(story.published) ticks applied") == 1)
  }

  private func trade(_ story: DeskStory, _ number: Int) {
    let quarter = ["00", "25", "50", "75"][number % 4]
    story.publish(
      "ES",
      [
        "last": "\(5000 + number / 4).\(quarter)", "lastSize": "1", "bid": "5000", "ask": "5011",
        "seq": "\(number)",
      ])
  }

  @Test func badEntriesAreCountedAndNothingOfThemReachesTheTerminal() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.publish("ES", ["bid": "abc"])
    story.publish("ES", ["bid": "\u{1b}]0;owned\u{7}"])
    story.publish("\u{1b}[2J", [:])
    story.publish("ES", ["source": "NOBODY"])
    story.publish("ES", ["timestamp": nil])
    story.publish("ZZZZ", ["bid": "1", "ask": "2"])
    story.redis.run(["XADD", "quotes:stream:unified", "*", "junk", "\u{1b}[31m"])
    try story.terminal.waitFor(text: "rejected 7")
    story.quote("ES", "5004.00", "5004.25")
    try story.terminal.waitFor(text: "5004.25")
    #expect(story.terminal.screen.unknown == [])
    #expect(!String(decoding: story.terminal.output, as: UTF8.self).contains("owned"))
    #expect(story.redis.run(["XLEN", "quotes:deadletter"]).hasPrefix("7"))
  }

  /// How many random bytes to type.
  private static let typedCount =
    ProcessInfo.processInfo.environment["THOR_SOAK"] == "1" ? 100_000 : 20_000

  /// What quits, and ctrl-z: while the terminal is handed back the kernel reads the keys, and its
  /// ctrl-backslash ends the program and its ctrl-s holds the screen.
  private static let leaving = [UInt8(ascii: "q"), 0x03, 0x1A]

  /// Types random bytes, some alone and some in bursts as a held key or a paste without brackets.
  private func type(_ story: DeskStory, without left: [UInt8]) -> Int {
    var random = SeededRandom(seed: 42)
    var count = 0
    while count < Self.typedCount {
      let wanted = random.below(2) == 0 ? 1 : 1 + random.below(200)
      let bytes = (0..<wanted).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        .filter { !left.contains($0) }
      story.terminal.send(bytes)
      count += bytes.count
      story.pass(seconds: 0.002)
    }
    story.pass(seconds: 0.3)
    return count
  }

  /// Leaves whatever form is open.
  private func leaveForms(_ story: DeskStory) {
    for _ in 0..<5 {
      story.terminal.send("\u{1b}")
      story.pass(seconds: 0.15)
    }
  }

  @Test func randomKeysWithoutAConfirmationSendNothing() throws {
    let story = try DeskStory()
    try story.showQuotes()
    // What can send: y, Enter as CR and LF, and the X of a panic.
    let left = Self.leaving + [UInt8(ascii: "y"), 0x0D, 0x0A, UInt8(ascii: "X")]
    #expect(type(story, without: left) >= Self.typedCount)
    #expect(story.terminal.exitStatus == nil)
    #expect(story.terminal.screen.unknown == [])
    for word in ["accepted", "filled", "denied", "rejected"] {
      #expect(story.countInLog(word + " ") == 0)
    }
    // The same log does tell of an order that is sent.
    leaveForms(story)
    story.terminal.send("/")
    story.pass(seconds: 0.1)
    story.terminal.send("ES")
    story.pass(seconds: 0.1)
    story.terminal.send("\r")
    story.quote("ES", "5000.00", "5000.25")
    story.pass(seconds: 0.3)
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: "filled T1 BUY")
    #expect(story.countInLog("accepted ") == 1)
    #expect(story.quit() == 0)
  }

  @Test func randomKeysOfAllKindsDoNotCrash() throws {
    let story = try DeskStory()
    try story.showQuotes()
    #expect(type(story, without: Self.leaving) >= Self.typedCount)
    #expect(story.terminal.exitStatus == nil)
    leaveForms(story)
    story.terminal.send([0x0C])
    try story.terminal.waitFor("all panes") { screen in
      ["Watchlist", "Positions", "Orders", "Account"].allSatisfy { screen.contains($0) }
    }
    #expect(story.terminal.screen.unknown == [])
    story.terminal.signal(SIGTERM)
    #expect(story.terminal.waitForExit() == 143)
  }

  @Test func oneAccountHasOneProcess() throws {
    let story = try DeskStory()
    try story.waitUntilLive()
    let second = try PseudoTerminal(
      running: DeskStory.thor, ["--redis", "unix://" + story.redis.socketPath],
      environment: story.environment())
    try second.waitFor(text: "account 'paper' is open in another thor")
    #expect(second.waitForExit() == 1)
  }
}
