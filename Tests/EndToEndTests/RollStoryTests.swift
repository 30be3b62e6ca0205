import Foundation
import TestSupport
import Testing

/// The last days of a contract month on a real terminal, by a clock that starts in them.
@Suite(.serialized, .ownThreads) struct RollStoryTests {
  private static let configuration = """
    watchlist: [ESZ6, ESH7]
    risk: {check_margin: false}
    """
  /// Monday 14 December 2026, 10:00 in New York; the month trades last on Friday at 9:30.
  private static let monday = "2026-12-14T15:00:00Z"
  private static let beforeTheEnd = "2026-12-18T14:29:52Z"

  private func quote(
    _ story: DeskStory, _ symbol: String, _ bid: String, _ ask: String, at instant: String
  ) {
    story.publish(
      symbol,
      [
        "timestamp": instant, "bid": bid, "ask": ask, "last": bid, "bidSize": "50",
        "askSize": "50",
      ])
  }

  private func quoteBoth(_ story: DeskStory, at instant: String) throws {
    quote(story, "ESZ6", "5000.00", "5000.25", at: instant)
    quote(story, "ESH7", "5048.25", "5048.75", at: instant)
    try story.terminal.waitFor("both quotes") { $0.contains("5000.25") && $0.contains("5048.75") }
  }

  private func waitForLog(_ story: DeskStory, _ text: String, timeout: Double = 10) throws {
    try story.terminal.waitFor(text, timeout: timeout) { _ in story.countInLog(text) == 1 }
  }

  /// A desk on Monday with one of ESZ6.
  private func storyHolding(columns: Int = 160, rows: Int = 48) throws -> DeskStory {
    let story = try DeskStory(configuration: Self.configuration, starts: false)
    try story.start(environment: ["THOR_START_CLOCK": Self.monday])
    try story.waitUntilLive()
    story.terminal.resize(columns: columns, rows: rows)
    try quoteBoth(story, at: Self.monday)
    try waitForLog(story, "ESZ6 trades last Fri 18 Dec 09:30:00 EST 2026")
    try waitForLog(story, "ESH7 trades last Fri 19 Mar 09:30:00 EDT 2027")
    try story.sendTicket("b", "BUY ESZ6")
    try waitForLog(story, "filled T1 BUY 1 ESZ6 at 5000.25")
    try waitForLog(story, "risk expiry ESZ6 warning: held, 3.9 days left")
    return story
  }

