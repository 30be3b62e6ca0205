import Engine
import Execution
import MarketModel
import Panes
import TerminalKit
import TestSupport
import Testing

/// The ladder at the sizes it has on the three pages, and over every kind of quote.
@Suite struct LadderScreenTests {
  static let es = InstrumentIndex(0)

  /// More of a market: traded prices, and own orders on both sides.
  static let fixture: DeskFixture = {
    var fixture = DeskFixture()
    for (place, trade) in [(501_225, 40), (501_250, 7), (501_200, 25), (501_225, 12)].enumerated() {
      fixture.tick(
        es, DeskFixture.schwab, bid: 501_200, ask: 501_225, last: Int64(trade.0),
        Int64(90 - place), size: trade.1)
    }
    fixture.order("T-4", "ES", .buy, 3, limit: 501_175)
    fixture.order("T-5", "ES", .sell, 4, limit: 501_275)
    fixture.order("T-6", "ES", .buy, 2, limit: 501_175)
    return fixture
  }()

  func draw(
    _ width: Int, _ height: Int, of fixture: DeskFixture = Self.fixture,
    theme: Theme = Appearances.theme(), glyphs: Glyphs = .unicode, focus: PaneName = .ladder,
    state: LadderState = LadderState()
  ) -> Surface {
    var surface = Surface(width: width, height: height, style: theme[.text], glyphs: glyphs)
    let view = fixture.view(theme: theme, glyphs: glyphs, focus: focus, ladder: state)
    LadderPane.draw(view, in: surface.bounds, on: &surface)
    return surface
  }

  static func state(cursor: Int64?) -> LadderState {
    var state = LadderState()
    state.instrument = es
    state.middleTick = 20_048
    state.cursorTick = cursor
    return state
  }

  @Test(arguments: [(80, 16), (44, 14), (36, 20), (20, 6)])
  func sizes(width: Int, height: Int) {
    GoldenScreen.expect(
      draw(width, height, state: Self.state(cursor: 20_047)), named: "ladder-\(width)x\(height)")
  }

  @Test func withoutColoursAndUnicode() {
    GoldenScreen.expectStyled(
      draw(
        44, 14, theme: Appearances.theme("dark", .mono), glyphs: .ascii,
        state: Self.state(cursor: 20_047)), named: "ladder-mono-ascii")
  }

  /// A quote of one side or none, a crossed, a stale one, and none ever.
  @Test func everyKindOfQuote() {
    var lines: [String] = []
    for kind in ["no bid", "no ask", "neither", "crossed", "wide", "between ticks"] {
      var fixture = Self.fixture
      var tick = Tick(
        receivedAt: DeskFixture.now, eventAt: DeskFixture.now, instrument: Self.es,
        source: DeskFixture.schwab)
      func price(_ hundredths: Int64) -> Price { Price(nanos: hundredths * 10_000_000) }
      switch kind {
      case "no bid": tick.parts = [.bidGone]
      case "no ask": tick.parts = [.askGone]
      case "neither": tick.parts = [.bidGone, .askGone]
      case "crossed":
        (tick.parts, tick.bid, tick.ask) = ([.bid, .ask], price(501_250), price(501_200))
      case "wide":
        (tick.parts, tick.bid, tick.ask) = ([.bid, .ask], price(500_000), price(502_000))
      default: (tick.parts, tick.bid, tick.ask) = ([.bid, .ask], price(501_210), price(501_215))
      }
      fixture.apply(tick)
      lines += [kind] + draw(44, 10, of: fixture).lines + [""]
    }
    let stale = fixtureView(selected: InstrumentIndex(3))
    let none = fixtureView(selected: InstrumentIndex(7))
    lines += ["stale"] + stale + ["", "never quoted"] + none + ["", "nothing selected"]
    GoldenScreen.expect(lines + fixtureView(selected: nil), named: "ladder-quotes")
  }

  private func fixtureView(selected: InstrumentIndex?) -> [String] {
    var surface = Surface(width: 44, height: 10)
    let view = Self.fixture.view(
      theme: Appearances.theme(), focus: .ladder, selected: selected)
    LadderPane.draw(view, in: surface.bounds, on: &surface)
    return surface.lines
  }

  @Test func theQueueIsShownWhereTheVenueModelsIt() {
    var fixture = DeskFixture()
    var change = EngineConfigChange()
    change.modelsQueue = true
    fixture.apply(.config(change), ageMillis: 40)
    fixture.order("T-4", "ES", .buy, 3, limit: 501_200)
    fixture.order("T-5", "ES", .buy, 2, limit: 501_150)
    let lines = draw(44, 14, of: fixture).lines
    // Behind the 12 that were bid there; the place at a price below the touch is not known yet.
    #expect(lines.contains { $0.contains("5012.00") && $0.contains("3/12") })
    #expect(lines.contains { $0.contains("5011.50") && $0.contains("2/?") })
  }

  @Test func theViewStaysUntilTheTouchLeavesItAndThenGoesAfterIt() throws {
    func window(_ state: LadderState, bid: Int64) throws -> LadderWindow {
      var fixture = Self.fixture
      fixture.tick(
        Self.es, DeskFixture.schwab, bid: bid, ask: bid + 25, last: bid, 10)
      return try #require(
        LadderWindow(of: Self.es, in: fixture.engine, state: state, rowCount: 11))
    }
    var state = LadderState()
    state.instrument = Self.es
    state.middleTick = 20_048
    // Five rows up fit: 5013.00 / 5013.25 is the upper edge.
    #expect(try window(state, bid: 501_300).middleTick == 20_048)
    #expect(try window(state, bid: 501_325).middleTick == 20_053)
    #expect(try window(state, bid: 501_325).showsTouch)
    state.isHeld = true
    let held = try window(state, bid: 501_325)
    #expect(held.middleTick == 20_048 && !held.showsTouch)
    #expect(try window(state, bid: 501_400).touchDirection == 1)
    #expect(try window(state, bid: 490_000).touchDirection == -1)
    // Another instrument's view is not this one's.
    state.instrument = InstrumentIndex(1)
    #expect(try window(state, bid: 501_325).middleTick == 20_053)
  }

  /// Prices at the ends of what can be held must not end the program.
  @Test(arguments: [Int64.max, .min, .max - 1, 0, -1])
  func extremePricesAreDrawn(nanos: Int64) {
    var fixture = Self.fixture
    var tick = Tick(
      receivedAt: DeskFixture.now, eventAt: DeskFixture.now, instrument: Self.es,
      source: DeskFixture.schwab, parts: [.bid, .ask, .last, .lastSize])
    tick.bid = Price(nanos: nanos)
    tick.ask = Price(nanos: nanos == .min ? .max : nanos)
    tick.last = Price(nanos: nanos)
    tick.lastSize = Quantity(nanos: .max)
    fixture.apply(tick)
    fixture.apply(tick)
    let surface = draw(44, 14, of: fixture)
    #expect(surface.lines[0].contains("Ladder ES"))
  }
}
