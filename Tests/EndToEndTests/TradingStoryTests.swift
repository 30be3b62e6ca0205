import Foundation
import TestSupport
import Testing

/// What a trader does by keys, on a real terminal over a real redis-server.
@Suite(.serialized, .ownThreads) struct TradingStoryTests {
  @Test func quotesOfTwoSourcesAreRead() throws {
    let story = try DeskStory()
    try story.showQuotes()
    try story.waitFor(line: "ES", "5000.25", "SCHWAB", "FRESH", "50×50")
    try story.waitFor(line: "NQ", "17999.75", "18000.00", "EXCEL")
    story.publish(
      "ES", ["bid": "5001.00", "ask": "5001.50", "last": "5001.25", "prevClose": "4976.37"])
    try story.terminal.waitFor(text: "+0.50%")
    #expect(story.terminal.screen.unknown == [])
    #expect(story.quit() == 0)
  }

  @Test func anOrderIsFilledMarkedToMarketAndStillThereAfterARestart() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.send("b")
    try story.terminal.waitFor(text: "BUY ES")
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "BUY 1 ES LIMIT 5000.25 GTC")
    story.terminal.send("y")
    try story.terminal.waitFor(text: "filled T1 BUY 1 ES at 5000.25")
    #expect(story.countInLog("accepted T1") == 1)
    try story.waitFor(line: "ES", "+1", "5000.25", "−12.50")
    story.quote("ES", "5002.25", "5002.50")
    try story.terminal.waitFor(text: "+100.00")
    #expect(story.quit() == 0)

    try story.start()
    try story.terminal.waitFor(text: "Positions")
    try story.waitFor(line: "ES", "+1", "5000.25")
    try story.waitUntilLive()
    story.quote("ES", "5003.25", "5003.50")
    try story.terminal.waitFor(text: "+150.00")
    #expect(story.quit() == 0)
  }

  @Test func aHeldEnterAPasteAndABouncedEnterSendNothing() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.send("b")
    try story.terminal.waitFor(text: "BUY ES")
    // Held down: the first repeat comes after half a second, the next ones quickly.
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "y or Enter again")
    story.pass(seconds: 0.5)
    for _ in 0..<30 {
      story.terminal.send("\r")
      story.pass(seconds: 0.033)
    }
    story.pass(seconds: 0.4)
    // Bounced: two within a few milliseconds.
    story.terminal.send("\u{1b}")
    try story.terminal.waitFor("the ticket again") { !$0.contains("y or Enter again") }
    story.terminal.send("\r")
    story.pass(seconds: 0.005)
    story.terminal.send("\r")
    story.pass(seconds: 0.5)
    // Pasted, in brackets and as a burst of keys.
    story.terminal.send("\u{1b}[200~y\r\ny\u{1b}[201~")
    story.pass(seconds: 0.3)
    story.terminal.send("xyzy\ry")
    story.pass(seconds: 0.5)
    #expect(story.countInLog("accepted") == 0)
    #expect(story.countInLog("filled") == 0)
  }

  @Test func aSecondEnterAfterTheGapSendsOneOrderOnly() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.send("s")
    try story.terminal.waitFor(text: "SELL ES")
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "y or Enter again")
    story.pass(seconds: 0.4)
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "filled T1 SELL 1 ES at 5000.00")
    story.terminal.send("\r")
    story.pass(seconds: 0.3)
    story.terminal.send("\r")
    story.pass(seconds: 0.3)
    #expect(story.countInLog("filled") == 1)
  }

  @Test func ordersAreModifiedAndCancelledByKeys() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.send("b")
    try story.terminal.waitFor(text: "BUY ES")
    for _ in 0..<4 { story.terminal.send("\u{1b}[B") }
    try story.terminal.waitFor(text: "4999.25")
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "y or Enter again")
    story.terminal.send("y")
    try story.terminal.waitFor(text: "WORKING")
    story.terminal.send("m")
    try story.terminal.waitFor(text: "MODIFY T1")
    story.terminal.send("\u{1b}[A")
    story.terminal.send("3")
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "MODIFY T1: BUY 3 ES LIMIT 4999.50")
    story.terminal.send("y")
    try story.terminal.waitFor(text: "modified T1 BUY 3 ES LIMIT 4999.50")
    // Quitting asks while an order works.
    story.terminal.send("q")
    try story.terminal.waitFor(text: "Quit? 1 order works")
    story.terminal.send("\u{1b}")
    try story.terminal.waitFor("no question") { !$0.contains("Quit?") }
    story.terminal.send("c")
    try story.terminal.waitFor(text: "canceled T1 (user), 3 unfilled")
    #expect(story.quit() == 0)
  }

  @Test func flattenAndPanicCloseWhatIsOpen() throws {
    let story = try DeskStory()
    try story.showQuotes()
    try buy(story)
    story.terminal.send("F")
    try story.terminal.waitFor(text: "FLATTEN ES: close 1 at the market")
    story.terminal.send("y")
    try story.terminal.waitFor(text: "filled FLATTEN-ES SELL 1 ES at 5000.00")
    try buy(story)
    story.terminal.send("X")
    try story.terminal.waitFor(text: "PANIC")
    story.pass(seconds: 0.4)
    story.terminal.send("X")
    try story.terminal.waitFor(text: "filled FLATTEN-ES-2 SELL 1 ES at 5000.00")
    // A held X does nothing.
    try buy(story)
    for _ in 0..<20 {
      story.terminal.send("X")
      story.pass(seconds: 0.03)
    }
    story.pass(seconds: 0.4)
    #expect(story.countInLog("FLATTEN-ES-3") == 0)
  }

  private func buy(_ story: DeskStory) throws {
    let before = story.countInLog("filled")
    story.quote("ES", "5000.00", "5000.25")
    story.pass(seconds: 0.1)
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor("a fill") { _ in story.countInLog("filled") > before }
  }

  @Test func theTicketShowsItsChecksAndRiskDenies() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.send("b")
    try story.terminal.waitFor(text: "✓ position limit")
    story.terminal.send("n")
    story.terminal.send("\u{7f}")
    story.terminal.send("11")
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "✗ position limit")
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "BUY 11 ES")
    story.terminal.send("y")
    try story.terminal.waitFor(text: "position_limit")
    #expect(story.countInLog("denied T1 BUY 11 ES") == 1)
  }

  @Test func aStaleQuoteDeniesUntilItIsOverriddenOnce() throws {
    let story = try DeskStory(
      configuration: """
        auto_instruments: true
        fresh_ms: 300
        risk: {max_quote_age_ms: 300, check_margin: false}
        """)
    try story.waitUntilLive()
    // A market that never closes: there silence is always the source's.
    story.quote("COIN", "5000.00", "5000.25")
    try story.terminal.waitFor(text: "STALE")
    story.terminal.send("b")
    try story.terminal.waitFor(text: "✗ stale quote")
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "y or Enter again")
    story.terminal.send("y")
    try story.terminal.waitFor(text: "stale_quote")
    #expect(story.countInLog("denied T1") == 1)
    story.terminal.send("b")
    try story.terminal.waitFor(text: "✗ stale quote")
    story.terminal.send("o")
    try story.terminal.waitFor(text: "overridden")
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "on a stale quote")
    story.terminal.send("y")
    try story.terminal.waitFor(text: "filled T2")
  }

  @Test func aSilentSourceGivesWayAndTakesOverAgain() throws {
    let story = try DeskStory(
      configuration: "watchlist: [ES]\nsources: [SCHWAB, EXCEL]\nfresh_ms: 400\n")
    try story.waitUntilLive()
    story.quote("ES", "5000.00", "5000.25", source: "SCHWAB")
    try story.waitFor(line: "ES", "5000.25", "SCHWAB")
    for _ in 0..<10 {
      story.quote("ES", "5001.00", "5001.25", source: "EXCEL")
      story.pass(seconds: 0.1)
    }
    try story.waitFor(line: "ES", "5001.25", "EXCEL")
    try story.terminal.waitFor(text: "ES: SCHWAB to EXCEL (stale)")
    story.quote("ES", "5002.00", "5002.25", source: "SCHWAB")
    try story.waitFor(line: "ES", "5002.25", "SCHWAB")
    #expect(story.countInLog("ES: EXCEL to SCHWAB (preferred)") == 1)
  }

  @Test func aSourceIsPreferredByKeyAndStillAfterARestart() throws {
    let story = try DeskStory()
    try story.waitUntilLive()
    func quoteBoth() throws {
      story.quote("ES", "5000.00", "5000.25")
      story.quote("ES", "5000.50", "5000.75", source: "EXCEL")
    }
    try quoteBoth()
    try story.waitFor(line: "ES", "5000.25", " SCHWAB ")
    try story.terminal.waitFor(text: "2 ticks apart")
    story.terminal.send("P")
    try story.waitFor(line: "ES", "5000.75", "◆EXCEL")
    #expect(story.countInLog("ES: SCHWAB to EXCEL (preferred)") == 1)
    #expect(story.quit() == 0)
    try story.start()
    try story.waitUntilLive()
    try quoteBoth()
    try story.waitFor(line: "ES", "5000.75", "◆EXCEL")
    story.terminal.send("P")
    try story.waitFor(line: "ES", "5000.25", "◆SCHWAB")
    story.terminal.send("P")
    try story.waitFor(line: "ES", "5000.25", " SCHWAB ")
    #expect(story.quit() == 0)
  }

  @Test func aDailyLossFlattensHaltsAndSaysSo() throws {
    let story = try DeskStory(
      configuration: "watchlist: [ES]\nrisk: {daily_loss_limit: 100}\n")
    try story.waitUntilLive()
    try buy(story)
    story.quote("ES", "4997.00", "4997.25")
    try story.terminal.waitFor(text: "filled FLATTEN-ES SELL 1 ES at 4997.00")
    try story.terminal.waitFor(text: "HALTED")
    #expect(story.countInLog("daily_loss_limit breach") == 1)
    story.terminal.send("b")
    try story.terminal.waitFor(text: "✗ trading state")
    story.terminal.send("\u{1b}")
    try story.terminal.waitFor("the ticket closed") { !$0.contains("trading state") }
    #expect(story.quit() == 0)
    // The halt outlives the process.
    try story.start()
    try story.terminal.waitFor(text: "HALTED")
  }

  @Test func aSymbolIsFoundByTyping() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.send("/")
    try story.terminal.waitFor(text: "Find a symbol")
    story.terminal.send("m")
    story.terminal.send("n")
    try story.terminal.waitFor("MNQ") { $0.contains("MNQ") }
    story.terminal.send("\r")
    try story.terminal.waitFor("the search closed") { !$0.contains("Find a symbol") }
    story.quote("MNQ", "17999.50", "17999.75")
    try story.terminal.waitFor(text: "17999.50")
    story.terminal.send("b")
    try story.terminal.waitFor(text: "BUY MNQ")
  }

  @Test func helpIsMadeFromTheKeymap() throws {
    let story = try DeskStory()
    try story.waitUntilLive()
    story.terminal.send("?")
    try story.terminal.waitFor(text: "twice within a second: cancel and flatten everything")
    story.terminal.send("\u{1b}")
    try story.terminal.waitFor("help closed") { !$0.contains("twice within a second") }
  }
}
