import Engine
import Execution
import MarketModel
import Panes
import TerminalKit
import TestSupport
import Testing

@testable import Workstation

/// The blotter page: what it shows, and how it is narrowed, sorted and exported by keys.
@Suite struct BlotterPageTests {
  /// A session with winners and losers in three symbols, a refusal and a cancel.
  private func story(_ width: Int = 160, _ height: Int = 48) -> LadderStory {
    var story = LadderStory(width, height)
    let trades: [(String, Side, Int64, Int64)] = [
      ("ES", .sell, 2, 501_350), ("ES", .buy, 1, 501_350), ("ES", .sell, 1, 501_200),
      ("NQ", .buy, 2, 1_754_400), ("NQ", .sell, 3, 1_755_400), ("NQ", .buy, 1, 1_754_100),
      ("GC", .sell, 1, 264_380), ("GC", .buy, 1, 264_700), ("ES", .sell, 3, 501_100),
    ]
    for (place, trade) in trades.enumerated() {
      story.millis += 1_700_000
      let index = story.fixture.engine.instruments.index(of: Symbol(trade.0)!)!
      let spread: Int64 = trade.0 == "GC" ? 10 : 25
      story.fixture.tick(
        index, DeskFixture.schwab, bid: trade.3, ask: trade.3 + spread, last: trade.3,
        -story.millis)
      submit("B-\(place)", trade.0, trade.1, trade.2, &story)
    }
    submit("B-far", "ES", .buy, 50, limit: 500_000, &story)
    story.fixture.apply(.cancel(OrderID("T-3")!), ageMillis: -story.millis)
    story.paint()
    return story
  }

  private func submit(
    _ id: String, _ symbol: String, _ side: Side, _ quantity: Int64, limit: Int64? = nil,
    _ story: inout LadderStory
  ) {
    story.fixture.apply(
      .submit(
        OrderRequest(
          id: OrderID(id)!, symbol: Symbol(symbol)!, side: side,
          type: limit == nil ? .market : .limit, quantity: Quantity(Int(quantity)),
          limit: limit.map { Price(nanos: $0 * 10_000_000) })), ageMillis: -story.millis)
  }

  /// The ids in the table that has the focus, from the top.
  private func rows(_ story: LadderStory, _ table: BlotterTable) -> [Int] {
    BlotterSheet(
      table, engine: story.fixture.engine, ledger: TradeLedger(following: story.fixture.engine)
    ).rows(story.desk.blotter)
  }

  @Test(arguments: [(160, 48), (120, 36), (80, 24), (60, 16)])
  func page(width: Int, height: Int) throws {
    var story = story(width, height)
    try story.press("5", "down")
    GoldenScreen.expect(story.surface, named: "blotter-\(width)x\(height)")
  }

  @Test func aStopsPriceIsThere() throws {
    var story = LadderStory(160, 48)
    story.fixture.apply(
      .submit(
        OrderRequest(
          id: OrderID("B-stop")!, symbol: Symbol("ES")!, side: .sell, type: .stop,
          quantity: Quantity(1), stop: Price(nanos: 4_990_250_000_000))), ageMillis: 0)
    try story.press("5")
    let line = story.surface.lines.first { $0.contains("B-stop") }
    #expect(line?.contains("4990.25") == true)
  }

  @Test func nothingFits() throws {
    var story = story()
    try story.press("5", "f", "z", "z", "z", "enter")
    #expect(story.surface.lines.filter { $0.contains("none that fits") }.count == 3)
  }

  @Test(arguments: [("16", ColorDepth.sixteen), ("256", .palette), ("mono", .mono)])
  func pageInFewerColours(name: String, depth: ColorDepth) throws {
    var story = story(120, 36)
    try story.press("5", "tab", "tab")
    let view = story.fixture.view(
      theme: Appearances.theme("dark", depth), focus: story.desk.focus,
      rows: story.desk.selectedRows(story.fixture.engine), blotter: story.desk.blotter)
    var surface = Surface(width: 120, height: 36)
    Screen.draw(story.desk, view: view, on: &surface)
    GoldenScreen.expect(surface, named: "blotter-\(name)")
  }

