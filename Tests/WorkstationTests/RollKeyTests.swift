import Engine
import Execution
import MarketModel
import Panes
import TerminalKit
import TestSupport
import Testing

@testable import Workstation

/// A position rolled by keys: what is asked, what stands beside it, and what goes.
@Suite struct RollKeyTests {
  /// Two long of ESZ6, one more offered, the selected symbol; ESH7 and ESM7 are quoted, ESU7 is not.
  private func story(_ width: Int = 160, _ height: Int = 48, held: Side = .buy) throws
    -> LadderStory
  {
    var story = LadderStory(width, height)
    for symbol in ["ESM7", "ESH7", "ESU7", "ESZ6"] { list(symbol, &story) }
    try quote("ESH7", 506_050, &story)
    try quote("ESM7", 510_100, &story)
    try quote("ESZ6", 501_200, &story)
    story.fixture.order("m-1", "ESZ6", held, 2, limit: nil)
    story.fixture.order("m-2", "ESZ6", .sell, 1, limit: 600_000)
    let month = try #require(index("ESZ6", story))
    // Two spreads are more than the fixture's account may lose on a day.
    var change = EngineConfigChange()
    change.risk.dailyLossLimit = .some(nil)
    story.fixture.apply(.config(change))
    story.fixture.watchlist = [month, InstrumentIndex(0)]
    story.desk = Desk(
      keymap: Appearances.keymap(contexts: KeyContext.names, commands: Command.names),
      watchlist: story.fixture.watchlist, presets: [1: Quantity(1)])
    story.paint()
    return story
  }

  private func list(_ symbol: String, _ story: inout LadderStory) {
    guard let symbol = Symbol(symbol), let root = Symbol("ES") else { return }
    var terms = Instrument(
      symbol: symbol, root: root, multiplier: Ratio(nanos: 50_000_000_000),
      tick: Price(nanos: 250_000_000), initialMargin: Money(nanos: 13_200_000_000_000),
      market: "CME_Equity")
    if symbol == Symbol("ESZ6") {
      terms.lastTradeAt = DeskFixture.now.advanced(byNanos: 4 * 86_400_000_000_000)
    }
    story.fixture.apply(.instrument(terms))
  }

  private func index(_ symbol: String, _ story: LadderStory) -> InstrumentIndex? {
    Symbol(symbol).flatMap { story.fixture.engine.instruments.index(of: $0) }
  }

  /// A quote half a point wide, prices in hundredths.
  private func quote(_ symbol: String, _ bid: Int64, _ story: inout LadderStory) throws {
    story.fixture.tick(
      try #require(index(symbol, story)), DeskFixture.schwab, bid: bid, ask: bid + 50, last: bid,
      100)
  }

  private func held(_ symbol: String, _ story: LadderStory) -> Quantity? {
    index(symbol, story).map { story.fixture.engine.position(of: $0).quantity }
  }

  @Test(arguments: [(160, 48), (80, 24), (60, 16)])
  func bothLegsStandThere(width: Int, height: Int) throws {
    var story = try story(width, height)
    try story.press("p", "down", "r")
    #expect(
      story.waiting?.line
        == "ROLL ESZ6 to ESH7: cancel 1 working, sell 2 ESZ6 and buy 2 ESH7 at the market")
    for text in [
      "SELL 2 ESZ6 at 5012.00", "BUY 2 ESH7 at 5061.00", "+49.00", "5060.50", "5012.50",
      "0 → 2", "✓ margin",
    ] { #expect(story.line(with: text) != nil, "\(text)") }
    #expect(story.desk.waitingLine != nil)
    GoldenScreen.expect(story.surface, named: "roll-\(width)x\(height)")
  }

  @Test func itGoesAsItSays() throws {
    var story = try story()
    try story.press("r")
    story.wait(300)
    try story.press("y")
    let roll = try #require(story.actions.first)
    #expect(
      roll == .roll(try #require(index("ESZ6", story)), into: try #require(index("ESH7", story))))
    #expect(held("ESZ6", story) == .zero && held("ESH7", story) == Quantity(2))
    // The new month is the one that keys are about now.
    #expect(story.desk.selectedInstrument == index("ESH7", story))
    let log = story.desk.log.entries.map(\.text)
    #expect(log.contains("rolling 2 ESZ6 to ESH7 at a spread of +49.00"))
    #expect(log.contains("filled ROLL-ESH7 BUY 2 ESH7 at 5061.00"))
  }

  @Test func aShortPositionIsBoughtBack() throws {
    var story = try story(held: .sell)
    try story.press("r")
    #expect(
      story.waiting?.line
        == "ROLL ESZ6 to ESH7: cancel 1 working, buy 2 ESZ6 and sell 2 ESH7 at the market")
    for text in ["BUY 2 ESZ6 at 5012.50", "SELL 2 ESH7 at 5060.50", "+48.00"] {
      #expect(story.line(with: text) != nil, "\(text)")
    }
  }

