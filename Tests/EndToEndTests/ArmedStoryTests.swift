import Foundation
import TestSupport
import Testing

/// One-key trading and the reversal on a real terminal over a real redis-server.
@Suite(.serialized, .ownThreads) struct ArmedStoryTests {
  private func arm(_ story: DeskStory) throws {
    story.quote("ES", "5000.00", "5000.25")
    try story.terminal.waitFor(text: "5000.25")
    story.terminal.send("A")
    try story.terminal.waitFor(text: "y or Enter again arms it")
    story.terminal.send("y")
    try story.terminal.waitFor(text: "ARMED 30s  b BUY 1 ES 5000.25  s SELL 5000.00")
    story.pass(seconds: 0.35)
  }

  private func waitForFill(_ story: DeskStory, _ text: String) throws {
    try story.terminal.waitFor(text) { _ in story.countInLog(text) == 1 }
  }

  @Test func oneKeySendsOneOrderAndAHeldOneNoMore() throws {
    let story = try DeskStory()
    try story.waitUntilLive()
    try arm(story)
    story.terminal.send("b")
    try waitForFill(story, "filled T1 BUY 1 ES at 5000.25")
    // Held down from here on: the first repeat after 300 ms, then every 30.
    story.pass(seconds: 0.3)
    for _ in 0..<40 {
      story.terminal.send("b")
      story.pass(seconds: 0.03)
    }
    story.pass(seconds: 0.5)
    #expect(story.countInLog("BUY 1 ES") == 2)
    story.quote("ES", "5000.00", "5000.25")
    story.pass(seconds: 0.3)
    story.terminal.send("S")
    try waitForFill(story, "filled T2 SELL 1 ES at 5000.00")
    // A paste without its marks is a burst of keys: nothing is sent, and it is off.
    story.pass(seconds: 1)
    story.terminal.send("bbs")
    try story.terminal.waitFor(text: "one-key trading is off: keys came in a burst")
    try story.terminal.waitFor("the banner to go") { !$0.contains("ARMED") }
    #expect(story.countInLog("accepted") == 2)
    #expect(story.quit() == 0)
  }

  @Test func itDisarmsWhenTheTerminalLosesTheFocusAndWithABreach() throws {
    let story = try DeskStory(
      configuration: "watchlist: [ES]\nrisk: {daily_loss_limit: 100, check_margin: false}\n")
    try story.waitUntilLive()
    try arm(story)
    // What a terminal sends when its window is left.
    story.terminal.send("\u{1b}[O")
    try story.terminal.waitFor(text: "one-key trading is off: the terminal has lost the focus")
    // The same key opens a ticket again.
    story.terminal.send("b")
    try story.terminal.waitFor(text: "in force")
    story.terminal.send("\u{1b}")
    try story.terminal.waitFor("the ticket to close") { !$0.contains("in force") }
    try arm(story)
    story.terminal.send("B")
    try waitForFill(story, "filled T1 BUY 1 ES at 5000.25")
    story.quote("ES", "4997.00", "4997.25")
    try story.terminal.waitFor(text: "TRADING HALTED")
    #expect(!story.terminal.screen.contains("ARMED"))
    #expect(story.countInLog("one-key trading is off: daily_loss_limit is breached") == 1)
    #expect(story.quit() == 0)
  }

  @Test(arguments: [(160, 48), (80, 24)])
  func aPositionIsReversed(columns: Int, rows: Int) throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.resize(columns: columns, rows: rows)
    try arm(story)
    story.terminal.send("B")
    try waitForFill(story, "filled T1 BUY 1 ES at 5000.25")
    story.terminal.send("R")
    try story.terminal.waitFor(text: "REVERSE ES: sell 2 at the market, from 1 to -1")
    #expect(!story.terminal.screen.contains("ARMED"))
    story.terminal.send("y")
    try waitForFill(story, "filled REVERSE-ES SELL 2 ES at 5000.00")
    try story.waitFor(line: "ES", "−1", "5000.00")
    #expect(story.quit() == 0)
  }
}