  @Test func pageInASCIIWithoutColours() throws {
    var story = story(160, 48)
    try story.press("5", "tab", "tab")
    let view = story.fixture.view(
      theme: Appearances.theme("dark", .mono), glyphs: .ascii, focus: story.desk.focus,
      rows: story.desk.selectedRows(story.fixture.engine), blotter: story.desk.blotter)
    var surface = Surface(width: 160, height: 48, glyphs: .ascii)
    Screen.draw(story.desk, view: view, on: &surface)
    GoldenScreen.expect(surface, named: "blotter-ascii")
    #expect(surface.lines.joined().unicodeScalars.allSatisfy { $0.isASCII })
  }

  @Test func rowsAreNarrowedByKeys() throws {
    var story = story()
    try story.press("5")
    let all = rows(story, .orders)
    #expect(all.count == story.fixture.engine.orderCount && all == all.sorted(by: >))
    try story.press("u")
    #expect(story.line(with: "Orders (7 of 13: ES)") != nil)
    #expect(story.line(with: "Statistics of ES") != nil)
    try story.press("i")
    #expect(story.line(with: "Orders (4 of 13: ES, BUY)") != nil)
    try story.press("z", "z")
    #expect(story.line(with: "Orders (2 of 13: ES, BUY, filled)") != nil)
    #expect(story.line(with: "Fills (2 of 10: ES, BUY)") != nil)
    try story.press("x")
    #expect(story.line(with: "Orders (13)") != nil)
    #expect(rows(story, .orders) == all)
    // The table that has the focus is the one whose states are meant.
    try story.press("tab", "tab", "z")
    #expect(story.line(with: "of 5: winners)") != nil)
    try story.press("z")
    #expect(story.line(with: "of 5: losers)") != nil)
    try story.press("z")
    #expect(story.line(with: "Trades (5)") != nil)
  }

  @Test func wordsNarrowAsTheyAreTyped() throws {
    var story = story()
    try story.press("5", "f", "e", "s", "space", "c", "a", "n", "c")
    #expect(story.line(with: "show rows with es canc") != nil)
    #expect(rows(story, .orders).isEmpty)
    for _ in 0..<7 { try story.press("backspace") }
    for key in ["n", "q", "space", "C", "A", "N"] { try story.press(key) }
    #expect(rows(story, .orders).count == 1)
    try story.press("enter")
    #expect(story.line(with: "Orders (1 of 13: \"nq CAN\")") != nil)
    // Esc goes back to what was there before.
    try story.press("f", "z", "esc")
    #expect(story.desk.blotter.text == "nq CAN")
    try story.press("x")
    #expect(story.desk.blotter == BlotterState())
  }

  @Test func rowsAreSortedByAnyColumn() throws {
    var story = story()
    try story.press("5", "tab", "tab", "left")
    let ledger = TradeLedger(following: story.fixture.engine)
    func net() -> [WideAmount] { rows(story, .trades).map { ledger.trip(at: $0).net } }
    #expect(story.line(with: "NET▼") != nil)
    #expect(net() == net().sorted(by: >) && net().count == 5)
    try story.press("r")
    #expect(story.line(with: "NET▲") != nil)
    #expect(net() == net().sorted())
    try story.press("right", "right")
    #expect(story.line(with: "SYM▲") != nil)
    let symbols = rows(story, .trades).map { ledger.trip(at: $0).instrument.offset }
    #expect(symbols == [0, 0, 5, 1, 1])
  }

  @Test func theSelectionScrollsAndThePageKeepsItsFocus() throws {
    var story = story(80, 24)
    try story.press("5", "end")
    #expect(story.desk.rows[.history] == 12)
    try story.press("tab", "tab", "1", "5")
    #expect(story.desk.focus == .trades)
    try story.press("tab", "tab")
    #expect(story.desk.focus == .equity && story.line(with: "Trades (5)") != nil)
    #expect(story.line(with: "Equity ") != nil)
    try story.press("3", "1")
    #expect(story.desk.focus == .watchlist)
    // Trading keys go from here as well.
    try story.press("5", "b")
    #expect(story.line(with: "BUY ES") != nil)
  }

  @Test func exportAsksForTheTableThatHadTheFocus() throws {
    var story = story()
    try story.press("5", "e", "tab", "tab", "tab", "e")
    #expect(story.actions == [.export(.orders), .export(.trades)])
  }
}
