import Engine
import Execution
import MarketModel
import Testing

@testable import Workstation

/// The ticket's fields by keys: every type, every time in force, options, brackets and sizes.
///
/// ES stands at 5012.00 bid, 5012.25 ask; the account holds 2.
@Suite struct TicketFieldTests {
  private func ticket(_ story: LadderStory) throws -> OrderTicket {
    guard case .ticket(let ticket) = story.desk.mode else {
      throw Missing(what: "ticket, but \(story.desk.mode)")
    }
    return ticket
  }

  struct Missing: Error { let what: String }

  private func type(_ text: String, in story: inout LadderStory) throws {
    try story.press("ctrl-u")
    for character in text { try story.press(character == " " ? "space" : String(character)) }
    try story.press("enter")
  }

  /// Shows the line and sends it after the gap.
  private func send(_ story: inout LadderStory) throws -> String {
    try story.press("enter")
    let line = try #require(story.waiting).line
    story.wait(300)
    try story.press("y")
    return line
  }

  @Test func theTypesComeInTurnAndBack() throws {
    var story = LadderStory()
    try story.press("b")
    var seen: [OrderType] = []
    for _ in 0..<5 {
      seen.append(try ticket(story).type)
      try story.press("t")
    }
    #expect(seen == [.limit, .market, .stop, .stopLimit, .trailingStop])
    #expect(try ticket(story).type == .limit)
    try story.press("T")
    #expect(try ticket(story).type == .trailingStop)
  }

