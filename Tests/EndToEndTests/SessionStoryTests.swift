import Foundation
import Journal
import TestSupport
import Testing

/// Market hours on a real terminal, by a clock that starts shortly before Chicago's close.
@Suite(.serialized, .ownThreads) struct SessionStoryTests {
  /// Thursday 19 November 2026, 15:59:50 in Chicago.
  private static let start = "2026-11-19T21:59:50Z"
  private static let configuration = """
    watchlist: [ES, NQ]
    risk: {check_margin: false}
    """

  private func quote(_ story: DeskStory, _ bid: String, _ ask: String, at instant: String) {
    story.publish(
      "ES",
      [
        "timestamp": instant, "bid": bid, "ask": ask, "last": bid, "bidSize": "50",
        "askSize": "50",
      ])
  }

  /// A desk with a day order that rests below the market, ten seconds before the close.
  private func storyWithDayOrder() throws -> DeskStory {
    let story = try DeskStory(configuration: Self.configuration, starts: false)
    try story.start(environment: ["THOR_START_CLOCK": Self.start])
    story.terminal.answersSynchronizedOutput(true)
    try story.waitUntilLive()
    quote(story, "5000.00", "5000.25", at: Self.start)
    try story.terminal.waitFor(text: "5000.25")
    story.terminal.send("b")
    try story.terminal.waitFor(text: "BUY ES")
    for _ in 0..<4 { story.terminal.send("\u{1b}[B") }
    for _ in 0..<4 where !story.terminal.screen.contains("in force  DAY") {
      story.terminal.send("i")
      story.pass(seconds: 0.1)
    }
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "BUY 1 ES LIMIT 4999.25 DAY")
    story.terminal.send("y")
    try story.terminal.waitFor(text: "WORKING")
    return story
  }

  @Test func theCloseIsOneFrame() throws {
    let story = try storyWithDayOrder()
    try story.terminal.waitFor("the close", timeout: 20) { $0.contains("BREAK maintenance") }
    // The rest of that frame may still be on its way.
    story.pass(seconds: 0.3)
    let frames = frames(of: story.terminal)
    let first = try #require(frames.firstIndex { $0.contains("BREAK maintenance") })
    let (before, after) = (frames[first - 1], frames[first])
    for text in ["CME_Equity OPEN  break in 00:00:01", "● OPEN", "WORKING"] {
      #expect(before.contains(text))
    }
    for text in ["CME_Equity BREAK", "expired T1", "EXPIRED"] { #expect(!before.contains(text)) }
    for text in [
      "CME_Equity BREAK  opens in 01:00:00", "expired T1 (day)", "EXPIRED",
      "CME_Equity BREAK (maintenance), opens Thu 17:00 CST",
    ] { #expect(after.contains(text)) }
    #expect(!after.contains("WORKING"))
    #expect(story.countInLog("expired T1 (day)") == 1)
    // A price that would have filled it finds nothing.
    quote(story, "4999.00", "4999.25", at: "2026-11-19T22:00:01Z")
    try story.terminal.waitFor(text: "4999.00")
    #expect(story.countInLog("filled") == 0)
    #expect(story.quit() == 0)
  }

  /// Two markets that close together, a minute before: one message, one bell, and the close held
  /// against the last ticks.
  @Test func severalMarketsAreToldTogetherAndHeldAgainstTheirTicks() throws {
    let story = try DeskStory(
      configuration: """
        watchlist: [ES, CL]
        session: {alerts_minutes: [1]}
        display: {bell: true}
        """, starts: false)
    let start = "2026-11-19T21:58:56Z"
    try story.start(
      columns: 160, rows: 64, environment: ["THOR_START_CLOCK": start + ",7:54"])
    try story.waitUntilLive()
    for (symbol, second) in [("ES", "56"), ("CL", "58")] {
      story.publish(
        symbol, ["timestamp": "2026-11-19T21:58:\(second)Z", "bid": "70.00", "ask": "70.25"])
    }
    try story.terminal.waitFor(text: "CME_Equity, CME_Energy break in 1 min, at 16:00 CST")
    try story.terminal.waitFor("the close", timeout: 20) { $0.contains("BREAK maintenance") }
    try story.waitFor(line: "16:00:00 CME_Equity BREAK", "last −1m")
    try story.waitFor(line: "16:00:00 CME_Energy BREAK", "last −1m")
    // The alert, the clock's leap needs none, and the close.
    #expect(story.terminal.screen.bells == 2)
    #expect(story.countInLog("CME_Equity, CME_Energy BREAK (maintenance)") == 1)
    #expect(story.quit() == 0)
  }

  /// Every picture that the terminal was to show as one.
  private func frames(of terminal: PseudoTerminal) -> [String] {
    var screen = ScreenReader(width: 160, height: 48)
    let end = Array("\u{1b}[?2026l".utf8)
    var frames: [String] = []
    var rest = terminal.output[...]
    while let place = rest.firstRange(of: end) {
      screen.feed(rest[..<place.upperBound])
      frames.append(screen.text)
      rest = rest[place.upperBound...]
    }
    return frames
  }

  @Test func aSessionThatEndedWhileTheDeskWasDownEndsItsDayOrders() throws {
    let story = try storyWithDayOrder()
    story.terminal.send("q")
    try story.terminal.waitFor(text: "Quit? 1 order works")
    story.terminal.send("y")
    #expect(story.terminal.waitForExit() == 0)
    let morning = "2026-11-20T14:00:00Z"
    try story.start(environment: ["THOR_START_CLOCK": morning])
    try story.terminal.waitFor(text: "EXPIRED")
    #expect(story.countInLog("ES: its session ended Thu 19 Nov 16:00:00 CST") == 1)
    #expect(story.countInLog("expired T1 (day)") == 1)
    try story.waitUntilLive()
    quote(story, "4999.00", "4999.25", at: morning)
    try story.terminal.waitFor(text: "4999.00")
    #expect(story.countInLog("filled") == 0)
    #expect(story.quit() == 0)
  }

  @Test func aDayOrderOutlivesARestartWithinItsSession() throws {
    let story = try storyWithDayOrder()
    story.terminal.send("q")
    try story.terminal.waitFor(text: "Quit? 1 order works")
    story.terminal.send("y")
    #expect(story.terminal.waitForExit() == 0)
    try story.start(environment: ["THOR_START_CLOCK": "2026-11-19T21:59:58Z"])
    try story.terminal.waitFor(text: "WORKING")
    try story.terminal.waitFor(text: "expired T1 (day)")
    story.terminal.signal(SIGTERM)
    #expect(story.terminal.waitForExit() == 143)
  }

  /// A long position of one, bought at 5000.25 and worth 5000.00, some seconds before Chicago opens.
  private func storyWithPosition(
    at start: String, configuration: String = Self.configuration
  ) throws -> DeskStory {
    let story = try DeskStory(configuration: configuration, starts: false)
    try story.start(environment: ["THOR_START_CLOCK": start])
    try story.waitUntilLive()
    quote(story, "5000.00", "5000.25", at: start)
    try story.terminal.waitFor(text: "5000.25")
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: "filled T1 BUY 1 ES at 5000.25")
    try story.terminal.waitFor(text: "day −12.50")
    return story
  }

  @Test func theDaysProfitStartsAnewWithTheTradeDate() throws {
    let story = try storyWithPosition(at: "2026-11-19T22:59:55Z")
    try story.terminal.waitFor(text: "CME_Equity OPEN, closes Fri 16:00 CST")
    try story.terminal.waitFor(text: "day 0.00")
    #expect(story.quit() == 0)
  }

  /// The night's move belongs to the day that is over: the new one is measured from the first prices.
  @Test func aTradeDateThatBeganMeanwhileBeginsWithTheFirstPrices() throws {
    let story = try storyWithPosition(at: "2026-11-19T21:00:00Z")
    #expect(story.quit() == 0)
    let morning = "2026-11-20T15:00:00Z"
    try story.start(environment: ["THOR_START_CLOCK": morning])
    try story.waitUntilLive()
    quote(story, "5010.00", "5010.25", at: morning)
    try story.waitFor(line: "ES", "+1", "+487.50")
    try story.terminal.waitFor(text: "day 0.00")
    quote(story, "5011.00", "5011.25", at: morning)
    try story.terminal.waitFor(text: "day +50.00")
    #expect(story.quit() == 0)
    // A second start on the same day leaves the day as it is.
    try story.start(environment: ["THOR_START_CLOCK": "2026-11-20T16:00:00Z"])
    try story.waitUntilLive()
    quote(story, "5012.00", "5012.25", at: "2026-11-20T16:00:00Z")
    try story.terminal.waitFor(text: "day +100.00")
    #expect(story.quit() == 0)
  }

  /// What was lost over the night is no loss of the new day; what is lost after its first prices is.
  @Test func theNightsLossDoesNotHaltTheNewDay() throws {
    let story = try storyWithPosition(
      at: "2026-11-19T21:00:00Z",
      configuration: """
        watchlist: [ES, NQ]
        risk: {check_margin: false, daily_loss_limit: 100}
        """)
    #expect(story.quit() == 0)
    let morning = "2026-11-20T15:00:00Z"
    try story.start(environment: ["THOR_START_CLOCK": morning])
    try story.waitUntilLive()
    quote(story, "4990.00", "4990.25", at: morning)
    try story.waitFor(line: "ES", "+1", "−512.50")
    try story.terminal.waitFor(text: "day 0.00")
    #expect(story.countInLog("HALTED") == 0)
    quote(story, "4988.00", "4988.25", at: morning)
    try story.terminal.waitFor(text: "HALTED")
    #expect(story.countInLog("filled FLATTEN-ES SELL 1 ES at 4988.00") == 1)
    #expect(story.quit() == 0)
  }

  @Test func withoutZonesItTradesAndSaysSoOnce() throws {
    let story = try DeskStory(configuration: Self.configuration, starts: false)
    try story.start(environment: ["TZDIR": story.home + "/nowhere"])
    try story.terminal.waitFor(text: "no calendar: zone")
    try story.showQuotes()
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: "filled T1 BUY 1 ES at 5000.25")
    #expect(story.countInLog("no hours of") == 1)
    #expect(story.quit() == 0)
  }

  @Test func aDemoTradesOnWhateverTheCalendarSays() throws {
    let folder = try DeskStory.makeHome("")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let terminal = try PseudoTerminal(
      running: DeskStory.thor, ["demo", "--in-process"],
      environment: [
        "HOME": folder, "XDG_CONFIG_HOME": folder + "/config", "XDG_DATA_HOME": folder + "/data",
        "XDG_STATE_HOME": folder + "/state", "LANG": "C.UTF-8", "NO_COLOR": nil,
        "THOR_START_CLOCK": "2026-11-21T12:00:00Z",
      ])
    try terminal.waitFor("a closed market that moves") { screen in
      screen.contains("SIM trades on") && screen.contains("CLOSED weekend")
        && screen.contains("FRESH")
    }
    terminal.send("q")
    #expect(terminal.waitForExit() == 0)
  }

  /// Half a minute before Chicago's close, on a desk that asks for the session and goes home flat:
  /// the position is closed in time, then orders are denied, before the close and behind it.
  @Test func aDeskThatAsksForTheSessionGoesHomeFlat() throws {
    let story = try DeskStory(
      configuration: """
        watchlist: [ES]
        risk: {check_margin: false, check_session: true, flatten_before_close_ms: 5000}
        """, starts: false)
    let start = "2026-11-19T21:59:35Z"
    try story.start(environment: ["THOR_START_CLOCK": start])
    try story.waitUntilLive()
    try story.terminal.waitFor(text: "break in 00:00:")
    quote(story, "5000.00", "5000.25", at: start)
    try story.terminal.waitFor(text: "5000.25")
    try buy(story, "T1")
    try story.terminal.waitFor("the flatten", timeout: 30) {
      $0.contains("filled FLATTEN-ES SELL 1 ES at 5000.00")
    }
    #expect(story.terminal.screen.contains("break in 00:00:0"))
    quote(story, "5001.00", "5001.25", at: "2026-11-19T21:59:56Z")
    try story.terminal.waitFor(text: "5001.25")
    try deny(story, "T3")
    try story.terminal.waitFor("the close", timeout: 20) { $0.contains("BREAK maintenance") }
    quote(story, "5002.00", "5002.25", at: "2026-11-19T22:00:01Z")
    try story.terminal.waitFor(text: "5002.25")
    try deny(story, "T4")
    #expect(story.countInLog("denied T3 BUY 1 ES") == 1)
    #expect(story.quit() == 0)
  }

  private func deny(_ story: DeskStory, _ id: String) throws {
    story.terminal.send("b")
    try story.terminal.waitFor(text: "BUY ES")
    try story.terminal.waitFor(text: "✗ market closed")
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "y or Enter again")
    story.terminal.send("y")
    try story.terminal.waitFor("the denial of \(id)") {
      $0.lines.contains { $0.contains("denied \(id) BUY 1 ES") && $0.contains("market_closed") }
    }
  }

  /// An hour before the close the clock is set back by half an hour, then leaps forward by a whole
  /// one: the countdown follows, the account's events keep their order and nothing expires.
  @Test func aClockThatLeapsMovesTheCountdownAlone() throws {
    let story = try DeskStory(configuration: Self.configuration, starts: false)
    let start = "2026-11-19T21:00:00Z"
    try story.start(environment: ["THOR_START_CLOCK": start + ",6:-1800,12:3600"])
    try story.waitUntilLive()
    quote(story, "5000.00", "5000.25", at: start)
    try story.terminal.waitFor(text: "break in 00:59:5")
    try story.terminal.waitFor(text: "5000.25")
    try buy(story, "T1")
    try story.terminal.waitFor(text: "the clock was set back by 00:30:00")
    try story.terminal.waitFor(text: "break in 01:29:5")
    quote(story, "5001.00", "5001.25", at: "2026-11-19T20:30:06Z")
    // By its own time the first one is older than its source's last; the engine passes it over.
    quote(story, "5002.00", "5002.25", at: "2026-11-19T21:00:06Z")
    try story.terminal.waitFor(text: "5002.25")
    #expect(story.terminal.screen.contains("FRESH"))
    try buy(story, "T2")
    try story.terminal.waitFor(text: "the clock leapt forward by 01:00:00")
    try story.terminal.waitFor(text: "break in 00:29:")
    quote(story, "5003.00", "5003.25", at: "2026-11-19T21:30:12Z")
    try story.terminal.waitFor(text: "5003.25")
    try buy(story, "T3")
    #expect(story.quit() == 0)
    #expect(story.countInLog("expired") == 0)
    let instants = try journaledInstants(of: story)
    #expect(instants.count >= 9)
    #expect(instants == instants.sorted())
    #expect(instants.first?.hasPrefix("2026-11-19T21:00:0") == true)
    #expect(instants.last?.hasPrefix("2026-11-19T21:3") == true)
  }

  private func buy(_ story: DeskStory, _ id: String) throws {
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: "filled \(id) BUY 1 ES")
  }

  /// The instants of the account's events, in the order in which they were written.
  private func journaledInstants(of story: DeskStory) throws -> [String] {
    let journal = try Journal.open(
      dataDirectory: story.home + "/data/thor", account: try #require(AccountName("paper")),
      now: .zero)
    var instants: [String] = []
    try journal.forEachEvent { instants.append($0.at.description) }
    try journal.close()
    return instants
  }

  @Test func aClockThatIsNoneIsRefused() throws {
    for (value, expected) in [("noon", "THOR_START_CLOCK"), ("0,5", "such as 5:-3600, got '5'")] {
      let story = try DeskStory(starts: false)
      try story.start(environment: ["THOR_START_CLOCK": value])
      #expect(story.terminal.waitForExit() == 2)
      #expect(story.terminal.screen.contains(expected))
    }
  }
}
