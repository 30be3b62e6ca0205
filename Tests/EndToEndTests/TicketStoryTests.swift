import Foundation
import TestSupport
import Testing

/// Orders of more than one part, on a real terminal over a real redis-server.
@Suite(.serialized, .ownThreads) struct TicketStoryTests {
  /// Opens a buy ticket with a bracket of 8 and 4 ticks and sends it.
  private func sendBracket(_ story: DeskStory) throws {
    story.terminal.send("b")
    try story.terminal.waitFor(text: "BUY ES")
    story.terminal.send("b")
    try story.terminal.waitFor(text: "+20 5005.25 -10 4997.75")
    for (key, text) in [("g", "8"), ("d", "4")] {
      story.terminal.send(key)
      story.terminal.send("\u{15}\(text)\r")
    }
    try story.terminal.waitFor(text: "+8 5002.25 -4 4999.25")
    story.terminal.send("\r")
    try story.terminal.waitFor(
      text: "BUY 1 ES LIMIT 5000.25 GTC, then target 5002.25 and stop 4999.25")
    story.terminal.send("y")
    // A small screen shows the newest message alone.
    try story.terminal.waitFor("the entry's fill") { _ in
      story.countInLog("filled T1 BUY 1 ES at 5000.25") == 1
    }
    try story.waitFor(line: "T1-T", "SELL", "5002.25", "WORKING")
    try story.waitFor(line: "T1-S", "SELL", "WORKING")
  }

  @Test(arguments: [(160, 48), (80, 24)])
  func aBracketsTargetFillsAndItsStopGoes(columns: Int, rows: Int) throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.resize(columns: columns, rows: rows)
    try sendBracket(story)
    story.quote("ES", "5002.25", "5002.50")
    try story.terminal.waitFor("the target's fill") { _ in
      story.countInLog("filled T1-T SELL 1 ES at 5002.25") == 1
    }
    try story.terminal.waitFor("the stop to go") { _ in
      story.countInLog("canceled T1-S (ouo), 1 unfilled") == 1
    }
    #expect(story.quit() == 0)
  }

  /// A target and a stop around a position: the target fills, the stop goes, the screen says why.
  @Test(arguments: [(160, 48), (120, 36), (80, 24)])
  func aPairsTargetFillsAndItsStopGoes(columns: Int, rows: Int) throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.resize(columns: columns, rows: rows)
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor("the entry's fill") { _ in
      story.countInLog("filled T1 BUY 1 ES at 5000.25") == 1
    }
    story.terminal.send("s")
    try story.terminal.waitFor(text: "SELL ES")
    story.terminal.send("bb")
    try story.waitFor(line: "OCO 2nd", "SELL STOP 4997.50")
    try story.waitFor(line: "options", "reduce-only")
    story.terminal.send("g\u{15}4998\r")
    try story.waitFor(line: "OCO 2nd", "SELL STOP 4998.00")
    story.terminal.send("p\u{15}5002\r")
    try story.waitFor(line: "price", "5002.00")
    story.terminal.send("\r")
    try story.terminal.waitFor("the line") { screen in
      screen.contains("SELL 1 ES LIMIT 5002.00 GTC REDUCE-ONLY, or SELL STOP 4998.00: ")
    }
    story.terminal.send("y")
    try story.terminal.waitFor("both to work") { _ in
      story.countInLog("accepted T2 SELL 1 ES LIMIT 5002.00") == 1
        && story.countInLog("accepted T2-O SELL 1 ES STOP 4998.00") == 1
    }
    story.terminal.send("o")
    try story.waitFor(line: "╭T2 ", "SELL", "5002.00", "WORKING")
    try story.waitFor(line: "╰T2-O", "SELL", "4998.00", "WORKING")
    story.quote("ES", "5002.00", "5002.25")
    try story.terminal.waitFor("the target's fill") { _ in
      story.countInLog("filled T2 SELL 1 ES at 5002.00") == 1
    }
    try story.terminal.waitFor(text: "canceled T2-O (oco), 1 unfilled")
    #expect(story.quit() == 0)
  }

  @Test func aBracketOutlivesTheProgramAndItsStopTakesTheLoss() throws {
    let story = try DeskStory()
    try story.showQuotes()
    try sendBracket(story)
    story.terminal.send("q")
    try story.terminal.waitFor(text: "Quit? 2 orders work, ES +1 is open; they stay in the account")
    story.terminal.send("y")
    #expect(story.terminal.waitForExit() == 0)

    try story.start()
    try story.waitUntilLive()
    story.quote("ES", "4999.00", "4999.25")
    try story.terminal.waitFor(text: "filled T1-S SELL 1 ES at 4999.00")
    try story.terminal.waitFor(text: "canceled T1-T (ouo), 1 unfilled")
    #expect(story.quit() == 0)
  }

  @Test func aSizeIsTakenFromItsStepsAndJournaled() throws {
    let story = try DeskStory(
      configuration: """
        watchlist: [ES, NQ]
        cash: 100000
        risk: {check_margin: false}
        sizing: {risk_pct: 0.02, stop_ticks: 40}
        """)
    try story.showQuotes()
    story.terminal.send("b")
    try story.terminal.waitFor(text: "BUY ES")
    story.terminal.send("z")
    // 2,000 at risk, 500 a contract.
    try story.waitFor(line: "risk budget", "2,000.00")
    try story.waitFor(line: "risk per unit", "500.00")
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "in force")
    try story.waitFor(line: "quantity", "4")
    try story.terminal.waitFor("the steps in the log") { _ in
      story.countInLog("size of ES: equity 100000, risk_pct 0.02, risk_budget 2000") == 1
    }
    story.terminal.send("\u{1b}")
    try story.terminal.waitFor("the ticket to close") { !$0.contains("in force") }
    #expect(story.quit() == 0)
    let journal = try Data(
      contentsOf: URL(fileURLWithPath: story.home + "/data/thor/accounts/paper.sqlite"))
    #expect(journal.range(of: Data("\"quantity\":\"4\",\"trace\"".utf8)) != nil)
  }

  @Test func anOrderEndsAtItsTime() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.send("b")
    try story.terminal.waitFor(text: "BUY ES")
    story.terminal.send("\u{1b}[Bii")
    try story.terminal.waitFor(text: "GTD")
    story.terminal.send("e\u{15}+2s\r")
    try story.terminal.waitFor(text: "Z, in ")
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "BUY 1 ES LIMIT 5000.00 GTD until")
    story.terminal.send("y")
    try story.terminal.waitFor(text: "accepted T1")
    try story.terminal.waitFor(text: "expired T1 (gtd)")
    #expect(story.quit() == 0)
  }
}