  @Test(arguments: [(160, 48), (80, 24)])
  func aPositionIsRolledByKeys(columns: Int, rows: Int) throws {
    let story = try storyHolding(columns: columns, rows: rows)
    story.terminal.send("p")
    try story.waitFor(line: "SYM", "QTY", "ENDS")
    try story.waitFor(line: "ESZ6", "+1", "3d")
    story.terminal.send("r")
    try story.terminal.waitFor(text: "y or Enter again rolls")
    for text in [
      "ROLL ESZ6 to ESH7", "SELL 1 ESZ6 at 5000.00", "BUY 1 ESH7 at 5048.75", "+48.75",
    ] { #expect(story.terminal.screen.contains(text)) }
    story.terminal.send("y")
    try waitForLog(story, "filled ROLL-ESZ6 SELL 1 ESZ6 at 5000.00")
    try waitForLog(story, "filled ROLL-ESH7 BUY 1 ESH7 at 5048.75")
    try waitForLog(story, "rolling 1 ESZ6 to ESH7 at a spread of +48.75")
    try waitForLog(story, "risk expiry ESZ6 cleared")
    try story.waitFor(line: "ESH7", "+1", "94d")
    #expect(story.quit() == 0)

    // Behind the end the old month takes no order; the new one is still held.
    try story.start(environment: ["THOR_START_CLOCK": "2026-12-18T15:00:00Z"])
    try story.waitUntilLive()
    story.terminal.resize(columns: columns, rows: rows)
    try quoteBoth(story, at: "2026-12-18T15:00:00Z")
    story.terminal.send("p")
    try story.waitFor(line: "ESH7", "+1", "90d")
    story.terminal.send("w\u{1b}[H")
    try story.sendTicket("s", "SELL ESZ6")
    try waitForLog(story, "denied T4 SELL 1 ESZ6 LIMIT 5000.00: expiry")
    #expect(story.quit() == 0)
  }

  @Test func whatIsHeldToTheEndIsSettledBehindARestart() throws {
    let story = try storyHolding()
    #expect(story.quit() == 0)
    try story.start(environment: ["THOR_START_CLOCK": Self.beforeTheEnd])
    try story.waitUntilLive()
    try quoteBoth(story, at: Self.beforeTheEnd)
    // Nothing new on the last day.
    try story.sendTicket("b", "BUY ESZ6")
    try waitForLog(story, "denied T2 BUY 1 ESZ6 LIMIT 5000.25: expiry")
    story.terminal.send("p")
    try story.terminal.waitFor("the end", timeout: 20) { screen in
      screen.lines.contains { $0.contains("ESZ6") && $0.contains("ended") }
    }
    try story.waitFor(line: "SET…ESZ6", "ESZ6", "PENDING")
    try story.terminal.waitFor(text: "ended, what is held waits for its settlement price")
    story.terminal.send("q")
    try story.terminal.waitFor(text: "y or Enter again quits")
    story.terminal.send("y")
    #expect(story.terminal.waitForExit() == 0)
    // It waits on, and is settled once.
    try story.start(environment: ["THOR_START_CLOCK": "2026-12-18T16:00:00Z"])
    try story.waitUntilLive()
    try story.waitFor(line: "SET…ESZ6", "ESZ6", "PENDING")
    story.terminal.send(":")
    try story.terminal.waitFor(text: "Commands, symbols, themes")
    story.terminal.send("settlement")
    try story.terminal.waitFor(text: "type the exchange's settlement price")
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "Settlement price of ESZ6")
    story.terminal.send("5010.37\r")
    try story.terminal.waitFor(text: "SETTLE ESZ6 at 5010.37: 1 held")
    try story.terminal.waitFor(text: "y or Enter again settles")
    story.terminal.send("y")
    try waitForLog(story, "filled SETTLE-ESZ6 SELL 1 ESZ6 at 5010.37")
    try waitForLog(story, "risk expiry ESZ6 cleared")
    #expect(story.quit() == 0)
    try story.start(environment: ["THOR_START_CLOCK": "2026-12-18T17:00:00Z"])
    try story.waitUntilLive()
    story.pass(seconds: 0.5)
    #expect(story.countInLog("filled SETTLE-ESZ6") == 1)
    #expect(!story.terminal.screen.contains("SETTLE-ESZ6-2"))
    #expect(story.quit() == 0)
  }

  /// A month whose rule nobody knows, one that has ended, and one that is listed with its own end.
  @Test func otherMonthsEndAsTheyAreListedOrSayThatNobodyKnows() throws {
    let story = try DeskStory(
      configuration: "watchlist: [GCZ6, ESU6, ESZ6]\nrisk: {check_margin: false}\n", starts: false)
    try """
    instruments:
      - {symbol: ESZ6, kind: future, multiplier: 50, tick: 0.25, market: CME_Equity,
         last_trade: "2027-01-05T15:00:00Z"}

    """.write(
      toFile: story.home + "/config/thor/instruments.yaml", atomically: true, encoding: .utf8)
    try story.start(environment: ["THOR_START_CLOCK": Self.monday])
    try story.waitUntilLive()
    try waitForLog(story, "GCZ6: no end is known; last_trade in instruments.yaml names one")
    try waitForLog(story, "ESU6 ended Fri 18 Sep 09:30:00 EDT 2026: it takes no orders")
    quote(story, "ESU6", "5000.00", "5000.25", at: Self.monday)
    quote(story, "ESZ6", "5010.00", "5010.25", at: Self.monday)
    try story.terminal.waitFor("both quotes") { $0.contains("5000.25") && $0.contains("5010.25") }
    story.terminal.send("\u{1b}[B")
    try story.sendTicket("b", "BUY ESU6")
    try waitForLog(story, "denied T1 BUY 1 ESU6 LIMIT 5000.25: expiry")
    story.terminal.send("\u{1b}[B")
    try story.sendTicket("b", "BUY ESZ6")
    try waitForLog(story, "filled T2 BUY 1 ESZ6 at 5010.25")
    story.terminal.send("p")
    try story.waitFor(line: "ESZ6", "+1", "21d")
    #expect(story.countInLog("ESZ6 trades last") == 0)
    #expect(story.quit() == 0)
  }
}
