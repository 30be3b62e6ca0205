import Foundation
import TestSupport
import Testing

/// The risk page on a real terminal: limits changed with a reason, breaches said loudly.
@Suite(.serialized, .ownThreads) struct RiskStoryTests {
  private func buy(_ story: DeskStory, _ id: Int, at bid: String = "5000.00") throws {
    // The keys before may have taken long enough for the quote to be stale.
    story.quote("ES", bid, bid == "5000.00" ? "5000.25" : "4997.25")
    story.pass(seconds: 0.2)
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor("the fill") { _ in
      story.countInLog("filled T\(id) BUY 1 ES") == 1
    }
  }

  /// Changes the selected limit; the page is open.
  private func change(_ story: DeskStory, _ value: String, _ reason: String) throws {
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "Change: ")
    story.terminal.send("\u{15}\(value)\r")
    try story.terminal.waitFor("the reason's field") { !$0.contains("comes next") }
    story.terminal.send("\(reason)\r")
    try story.terminal.waitFor(text: "y or Enter again changes it")
    story.terminal.send("y")
  }

  @Test(arguments: [(160, 48), (80, 24)])
  func aLimitIsChangedWithItsReasonAndStaysSo(columns: Int, rows: Int) throws {
    let story = try DeskStory(
      configuration: "watchlist: [ES]\nrisk: {daily_loss_limit: 100, check_margin: false}\n")
    try story.waitUntilLive()
    story.quote("ES", "5000.00", "5000.25")
    try story.terminal.waitFor(text: "5000.25")
    story.terminal.resize(columns: columns, rows: rows)
    story.terminal.send("3")
    try story.waitFor(line: "day loss", "100.00", "HALT", "ok")
    story.terminal.send("\u{1b}[B")
    try story.terminal.waitFor(text: "all orders cancelled, all positions closed, trading halted")
    try change(story, "350", "payrolls at half past")
    try story.waitFor(line: "day loss", "350.00")
    try story.terminal.waitFor(text: "limits changed by")
    #expect(
      story.countInLog("daily_loss_limit 350 (payrolls at half past)") == 1)
    story.terminal.send("1")
    try story.terminal.waitFor(text: "Watchlist")
    // 162.50 lost: beyond the old limit, within the new one.
    try buy(story, 1)
    story.quote("ES", "4997.00", "4997.25")
    try story.terminal.waitFor("the loss") { $0.contains("162.50") }
    #expect(story.countInLog("breach") == 0)
    #expect(story.quit() == 0)

    let journal = try Data(
      contentsOf: URL(fileURLWithPath: story.home + "/data/thor/accounts/paper.sqlite"))
    let audit =
      "\"risk\":{\"daily_loss_limit\":\"350\"},\"reason\":\"payrolls at half past\",\"user\":\""
    #expect(journal.range(of: Data(audit.utf8)) != nil)

    // It outlives the process, and the configuration that says otherwise.
    try story.start(columns: columns, rows: rows)
    try story.terminal.waitFor(text: "Watchlist")
    story.terminal.send("3")
    try story.waitFor(line: "day loss", "350.00")
    #expect(
      story.countInLog(
        "limits changed earlier go before the configured ones: daily_loss_limit 350") == 1)
    #expect(story.quit() == 0)
  }

  @Test func anAccountsLimitsComeFromRiskYAMLAndApplyWhenItIsSaved() throws {
    let story = try DeskStory(
      configuration: "watchlist: [ES]\nrisk: {daily_loss_limit: 100, check_margin: false}\n",
      starts: false)
    let path = story.home + "/config/thor/risk.yaml"
    func save(_ text: String) throws {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    try save("accounts: {paper: {daily_loss_limit: 700}, \"*\": {max_drawdown: 900}}\n")
    try story.start()
    try story.waitUntilLive()
    story.terminal.send("3")
    try story.waitFor(line: "day loss", "700.00")
    try story.waitFor(line: "drawdown", "900.00")
    try save("accounts: {paper: {daily_loss_limit: 800}}\n")
    try story.waitFor(line: "day loss", "800.00")
    try story.waitFor(line: "drawdown", "none")
    try story.terminal.waitFor("the change in the log") { _ in
      story.countInLog("daily_loss_limit 800, max_drawdown none (risk.yaml)") == 1
    }
    // What is wrong is said with its place, and what held goes on to hold.
    try save("accounts:\n  paper: {daily_loss_limit: -1}\n")
    try story.terminal.waitFor("the error") { _ in
      story.countInLog("risk.yaml:2:29: expected a decimal number above 0") == 1
    }
    try story.waitFor(line: "day loss", "800.00")
    try save("accounts:\n  paper: {position_limit: {EX: 1}}\n")
    try story.terminal.waitFor("the other error") { _ in
      story.countInLog("risk.yaml:2:28: expected a known symbol (did you mean \"ES\"?)") == 1
    }
    #expect(story.quit() == 0)
    // A start is refused then.
    try story.start()
    try story.terminal.waitFor(text: "risk.yaml:2:28")
    #expect(story.terminal.waitForExit() == 78)
  }

  @Test func thePaletteFindsThePageAndATheme() throws {
    let story = try DeskStory(starts: false)
    let themes = story.home + "/config/thor/themes"
    try FileManager.default.createDirectory(atPath: themes, withIntermediateDirectories: true)
    for (name, color) in [("night", "red"), ("broken", "nocolour")] {
      try "name: \(name)\ninherits: dark\nroles:\n  text: {fg: \(color)}\n".write(
        toFile: themes + "/\(name).yaml", atomically: true, encoding: .utf8)
    }
    try story.start()
    try story.waitUntilLive()
    story.terminal.send(":")
    try story.terminal.waitFor(text: "Commands, symbols, themes")
    story.terminal.send("night")
    try story.terminal.waitFor(text: "theme night")
    story.terminal.send("\r")
    try story.terminal.waitFor("the palette to close") { !$0.contains("Commands, symbols") }
    story.terminal.send(":broken")
    try story.terminal.waitFor(text: "theme broken")
    story.terminal.send("\r")
    try story.terminal.waitFor("the error") { _ in
      story.countInLog("the theme stays as it is: ") == 1 && story.countInLog("broken.yaml:4") == 1
    }
    story.terminal.send(":")
    try story.terminal.waitFor(text: "Commands, symbols, themes")
    story.terminal.send("risk page")
    try story.terminal.waitFor(text: "the risk page: limits")
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "Limits of paper")
    #expect(story.quit() == 0)
  }

  /// Ends and starts the desk, which still knows why; so does the listing.
  private func startAgainHalted(_ story: DeskStory) throws {
    #expect(story.quit() == 0)
    let run = try ProgramRun(
      DeskStory.thor, ["risk", "--json"],
      environment: story.environment().compactMapValues { $0 })
    #expect(run.waitForExit() == 0)
    let events = run.objects
    #expect(
      events.contains {
        $0["rule"] as? String == "daily_loss_limit" && $0["state"] as? String == "breach"
          && $0["value"] as? String == "162.5" && $0["action"] as? String == "halt"
      })
    #expect(
      events.contains {
        $0["kind"] as? String == "trading_state" && $0["state"] as? String == "HALTED"
          && $0["detail"] as? String == "daily_loss_limit"
      })
    try story.start()
    try story.waitUntilLive()
    try story.terminal.waitFor(text: "TRADING HALTED: daily_loss_limit, no order is taken")
  }

  @Test func aHaltIsSaidLoudlyAndTradingTakenUpAgainWithAReason() throws {
    let story = try DeskStory(
      configuration: """
        watchlist: [ES]
        risk: {daily_loss_limit: 100, check_margin: false}
        display: {bell: true}
        """)
    try story.waitUntilLive()
    story.quote("ES", "5000.00", "5000.25")
    try story.terminal.waitFor(text: "5000.25")
    try buy(story, 1)
    story.quote("ES", "4998.50", "4998.75")
    try story.terminal.waitFor("the warning") { _ in
      story.countInLog("daily_loss_limit warning: 87.5 of 100") == 1
    }
    story.quote("ES", "4997.00", "4997.25")
    try story.terminal.waitFor(text: "TRADING HALTED: daily_loss_limit, no order is taken")
    try story.terminal.waitFor(text: "risk daily_loss_limit breach: 162.5 of 100: halt")
    try story.terminal.waitFor(text: "filled FLATTEN-ES SELL 1 ES at 4997.00")
    // The message stays until a key takes it away; the banner until trading goes on.
    story.pass(seconds: 5.5)
    #expect(story.terminal.screen.contains("breach: 162.5 of 100"))
    try startAgainHalted(story)
    story.terminal.send("3")
    try story.waitFor(line: "daily_loss_limit breach: 162.5 of 100: halt")
    try story.waitFor(line: "trading is HALTED: daily_loss_limit")
    try story.waitFor(line: "day loss", "162.50", "REACHED")
    // The limit first: while the loss stands, trading would halt at once again.
    story.terminal.send("\u{1b}[B")
    try change(story, "1000", "the day goes on")
    try story.waitFor(line: "day loss", "1,000.00", "ok")
    story.terminal.send("\u{1b}[H")
    try change(story, "active", "agreed with the desk")
    try story.terminal.waitFor("the banner to go") { !$0.contains("TRADING HALTED") }
    #expect(story.countInLog("trading is ACTIVE: agreed with the desk (") == 1)
    story.terminal.send("1")
    try story.terminal.waitFor(text: "Watchlist")
    try buy(story, 3, at: "4997.00")
    #expect(story.quit() == 0)
  }
}
