import Foundation
import Glibc
import TestSupport
import Testing

/// What must not be lost: the terminal, the account, and any tick.
@Suite(.serialized) struct SurvivalStoryTests {
  @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGSEGV, SIGKILL])
  func theTerminalAndTheAccountOutliveTheEnd(_ signal: Int32) throws {
    let story = try DeskStory(starts: false)
    let untouched = try PseudoTerminal(columns: 160, rows: 48).settings
    try story.start()
    try story.showQuotes()
    story.terminal.send("b")
    try story.terminal.waitFor(text: "BUY ES")
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "y or Enter again")
    story.terminal.send("y")
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

  @Test func randomKeysNeitherCrashNorSend() throws {
    let story = try DeskStory()
    try story.showQuotes()
    var state: UInt64 = 42
    for _ in 0..<200 {
      var bytes: [UInt8] = []
      for _ in 0..<50 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let byte = UInt8(truncatingIfNeeded: state >> 33)
        // Whatever quits or stops is not what is tried here.
        if ![UInt8(ascii: "q"), 0x03, 0x1A, 0x1C].contains(byte) { bytes.append(byte) }
      }
      story.terminal.send(bytes)
      story.pass(seconds: 0.002)
    }
    story.pass(seconds: 0.3)
    #expect(story.terminal.exitStatus == nil)
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
