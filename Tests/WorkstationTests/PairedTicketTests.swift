import Engine
import Execution
import MarketModel
import Panes
import TestSupport
import Testing

@testable import Workstation

/// An OCO pair from the ticket.
///
/// ES stands at 5012.00 bid, 5012.25 ask; the account holds 2, with a limit of 10.
@Suite struct PairedTicketTests {
  @Test func aroundAPositionItIsATargetAndAStopForAllOfIt() throws {
    var story = LadderStory()
    try story.press("s", "b", "b")
    #expect(story.line(with: "OCO 2nd   SELL STOP 5009.50") != nil)
    #expect(story.line(with: "reduce-only") != nil)
    #expect(story.line(with: "2 → 0") != nil)
    #expect(story.desk.log.entries.last?.text == "quantity 2: the whole position")
    let line = try story.sendTicket()
    #expect(
      line == "SELL 2 ES LIMIT 5017.00 GTC REDUCE-ONLY, or SELL STOP 5009.50: "
        + "OCO, one cancels the other")
    guard case .submitList(.oneCancelsOther, let requests) = try #require(story.actions.first)
    else {
      Issue.record("no pair")
      return
    }
    #expect(requests.map(\.id.description) == ["T4", "T4-O"])
    #expect(requests.allSatisfy { $0.isReduceOnly && $0.quantity == Quantity(2) })
    // They stand below one another, linked.
    let rows = story.surface.lines
    let first = try #require(rows.firstIndex { $0.contains("╭T4      ES      SELL      2") })
    #expect(rows[first + 1].contains("╰T4-O    ES      SELL      2"))
    // The target fills, the stop goes.
    story.quote(bid: 501_700, ask: 501_725)
    let engine = story.fixture.engine
    #expect(engine.order(at: OrderIndex(3)).status == .filled)
    #expect(engine.order(at: OrderIndex(4)).status == .canceled)
    #expect(engine.position(of: InstrumentIndex(0)).quantity == .zero)
  }

  @Test func withoutAPositionToCloseALimitHasAStopOfItsSideBesideIt() throws {
    var story = LadderStory()
    try story.press("b", "b", "b")
    #expect(try story.ticket().isReduceOnly == false)
    #expect(
      try story.sendTicket() == "BUY 1 ES LIMIT 5007.25 GTC, or BUY STOP 5014.75: "
        + "OCO, one cancels the other")
  }

  @Test func besideAStopStandsOneOfTheOtherSide() throws {
    var story = LadderStory()
    try story.press("b", "t", "t", "b", "b")
    #expect(
      try story.sendTicket() == "BUY 1 ES STOP 5014.75 GTC, or SELL STOP 5009.50: "
        + "OCO, one cancels the other")
    #expect(story.fixture.engine.order(at: OrderIndex(4)).status == .accepted)
    story.quote(bid: 501_500, ask: 501_525)
    let engine = story.fixture.engine
    #expect(engine.order(at: OrderIndex(3)).status == .filled)
    #expect(engine.order(at: OrderIndex(4)).status == .canceled)
  }

  @Test func theOtherOrderIsSteppedTypedTurnedAndOfOtherTypes() throws {
    var story = LadderStory()
    try story.press("s", "b", "b", "K", "K", "J")
    #expect(try story.ticket().paired?.price == (try Price("5009.75")))
    #expect(try story.ticket().limit == (try Price("5017")))
    try story.press("g")
    #expect(story.line(with: "OCO 2nd   5009.75") != nil)
    try story.fill("5008")
    #expect(story.line(with: "SELL STOP 5008.00") != nil)
    try story.press("u")
    #expect(story.line(with: "SELL LIMIT 5017.00") != nil)
    try story.press("u")
    #expect(story.line(with: "SELL TRAIL by 2.50") != nil)
    for _ in 0..<20 { try story.press("J") }
    #expect(try story.ticket().paired?.price == (try Price("0.25")))
    try story.press("g")
    try story.fill("0")
    #expect(
      story.desk.log.entries.last?.text == "other price: expected a distance above 0, got '0'")
    try story.press("esc", "u", "v")
    #expect(story.line(with: "BUY STOP 5014.75") != nil)
    // A bracket's distance is no field of it, and the pair goes as it came.
    try story.press("d")
    #expect(story.desk.log.entries.last?.text == "LIMIT orders have no such field")
    try story.press("b")
    #expect(try story.ticket().paired == nil)
  }

  /// A price that somebody chose stays; one that only was the touch does not, wherever that is now.
  @Test func aLimitThatWasChosenStays() throws {
    var story = LadderStory()
    try story.press("s")
    story.quote(bid: 501_100, ask: 501_125)
    try story.press("b", "b")
    #expect(try story.ticket().limit == (try Price("5016")))
    try story.press("esc", "s", "up", "up", "b", "b")
    #expect(try story.ticket().limit == (try Price("5011.5")))
  }

  @Test func whatWasNoPairIsAsItWasBehindOne() throws {
    var story = LadderStory()
    try story.press("s", "i", "i", "i", "1")
    let before = try story.ticket()
    try story.press("b", "b")
    #expect(try story.ticket().quantity == Quantity(2))
    try story.press("K", "right", "b")
    #expect(try story.ticket() == before)
  }

  /// What trades at once, or not at all, can wait beside nothing.
  @Test func bothOrdersRest() throws {
    var story = LadderStory()
    try story.press("s", "t", "i", "i", "i", "b", "b")
    #expect(try story.ticket().type == .limit)
    #expect(try story.ticket().timeInForce == .goodTillCanceled)
    var types: [OrderType] = []
    var times: [TimeInForce] = []
    for _ in 0..<4 {
      try story.press("t", "i")
      types.append(try story.ticket().type)
      times.append(try story.ticket().timeInForce)
    }
    #expect(types == [.stop, .stopLimit, .trailingStop, .limit])
    #expect(times == [.day, .goodTillDate, .goodTillCanceled, .day])
  }

  @Test func theOtherSideHasItsOwnPair() throws {
    var story = LadderStory()
    try story.press("b", "b", "b", "x")
    let ticket = try story.ticket()
    #expect(ticket.side == .sell && ticket.isReduceOnly && ticket.quantity == Quantity(2))
    #expect(ticket.paired?.side == .sell && ticket.paired?.type == .stop)
    #expect(ticket.paired?.price == (try Price("5009.5")))
  }

  /// Each order is asked for itself; what both say is said once.
  @Test func theChecksAreThoseOfBoth() throws {
    var story = LadderStory()
    try story.press("b", "b", "b", "g")
    try story.fill("5000")
    #expect(story.line(with: "✗ 2: stop in market") != nil)
    #expect(story.surface.lines.filter { $0.contains("trading state") }.count == 1)
    try story.press("g")
    try story.fill("5014.80")
    #expect(story.line(with: "✗ 2: price not on tick") != nil)
    try story.press("n")
    try story.fill("9")
    #expect(story.line(with: "✗ position limit 12 of 10") != nil)
  }

  @Test func aPriceThatNoQuoteGivesMustBeTyped() throws {
    var story = LadderStory()
    try story.press("/")
    for letter in "MSFT" { try story.press(String(letter)) }
    try story.press("enter", "s", "b", "b", "p")
    try story.fill("400")
    try story.press("enter")
    #expect(story.waiting == nil)
    #expect(
      story.desk.log.entries.last?.text
        == "MSFT has no quote to take the other price from: type a price (g)")
    try story.press("g")
    try story.fill("390")
    try story.press("enter")
    #expect(story.waiting != nil)
  }

  // MARK: Beside the ticket

  /// What is open is named before the desk goes.
  @Test func quittingWithAPositionAsks() throws {
    var story = LadderStory()
    try story.press("q")
    #expect(story.waiting?.line == "Quit? 2 orders work, ES +2 is open; they stay in the account")
    try story.press("esc")
    for id in ["T-2", "T-3"] {
      story.fixture.apply(.cancel(try #require(OrderID(id))), ageMillis: 0)
    }
    try story.press("q")
    #expect(story.waiting?.line == "Quit? ES +2 is open; it stays in the account")
    try story.press("esc")
    for (id, symbol, side) in [("N", "NQ", Side.sell), ("G", "GC", .buy), ("A", "AAPL", .buy)] {
      story.fixture.order(id, symbol, side, 1, limit: nil)
    }
    try story.press("q")
    let line = "Quit? ES +2, NQ -1, GC +1 and 1 more are open; they stay in the account"
    #expect(story.waiting?.line == line)
    story.wait(300)
    try story.press("y")
    #expect(story.actions.last == .quit)
  }

  /// Names that the engine makes differ at their end.
  @Test func idsAreCutInTheMiddle() throws {
    var story = LadderStory()
    for _ in 0..<2 {
      story.fixture.apply(.reverse(InstrumentIndex(0)), ageMillis: 0)
    }
    try story.press("o")
    #expect(story.line(with: " REV…E-ES ES ") != nil)
    #expect(story.line(with: " REV…ES-2 ES ") != nil)
    try story.press("5")
    #expect(story.line(with: "REVE…S-2") != nil || story.line(with: "REVE…ES-2") != nil)
  }

  @Test func aSizesStepsAreWrittenLikeOtherFigures() throws {
    var story = LadderStory()
    try story.press("b", "z")
    #expect(story.line(with: "equity")?.contains("99,970.50") == true)
    #expect(story.line(with: "risk budget")?.contains("999.71") == true)
    #expect(story.line(with: "risk per unit")?.contains("250.00") == true)
    #expect(story.line(with: "risk pct")?.contains("0.01 ") == true)
  }

  @Test(arguments: [(160, 48), (120, 36), (80, 24), (60, 16)])
  func screen(width: Int, height: Int) throws {
    var story = LadderStory(width, height)
    try story.press("s", "b", "b")
    story.wait(6_000)
    GoldenScreen.expect(story.surface, named: "page-ticket-oco-\(width)x\(height)")
  }
}