  @Test func thePaletteOffersEveryMonth() throws {
    var story = try story()
    try story.press(":")
    try story.type("roll esz6")
    let offered = story.surface.lines.compactMap { line in
      line.firstMatch(of: /roll ESZ6 into (ES[A-Z][0-9])/).map { String($0.1) }
    }
    #expect(offered == ["ESH7", "ESM7", "ESU7"])
    try story.press("down", "enter")
    #expect(story.waiting?.line.hasPrefix("ROLL ESZ6 to ESM7: ") == true)
    // Enter that chose it does not send it.
    try story.press("enter")
    #expect(story.actions.isEmpty)
  }

  @Test func whatMayNotGoIsSaidAndNotAsked() throws {
    var story = try story()
    var change = EngineConfigChange()
    change.risk.positionLimit.set(Quantity(1), for: try #require(Symbol("ESH7")))
    story.fixture.apply(.config(change))
    try story.press("r")
    #expect(story.waiting == nil)
    #expect(
      story.desk.log.entries.last?.text
        == "ESZ6 is not rolled to ESH7: ESH7 position with what works and the order: 2, limit 1")
    // A month without a quote may not go either.
    try story.press(":")
    try story.type("roll into esu7")
    try story.press("enter")
    #expect(story.waiting == nil)
    #expect(
      story.desk.log.entries.last?.text
        == "ESZ6 is not rolled to ESU7: ESU7 nobody quotes the side to take from")
  }

  /// What changes while the line waits is on the screen, and decides.
  @Test func whatFailsMeanwhileIsShownAndRefused() throws {
    var story = try story()
    try story.press("r")
    #expect(story.line(with: "✓ margin") != nil)
    story.fixture.apply(.tradingState(.reducing, reason: "late"))
    story.wait(300)
    #expect(story.line(with: "✗ reducing") != nil)
    try story.press("y")
    #expect(held("ESZ6", story) == Quantity(2))
    #expect(
      story.desk.log.entries.last?.text
        == "ESZ6 is not rolled to ESH7: ESH7 only what reduces a position may go")
  }

  @Test func nothingHeldAndNoOtherMonth() throws {
    var story = try story()
    try story.press("down", "r")
    #expect(story.waiting?.line.hasPrefix("ROLL ES to ESZ6: ") == true)
    story = LadderStory()
    try story.press("r")
    #expect(
      story.desk.log.entries.last?.text
        == "no month of ES behind ES is listed or has come with the data")
    try story.press("down", "r")
    #expect(story.desk.log.entries.last?.text == "NQ is flat: nothing to roll")
  }

  @Test func aSettlementPriceMarksAndBehindTheEndCloses() throws {
    var story = try story()
    try story.press(":")
    try story.type("settlement")
    try story.press("enter")
    #expect(story.line(with: "Settlement price of ESZ6") != nil)
    try story.type("50x")
    try story.press("enter")
    #expect(
      story.desk.log.entries.last?.text
        == "ESZ6: expected a settlement price such as 5010.25, got '50x'")
    try story.press("backspace")
    try story.type("17.37")
    GoldenScreen.expect(story.surface, named: "settlement-160x48")
    try story.press("enter")
    #expect(
      story.waiting?.line == "MARK ESZ6 at 5017.37 until its next quote: 2 held, P&L +487.00")
    try story.press("esc")
    story.fixture.apply(.clock, ageMillis: -5 * 86_400_000)
    story.millis = 5 * 86_400_000
    story.paint()
    #expect(story.line(with: " ended") != nil)
    try story.press(":")
    try story.type("settlement")
    try story.press("enter")
    try story.type("5017.37")
    try story.press("enter")
    #expect(
      story.waiting?.line == "SETTLE ESZ6 at 5017.37: 2 held, closed at that price, P&L +487.00")
    story.wait(300)
    try story.press("y")
    #expect(held("ESZ6", story) == .zero)
    #expect(
      story.desk.log.entries.contains { $0.text == "filled SETTLE-ESZ6 SELL 2 ESZ6 at 5017.37" })
    // What was confirmed stands in the log: a mark has nothing else there.
    #expect(
      story.desk.log.entries.contains {
        $0.text == "confirmed: SETTLE ESZ6 at 5017.37: 2 held, closed at that price, P&L +487.00"
      })
  }

  @Test func thePositionsSayHowLongTheContractTradesYet() throws {
    var story = try story()
    try story.press("p")
    #expect(story.line(with: " ENDS") != nil)
    #expect(story.surface.lines.contains { $0.contains("ESZ6        +2") && $0.contains(" 4d ") })
  }

  @Test func theAveragePriceStandsBesideTheEndAlsoInANarrowTable() throws {
    var story = try story(120, 36)
    try story.press("p")
    let header = try #require(story.line(with: " ENDS"))
    #expect(header.contains(" AVG"))
  }
}
