import Engine
import Execution
import MarketModel
import Testing

@testable import Workstation

/// The ticket's fields by keys: every type, every time in force, options, brackets and sizes.
///
/// ES stands at 5012.00 bid, 5012.25 ask; the account holds 2.
@Suite struct TicketFieldTests {
  @Test func theTypesComeInTurnAndBack() throws {
    var story = LadderStory()
    try story.press("b")
    var seen: [OrderType] = []
    for _ in 0..<5 {
      seen.append(try story.ticket().type)
      try story.press("t")
    }
    #expect(seen == [.limit, .market, .stop, .stopLimit, .trailingStop])
    #expect(try story.ticket().type == .limit)
    try story.press("T")
    #expect(try story.ticket().type == .trailingStop)
  }

  @Test func aStopStartsBeyondTheTouchAndIsSteppedAndTyped() throws {
    var story = LadderStory()
    try story.press("b", "t", "t")
    #expect(try story.ticket().stop == (try Price("5014.75")))
    try story.press("up", "up", "shift-down")
    #expect(try story.ticket().stop == (try Price("5015")))
    try story.press("s")
    try story.fill("5020.25")
    #expect(try story.sendTicket() == "BUY 1 ES STOP 5020.25 GTC")
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
    #expect(try story.ticket().stop == (try Price("5009.50")))
    try story.press("down", "down", "shift-up")
    #expect(try story.sendTicket() == "SELL 1 ES STOP_LIMIT stop 5009.75 limit 5009.00 GTC")
  }

  @Test func aTrailingStopHasADistance() throws {
    var story = LadderStory()
    try story.press("s", "T")
    #expect(try story.ticket().trail == (try Price("2.5")))
    try story.press("up")
    #expect(try story.sendTicket() == "SELL 1 ES TRAILING_STOP 2.75 behind GTC")
    let order = story.fixture.engine.order(at: OrderIndex(3))
    #expect(order.status == .accepted)
    #expect(order.stop == (try Price("5009.25")))
    // No distance below a tick.
    try story.press("s", "T")
    for _ in 0..<20 { try story.press("down") }
    #expect(try story.ticket().trail == (try Price("0.25")))
    try story.press("s")
    try story.fill("0")
    #expect(story.desk.log.entries.last?.text == "trail: expected a distance above 0, got '0'")
  }

  @Test func theTimesInForceComeInTurn() throws {
    var story = LadderStory()
    try story.press("b")
    var seen: [String] = []
    for _ in 0..<5 {
      seen.append("\(try story.ticket().timeInForce.word)")
      try story.press("i")
    }
    #expect(seen == ["GTC", "DAY", "GTD", "IOC", "FOK"])
    try story.press("i", "i")
    // An hour, until somebody says otherwise: it is 16:47:17 UTC.
    #expect(story.line(with: "GTD 17:47:17Z, in 1h") != nil)
    try story.press("e")
    try story.fill("+30m")
    try story.press("down", "down")
    #expect(try story.sendTicket() == "BUY 1 ES LIMIT 5011.75 GTD until 17:17:17Z")
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
    #expect(try story.sendTicket() == "SELL 1 ES LIMIT 5012.50 GTC POST-ONLY REDUCE-ONLY")
    guard case .submit(let request) = try #require(story.actions.first) else { return }
    #expect(request.isPostOnly && request.isReduceOnly)
    // A market order has no use for post-only.
    try story.press("s", "t", "P")
    #expect(try story.ticket().isPostOnly == false)
  }

  @Test func aBracketGoesWithItsEntry() throws {
    var story = LadderStory()
    try story.press("b", "b")
    #expect(story.line(with: "+20 5017.25 -10 5009.75") != nil)
    // The distances stay while the price is stepped.
    try story.press("down")
    #expect(story.line(with: "+20 5017.00 -10 5009.50") != nil)
    try story.press("g")
    try story.fill("8")
    try story.press("d")
    try story.fill("4")
    try story.press("up")
    let line = try story.sendTicket()
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
    #expect(try story.ticket().bracket == Bracket(targetTicks: 8, stopTicks: 4))
    #expect(try story.ticket().id.description == "T7")
  }