  @Test func aStopStartsBeyondTheTouchAndIsSteppedAndTyped() throws {
    var story = LadderStory()
    try story.press("b", "t", "t")
    #expect(try ticket(story).stop == (try Price("5014.75")))
    try story.press("up", "up", "shift-down")
    #expect(try ticket(story).stop == (try Price("5015")))
    try story.press("s")
    try type("5020.25", in: &story)
    #expect(try send(&story) == "BUY 1 ES STOP 5020.25 GTC")
    guard case .submit(let request) = try #require(story.actions.first) else {
      Issue.record("no order")
      return
    }
    #expect(request.type == .stop)
    #expect(request.limit == nil)
    #expect(request.stop == (try Price("5020.25")))
    // The engine lets it work: it is above the touch.
    #expect(story.fixture.engine.order(at: OrderIndex(3)).status == .accepted)
  }

  @Test func aStopLimitHasBothPrices() throws {
    var story = LadderStory()
    try story.press("s", "t", "t", "t")
    // Below the bid for a sell.
    #expect(try ticket(story).stop == (try Price("5009.50")))
    try story.press("down", "down", "shift-up")
    #expect(try send(&story) == "SELL 1 ES STOP_LIMIT stop 5009.75 limit 5009.00 GTC")
  }

  @Test func aTrailingStopHasADistance() throws {
    var story = LadderStory()
    try story.press("s", "T")
    #expect(try ticket(story).trail == (try Price("2.5")))
    try story.press("up")
    #expect(try send(&story) == "SELL 1 ES TRAILING_STOP 2.75 behind GTC")
    let order = story.fixture.engine.order(at: OrderIndex(3))
    #expect(order.status == .accepted)
    #expect(order.stop == (try Price("5009.25")))
    // No distance below a tick.
    try story.press("s", "T")
    for _ in 0..<20 { try story.press("down") }
    #expect(try ticket(story).trail == (try Price("0.25")))
    try story.press("s")
    try type("0", in: &story)
    #expect(story.desk.log.entries.last?.text == "trail: expected a distance above 0, got '0'")
  }

  @Test func theTimesInForceComeInTurn() throws {
    var story = LadderStory()
    try story.press("b")
    var seen: [String] = []
    for _ in 0..<5 {
      seen.append("\(try ticket(story).timeInForce.word)")
      try story.press("i")
    }
    #expect(seen == ["GTC", "DAY", "GTD", "IOC", "FOK"])
    try story.press("i", "i")
    // An hour, until somebody says otherwise: it is 16:47:17 UTC.
    #expect(story.line(with: "GTD 17:47:17Z, in 1h") != nil)
    try story.press("e")
    try type("+30m", in: &story)
    try story.press("down", "down")
    #expect(try send(&story) == "BUY 1 ES LIMIT 5011.75 GTD until 17:17:17Z")
    let order = story.fixture.engine.order(at: OrderIndex(3))
    #expect(order.expiresAt == story.now.wall.advanced(byNanos: 1_800_000_000_000 - 300_000_000))
  }

  @Test(arguments: [
    ("+90s", "2026-11-20T16:48:47"), ("+1d", "2026-11-21T16:47:17"),
    ("17:00", "2026-11-20T17:00:00"), ("16:00", "2026-11-21T16:00:00"),
    ("2026-12-01 15:30:05", "2026-12-01T15:30:05"), ("2026-11-19 15:30", nil), ("25:00", nil),
    ("+0m", nil), ("+9999999999999999d", nil), ("now", nil), ("", nil), ("17:00:61", nil),
    ("2026-02-30 10:00", nil),
  ])
  func anExpiryIsReadAsATraderTypesIt(text: String, expected: String?) {
    let now = UnixNanos(1_795_193_237_000_000_000)
    let read = ExpiryText.parse(text, now: now)
    #expect(read.map { String("\($0)".prefix(19)) } == expected)
  }

  @Test func postOnlyAndReduceOnlyAreSent() throws {
    var story = LadderStory()
    try story.press("s", "P", "R")
    #expect(story.line(with: "would cross") != nil)
    try story.press("up", "up")
    #expect(story.line(with: "would cross") == nil)
    #expect(try send(&story) == "SELL 1 ES LIMIT 5012.50 GTC POST-ONLY REDUCE-ONLY")
    guard case .submit(let request) = try #require(story.actions.first) else { return }
    #expect(request.isPostOnly && request.isReduceOnly)
    // A market order has no use for post-only.
    try story.press("s", "t", "P")
    #expect(try ticket(story).isPostOnly == false)
  }

  @Test func aBracketGoesWithItsEntry() throws {
    var story = LadderStory()
    try story.press("b", "b")
    #expect(story.line(with: "+20 5017.25 -10 5009.75") != nil)
    // The distances stay while the price is stepped.
    try story.press("down")
    #expect(story.line(with: "+20 5017.00 -10 5009.50") != nil)
    try story.press("g")
    try type("8", in: &story)
    try story.press("d")
    try type("4", in: &story)
    try story.press("up")
    let line = try send(&story)
    #expect(line == "BUY 1 ES LIMIT 5012.25 GTC, then target 5014.25 and stop 5011.25")
    guard case .submitList(.bracket, let requests) = try #require(story.actions.first) else {
      Issue.record("no bracket")
      return
    }
    #expect(requests.map(\.id.description) == ["T4", "T4-T", "T4-S"])
    #expect(requests.map(\.type) == [.limit, .limit, .stop])
    #expect(requests.map(\.side) == [.buy, .sell, .sell])
    let engine = story.fixture.engine
    #expect(engine.order(at: OrderIndex(3)).status == .filled)
    #expect(engine.order(at: OrderIndex(4)).status == .accepted)
    #expect(engine.order(at: OrderIndex(5)).status == .accepted)
    // The next bracket starts with these distances, the next id is free.
    try story.press("s", "b")
    #expect(try ticket(story).bracket == Bracket(targetTicks: 8, stopTicks: 4))
    #expect(try ticket(story).id.description == "T7")
  }

  @Test func aBracketMayHaveOneSideAndNoneOnATrailingStop() throws {
    var story = LadderStory()
    try story.press("s", "d")
    try type("6", in: &story)
    #expect(try send(&story) == "SELL 1 ES LIMIT 5012.00 GTC, then stop 5013.50")
    try story.press("s", "b", "R")
    #expect(try ticket(story).bracket == nil)
    try story.press("b")
    #expect(try ticket(story).isReduceOnly == false)
    try story.press("T")
    #expect(try ticket(story).bracket == nil)
    try story.press("b")
    #expect(try ticket(story).bracket == nil)
    #expect(try ticket(story).paired != nil)
    try story.press("b", "t", "g")
    try type("0", in: &story)
    #expect(story.desk.log.entries.last?.text.contains("whole ticks from 1") == true)
  }

  @Test func theOtherSideHasItsOwnPrices() throws {
    var story = LadderStory()
    try story.press("b", "t", "t", "x")
    #expect(try ticket(story).side == .sell)
    #expect(try ticket(story).stop == (try Price("5009.50")))
  }

  /// A bracket's legs stand in the ladder, the stop marked, and are moved there.
  @Test func aBracketsLegsStandInTheLadder() throws {
    var story = LadderStory()
    try story.press("b", "b", "g")
    try type("4", in: &story)
    try story.press("d")
    try type("3", in: &story)
    _ = try send(&story)
    #expect(story.line(with: "5013.25           1 ") != nil)
    #expect(story.line(with: "5011.50          1s ") != nil)
    // In the table of orders it has its price as well.
    #expect(story.line(with: "T4-S    ES")?.contains("STOP      5011.50 WORKING") == true)
    #expect(story.desk.log.entries.contains { $0.text == "accepted T4-S SELL 1 ES STOP 5011.50" })
    try story.press("d", "n", "n")
    #expect(story.desk.ladder.order == OrderIndex(5))
    try story.press("-", "-", "+")
    #expect(story.waiting?.line == "MODIFY T4-S: SELL 1 ES STOP 5011.25 GTC")
    story.wait(300)
    try story.press("y")
    #expect(story.fixture.engine.order(at: OrderIndex(5)).stop == (try Price("5011.25")))
    #expect(story.line(with: "5011.25          1s ") != nil)
  }

  @Test func aBracketThatWaitsForItsEntryStandsNowhereYet() throws {
    var story = LadderStory()
    try story.press("b", "down", "down", "b", "g")
    try type("4", in: &story)
    try story.press("enter")
    story.wait(300)
    try story.press("y")
    #expect(story.line(with: "T4-T")?.contains("WAITING") == true)
    #expect(story.line(with: "5012.75           1 ") == nil)
  }

  @Test func theLimitIsAtTheTouchAgainBehindAStopLimit() throws {
    var story = LadderStory()
    try story.press("b", "t", "t", "t", "T", "T", "T")
    #expect(try ticket(story).type == .limit)
    #expect(try ticket(story).limit == (try Price("5012.25")))
  }

  // MARK: Changes

  @Test func aChangeShowsItsChecks() throws {
    var story = LadderStory()
    // T-2 buys 1 at 5010.00; the limit is a position of 10, of which 2 are held.
    try story.press("d", "m")
    #expect(story.line(with: "MODIFY T-2 BUY ES") != nil)
    #expect(story.line(with: "taking quantity back always passes") != nil)
    try story.press("n")
    try type("9", in: &story)
    #expect(story.line(with: "✗ position limit 11 of 10") != nil)
    try story.press("left")
    #expect(story.line(with: "✓ position limit 10 of 10") != nil)
    #expect(story.line(with: "2 → 10") != nil)
    let before = story.fixture.engine.order(at: OrderIndex(1))
    #expect(before.quantity == Quantity(1))
    try story.press("p")
    try type("5010.10", in: &story)
    #expect(story.line(with: "✗ price not on tick") != nil)
  }

  @Test func theStopOfAStopOrderIsChanged() throws {
    var story = LadderStory()
    try story.press("s", "t", "t")
    _ = try send(&story)
    try story.press("o", "down", "down", "m")
    #expect(try ticket(story).stop == (try Price("5009.50")))
    try story.press("down")
    #expect(try send(&story) == "MODIFY T4: SELL 1 ES STOP 5009.25 GTC")
    #expect(story.fixture.engine.order(at: OrderIndex(3)).stop == (try Price("5009.25")))
  }

  // MARK: Sizes

  @Test func aSizeIsOfferedWithItsStepsAndTaken() throws {
    var story = LadderStory()
    try story.press("b", "z")
    // 1 % of 99,970.50 over 20 ticks of 12.50.
    #expect(story.line(with: "fixed_risk    3") != nil)
    #expect(story.line(with: "risk per unit")?.contains("250") == true)
    try story.press("down", "up", "enter")
    #expect(try ticket(story).quantity == Quantity(3))
    guard case .size(let request) = try #require(story.actions.first) else {
      Issue.record("no size for the record")
      return
    }
    #expect(story.fixture.engine.sizing(request)?.quantity == Quantity(3))
    // The bracket's stop is the one that counts.
    try story.press("d")
    try type("10", in: &story)
    try story.press("z", "enter")
    #expect(try ticket(story).quantity == Quantity(7))
  }

  @Test func aSizeOfNothingIsNotTaken() throws {
    var story = LadderStory()
    try story.press("b", "z", "z", "enter")
    #expect(story.desk.log.entries.last?.text.contains("comes to 0") == true)
    try story.press("esc")
    #expect(try ticket(story).quantity == Quantity(1))
    #expect(story.actions.isEmpty)
  }

}
