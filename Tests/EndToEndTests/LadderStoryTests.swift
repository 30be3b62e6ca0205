import TestSupport
import Testing

/// The ladder and the mouse on a real terminal over a real redis-server.
@Suite(.serialized, .ownThreads) struct LadderStoryTests {
  @Test func anOrderJoinsTheBidIsMovedAndCancelledByKeys() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.send("d")
    try story.waitFor(line: "join bid", "join offer")
    story.terminal.send("\u{1b}[B")
    try story.waitFor(line: "▸", "5000.00", "50")
    story.terminal.send("\u{1b}[B")
    try story.waitFor(line: "▸", "4999.75")
    story.quote("ES", "5000.00", "5000.25")
    story.terminal.send("\u{1b}[D")
    try story.terminal.waitFor(text: "BUY 1 ES LIMIT 4999.75 GTC")
    #expect(story.countInLog("accepted") == 0)
    story.terminal.send("y")
    try story.waitFor(line: "▸    1", "4999.75")
    try story.waitFor(line: "T1", "4999.75", "WORKING")
    story.terminal.send("+")
    try story.terminal.waitFor(text: "MODIFY T1: BUY 1 ES LIMIT 5000.00 GTC")
    story.pass(seconds: 0.3)
    story.terminal.send("y")
    try story.waitFor(line: "▸    1    50", "5000.00")
    #expect(story.countInLog("modified T1 BUY 1 ES LIMIT 5000.00") == 1)
    story.terminal.send("c")
    try story.terminal.waitFor(text: "canceled T1 (user), 1 unfilled")
    try story.waitFor(line: "▸         50", "5000.00")
    #expect(story.terminal.screen.unknown == [])
    #expect(story.quit() == 0)
  }

  @Test func aHeldKeyAtTheLadderSendsNothing() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.send("d")
    try story.terminal.waitFor(text: "join offer")
    for key in ["\u{1b}[D", "\r"] {
      for _ in 0..<20 {
        story.terminal.send(key)
        story.pass(seconds: 0.033)
      }
    }
    story.pass(seconds: 0.5)
    #expect(story.countInLog("accepted") == 0)
    #expect(story.countInLog("denied") == 0)
  }

  @Test func tradesAreOnTheTapeWithTheirAggressor() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.send("t")
    try story.terminal.waitFor(text: "Tape ES")
    story.publish("ES", ["last": "5000.25", "lastSize": "7", "bid": "5000.00", "ask": "5000.25"])
    try story.waitFor(line: "ES", "5000.25", "7 B", "SCHWAB")
    story.publish("ES", ["last": "5000.00", "lastSize": "3", "bid": "5000.00", "ask": "5000.25"])
    try story.waitFor(line: "ES", "5000.00", "3 S", "SCHWAB")
    // In the ladder as volume at their prices.
    try story.waitFor(line: "5000.25 ", "7")
    story.terminal.send("+++")
    try story.terminal.waitFor(text: "no trade passes the filter")
  }

  @Test func aClickSelectsAndWithoutTheMouseItStaysTheTerminals() throws {
    let story = try DeskStory()
    try story.showQuotes()
    #expect(story.terminal.screen.modes.isSuperset(of: [1002, 1006]))
    let row = try #require(
      story.terminal.screen.lines.firstIndex { $0.contains("│ NQ ") })
    story.terminal.send("\u{1b}[<0;5;\(row + 1)M\u{1b}[<0;5;\(row + 1)m")
    try story.waitFor(line: "▸NQ", "17999.75")
    story.terminal.send("b")
    try story.terminal.waitFor(text: "BUY NQ")
    story.terminal.send("\u{1b}")
    try story.terminal.waitFor("no ticket") { !$0.contains("BUY NQ") }
    #expect(story.quit() == 0)
    try story.start(arguments: ["--no-mouse"])
    try story.waitUntilLive()
    #expect(story.terminal.screen.modes.isDisjoint(with: [1000, 1002, 1006]))
    #expect(story.quit() == 0)
  }
}