  @Test func aBracketMayHaveOneSideAndNoneOnATrailingStop() throws {
    var story = LadderStory()
    try story.press("s", "d")
    try story.fill("6")
    #expect(try story.sendTicket() == "SELL 1 ES LIMIT 5012.00 GTC, then stop 5013.50")
    try story.press("s", "b", "R")
    #expect(try story.ticket().bracket == nil)
    try story.press("b")
    #expect(try story.ticket().isReduceOnly == false)
    try story.press("T")
    #expect(try story.ticket().bracket == nil)
    try story.press("b")
    #expect(try story.ticket().bracket == nil)
    #expect(try story.ticket().paired != nil)
    try story.press("b", "t", "g")
    try story.fill("0")
    #expect(story.desk.log.entries.last?.text.contains("whole ticks from 1") == true)
  }

  @Test func theOtherSideHasItsOwnPrices() throws {
    var story = LadderStory()
    try story.press("b", "t", "t", "x")
    #expect(try story.ticket().side == .sell)
    #expect(try story.ticket().stop == (try Price("5009.50")))
  }

  /// A bracket's legs stand in the ladder, the stop marked, and are moved there.
  @Test func aBracketsLegsStandInTheLadder() throws {
    var story = LadderStory()
    try story.press("b", "b", "g")
    try story.fill("4")
    try story.press("d")
    try story.fill("3")
    _ = try story.sendTicket()
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
    try story.fill("4")
    try story.press("enter")
    story.wait(300)
    try story.press("y")
    #expect(story.line(with: "T4-T")?.contains("WAITING") == true)
    #expect(story.line(with: "5012.75           1 ") == nil)
  }

  @Test func theLimitIsAtTheTouchAgainBehindAStopLimit() throws {
    var story = LadderStory()
    try story.press("b", "t", "t", "t", "T", "T", "T")
    #expect(try story.ticket().type == .limit)
    #expect(try story.ticket().limit == (try Price("5012.25")))
  }

  // MARK: Changes

  @Test func aChangeShowsItsChecks() throws {
    var story = LadderStory()
    // T-2 buys 1 at 5010.00; the limit is a position of 10, of which 2 are held.
    try story.press("d", "m")
    #expect(story.line(with: "MODIFY T-2 BUY ES") != nil)
    #expect(story.line(with: "taking quantity back always passes") != nil)
    try story.press("n")
    try story.fill("9")
    #expect(story.line(with: "✗ position limit 11 of 10") != nil)
    try story.press("left")
    #expect(story.line(with: "✓ position limit 10 of 10") != nil)
    #expect(story.line(with: "2 → 10") != nil)
    let before = story.fixture.engine.order(at: OrderIndex(1))
    #expect(before.quantity == Quantity(1))
    try story.press("p")
    try story.fill("5010.10")
    #expect(story.line(with: "✗ price not on tick") != nil)
  }

  @Test func theStopOfAStopOrderIsChanged() throws {
    var story = LadderStory()
    try story.press("s", "t", "t")
    _ = try story.sendTicket()
    try story.press("o", "down", "down", "m")
    #expect(try story.ticket().stop == (try Price("5009.50")))
    try story.press("down")
    #expect(try story.sendTicket() == "MODIFY T4: SELL 1 ES STOP 5009.25 GTC")
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
    #expect(try story.ticket().quantity == Quantity(3))
    guard case .size(let request) = try #require(story.actions.first) else {
      Issue.record("no size for the record")
      return
    }
    #expect(story.fixture.engine.sizing(request)?.quantity == Quantity(3))
    // The bracket's stop is the one that counts.
    try story.press("d")
    try story.fill("10")
    try story.press("z", "enter")
    #expect(try story.ticket().quantity == Quantity(7))
  }

  @Test func aSizeOfNothingIsNotTaken() throws {
    var story = LadderStory()
    try story.press("b", "z", "z", "enter")
    #expect(story.desk.log.entries.last?.text.contains("comes to 0") == true)
    try story.press("esc")
    #expect(try story.ticket().quantity == Quantity(1))
    #expect(story.actions.isEmpty)
  }

}
