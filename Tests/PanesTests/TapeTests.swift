import MarketModel
import Panes
import TerminalKit
import TestSupport
import Testing

/// The trades as they are kept and as they are drawn.
@Suite struct TapeTests {
  static let es = InstrumentIndex(0)
  static let nq = InstrumentIndex(1)

  /// Forty ordinary trades of ES, a large one, one of NQ and one of the other source.
  static let fixture: DeskFixture = {
    var fixture = DeskFixture()
    for place in 0..<40 {
      let last: Int64 = place % 3 == 0 ? 501_225 : 501_200
      fixture.tick(
        es, DeskFixture.schwab, bid: 501_200, ask: 501_225, last: last, Int64(96 - place),
        size: 1 + place % 4)
    }
    fixture.tick(
      es, DeskFixture.schwab, bid: 501_200, ask: 501_225, last: 501_225, 40, size: 150)
    fixture.tick(
      nq, DeskFixture.schwab, bid: 1_754_400, ask: 1_754_500, last: 1_754_450, 30, size: 2)
    fixture.tick(es, DeskFixture.excel, bid: 501_175, ask: 501_225, last: 501_175, 20, size: 4)
    return fixture
  }()

  func draw(
    _ width: Int, _ height: Int, theme: Theme = Appearances.theme(), glyphs: Glyphs = .unicode,
    state: TapeState = TapeState()
  ) -> Surface {
    var surface = Surface(width: width, height: height, style: theme[.text], glyphs: glyphs)
    let view = Self.fixture.view(theme: theme, glyphs: glyphs, focus: .tape, tape: state)
    TapePane.draw(view, in: surface.bounds, on: &surface)
    return surface
  }

  @Test(arguments: [(120, 8), (80, 14), (30, 6)])
  func sizes(width: Int, height: Int) {
    var all = TapeState()
    all.showsAll = true
    GoldenScreen.expect(draw(width, height, state: all), named: "tape-\(width)x\(height)")
  }

  @Test func withoutColoursAndUnicode() {
    GoldenScreen.expectStyled(
      draw(60, 8, theme: Appearances.theme("dark", .mono), glyphs: .ascii),
      named: "tape-mono-ascii")
  }

  @Test func theFilterLeavesOutWhatIsSmallOrOfAnotherSymbol() {
    var state = TapeState()
    state.leastSize = Quantity(100)
    let large = draw(80, 14, state: state).lines
    #expect(large[0].contains("Tape ES, from 100 on"))
    #expect(large.filter { $0.contains("LARGE") }.count == 1)
    #expect(large.count { $0.contains("SCHWAB") } == 1)
    state.leastSize = Quantity(1_000)
    #expect(draw(80, 14, state: state).lines[1].contains("no trade passes"))
    #expect(!draw(80, 14).lines.contains { $0.contains("NQ") })
  }

  @Test func aHeldTapeShowsWhatItShowed() throws {
    var fixture = Self.fixture
    var state = TapeState()
    state.heldNumber = fixture.board.tape.total - 1
    state.offset = 5
    func rows(_ fixture: DeskFixture) -> [String] {
      var surface = Surface(width: 80, height: 10)
      TapePane.draw(
        fixture.view(theme: Appearances.theme(), tape: state), in: surface.bounds, on: &surface)
      return surface.lines
    }
    let before = rows(fixture)
    for _ in 0..<50 {
      fixture.tick(
        Self.es, DeskFixture.schwab, bid: 501_200, ask: 501_225, last: 501_200, 10, size: 1)
    }
    #expect(rows(fixture) == before)
  }

  @Test func theAggressorIsTheExchangesWordElseTheSideWhosePriceWasTaken() throws {
    func print(_ last: Int64, bid: Int64, ask: Int64, _ parts: TickParts = []) throws -> String {
      var fixture = DeskFixture()
      var tick = Tick(
        receivedAt: DeskFixture.now, eventAt: DeskFixture.now, instrument: Self.es,
        source: DeskFixture.schwab, parts: parts.union([.bid, .ask, .last, .lastSize]))
      tick.bid = Price(nanos: bid * 10_000_000)
      tick.ask = Price(nanos: ask * 10_000_000)
      tick.last = Price(nanos: last * 10_000_000)
      tick.lastSize = Quantity(1)
      fixture.apply(tick)
      let tape = fixture.board.tape
      return tape[tape.total - 1].aggressor.letter
    }
    #expect(try print(501_225, bid: 501_200, ask: 501_225) == "B")
    #expect(try print(501_250, bid: 501_200, ask: 501_225) == "B")
    #expect(try print(501_200, bid: 501_200, ask: 501_225) == "S")
    #expect(try print(501_225, bid: 501_200, ask: 501_250) == "-")
    #expect(try print(501_200, bid: 501_200, ask: 501_200) == "-")
    #expect(try print(501_200, bid: 501_225, ask: 501_200) == "-")
    #expect(try print(501_200, bid: 501_200, ask: 501_225, [.buyerAggressor]) == "B")
    #expect(try print(501_225, bid: 501_200, ask: 501_225, [.sellerAggressor]) == "S")
  }

  @Test func aSnapshotAndAQuoteAreNoTrades() {
    var fixture = DeskFixture()
    let before = fixture.board.tape.total
    var tick = Tick(
      receivedAt: DeskFixture.now, eventAt: DeskFixture.now, instrument: Self.es,
      source: DeskFixture.schwab, parts: [.last, .lastSize, .snapshot])
    tick.last = Price(nanos: 5_012_000_000_000)
    tick.lastSize = Quantity(5)
    fixture.apply(tick)
    tick.parts = [.last]
    fixture.apply(tick)
    #expect(fixture.board.tape.total == before)
    tick.parts = [.last, .lastSize]
    fixture.apply(tick)
    #expect(fixture.board.tape.total == before + 1)
  }

  @Test func aFullTapeForgetsTheOldest() {
    var fixture = DeskFixture()
    let count = TradeTape.limit + 100
    for place in 0..<count {
      fixture.tick(
        Self.es, DeskFixture.schwab, bid: 501_200, ask: 501_225, last: 501_200, 10,
        size: 1 + place)
    }
    let tape = fixture.board.tape
    #expect(tape.total - tape.firstNumber == TradeTape.limit)
    #expect(tape[tape.total - 1].size == Quantity(count))
    #expect(tape[tape.firstNumber].size == Quantity(count - TradeTape.limit + 1))
    let newest = tape.numbers(count: 3, passing: TapeFilter())
    #expect(newest == [tape.total - 1, tape.total - 2, tape.total - 3])
  }
}
