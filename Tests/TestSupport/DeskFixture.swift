import Engine
import Execution
import MarketModel
import Panes
import TerminalKit

/// A desk whose every figure is known, for drawings: eight symbols, two sources, one of them late,
/// a position, two working orders and a filled one. Its clocks stand still.
public struct DeskFixture: Sendable {
  public var engine = Engine()
  public var board = QuoteBoard()
  public var feed = FeedStatus(mode: .live, place: "redis://desk:6379")
  public var sessions = DeskHours.board()
  public var log = LogBook()
  public var meters = FeedMeters()
  public var watchlist: [InstrumentIndex] = []
  public var effects = Effects()

  /// Friday 20 November 2026, 16:47:17.25 UTC.
  public static let now = UnixNanos(1_795_193_237_250_000_000)
  public static let monotonicNanos: Int64 = 5_000_000_000_000
  public static let schwab = SourceIndex(0)
  public static let excel = SourceIndex(1)
  public static let manual = SourceIndex(2)

  /// A symbol's terms and how its market stands, prices in hundredths.
  struct Listing {
    let symbol: String
    let tick: Int64
    let multiplier: Int64
    let margin: Int64
    let close: Int64?
    let bid: Int64
    let spread: Int64
    let source: SourceIndex
    let ageMillis: Int64
    let volume: Int64?
  }

  static let listings = [
    Listing(
      symbol: "ES", tick: 25, multiplier: 50, margin: 13_200, close: 499_125, bid: 501_200,
      spread: 25, source: schwab, ageMillis: 200, volume: 1_204_512),
    Listing(
      symbol: "NQ", tick: 25, multiplier: 20, margin: 19_800, close: 1_743_800, bid: 1_754_400,
      spread: 50, source: schwab, ageMillis: 400, volume: 512_340),
    Listing(
      symbol: "YM", tick: 100, multiplier: 5, margin: 9_900, close: 4_410_000, bid: 4_398_700,
      spread: 100, source: schwab, ageMillis: 700, volume: 148_220),
    Listing(
      symbol: "RTY", tick: 10, multiplier: 50, margin: 7_150, close: 224_100, bid: 219_610,
      spread: 20, source: excel, ageMillis: 12_000, volume: 201_554),
    Listing(
      symbol: "CL", tick: 1, multiplier: 1_000, margin: 6_000, close: 7_012, bid: 6_893,
      spread: 1, source: schwab, ageMillis: 42_000, volume: 300_145),
    Listing(
      symbol: "GC", tick: 10, multiplier: 100, margin: 11_000, close: nil, bid: 264_380,
      spread: 10, source: schwab, ageMillis: 900, volume: nil),
    Listing(
      symbol: "AAPL", tick: 1, multiplier: 1, margin: 60, close: 18_950, bid: 18_950, spread: 1,
      source: schwab, ageMillis: 1_100, volume: 24_887),
  ]

  public init() {
    prepare()
    for listing in Self.listings.sorted(by: { $0.ageMillis > $1.ageMillis }) { play(listing) }
    trade()
    note()
    measure()
    feed.link = .live
    feed.ticksPerSecond = 12_431
    feed.lagEntries = 0
    feed.deliveryMillis = 3
    feed.applyP50Nanos = 3_400
    feed.applyP99Nanos = 41_000
    feed.rejected = [FeedStatus.VerdictCount(name: "future_timestamp", count: 7)]
    feed.rejectedCount = 7
  }

  /// What panes draw from.
  public func view(
    theme: Theme, glyphs: Glyphs = .unicode, focus: PaneName = .watchlist,
    selected: InstrumentIndex? = InstrumentIndex(0), rows: [PaneName: Int] = [.watchlist: 0],
    ladder: LadderState = LadderState(), tape: TapeState = TapeState(),
    firstRows: [PaneName: Int] = [:], areas: HeatmapAreas = .equal, now: UnixNanos = Self.now,
    riskLog: LogBook = LogBook(), blotter: BlotterState = BlotterState(),
    monotonicNanos: Int64 = Self.monotonicNanos
  ) -> DeskView {
    DeskView(
      engine: engine, board: board, feed: feed, sessions: sessions, log: log, account: "paper",
      now: now,
      monotonicNanos: monotonicNanos, theme: theme, glyphs: glyphs, watchlist: watchlist,
      selectedInstrument: selected, selectedRows: rows, focus: focus, ladder: ladder, tape: tape,
      firstRows: firstRows, heatmapAreas: areas, meters: meters, riskLog: riskLog,
      ledger: TradeLedger(following: engine), blotter: blotter)
  }

  /// Draws one pane alone.
  public func draw(
    width: Int, height: Int, theme: Theme, glyphs: Glyphs = .unicode,
    focus: PaneName = .watchlist, rows: [PaneName: Int] = [.watchlist: 0],
    areas: HeatmapAreas = .equal, _ pane: (DeskView, Rect, inout Surface) -> Void
  ) -> Surface {
    var surface = Surface(width: width, height: height, style: theme[.text], glyphs: glyphs)
    pane(
      view(theme: theme, glyphs: glyphs, focus: focus, rows: rows, areas: areas), surface.bounds,
      &surface)
    return surface
  }

  // MARK: The market

  public mutating func apply(_ action: Input.Action, ageMillis: Int64 = 60_000) {
    engine.apply(
      Input(at: Self.now.advanced(byNanos: -ageMillis * 1_000_000), action), into: &effects)
  }

  private mutating func prepare() {
    var terms = EngineConfigChange()
    terms.cash = Money(nanos: 100_000 * 1_000_000_000)
    terms.commissionPerUnit = Money(nanos: 2_250_000_000)
    terms.sources = ["SCHWAB", "EXCEL", "MANUAL"].compactMap { SourceName($0) }
    terms.risk.checkMargin = true
    terms.risk.dailyLossLimit = .some(Money(nanos: 100_000_000_000))
    if let es = Symbol("ES") { terms.risk.positionLimit.set(Quantity(10), for: es) }
    apply(.config(terms))
    for listing in Self.listings { list(listing) }
    // Listed, and nothing has come of it yet.
    list(
      Listing(
        symbol: "MSFT", tick: 1, multiplier: 1, margin: 90, close: nil, bid: 0, spread: 0,
        source: Self.schwab, ageMillis: 0, volume: nil))
    watchlist = (0..<engine.instruments.count).map { InstrumentIndex($0) }
  }

  private mutating func list(_ listing: Listing) {
    guard let symbol = Symbol(listing.symbol) else { return }
    apply(
      .instrument(
        Instrument(
          symbol: symbol, multiplier: Ratio(nanos: listing.multiplier * 1_000_000_000),
          tick: Self.price(listing.tick),
          initialMargin: Money(nanos: listing.margin * 1_000_000_000),
          maintenanceMargin: Money(nanos: listing.margin * 900_000_000), market: "CME_Equity",
          group: "equity_index")))
  }

  /// Five ticks a second apart, the last one as old as the listing says.
  private mutating func play(_ listing: Listing) {
    guard let symbol = Symbol(listing.symbol), let index = engine.instruments.index(of: symbol)
    else { return }
    var figures = SessionFigures()
    figures.previousClose = listing.close.map(Self.price)
    figures.volume = listing.volume.map { Quantity(Int($0)) }
    board.note(figures, of: index)
    for (place, step) in [-2, -1, 0, -1, 0].enumerated() {
      let age = listing.ageMillis + Int64(4 - place) * 10
      let bid = listing.bid + Int64(step) * listing.tick
      tick(index, listing.source, bid: bid, ask: bid + listing.spread, last: bid, age)
      board.note(latencyMillis: [12, 14, 11, 72, 13][place], of: index)
    }
    if listing.symbol == "ES" {
      tick(index, Self.excel, bid: 501_150, ask: 501_225, last: 501_175, 150)
      tick(index, Self.schwab, bid: 501_200, ask: 501_225, last: 501_225, 100)
    }
  }

  public mutating func tick(
    _ index: InstrumentIndex, _ source: SourceIndex, bid: Int64, ask: Int64, last: Int64,
    _ ageMillis: Int64, size: Int = 3
  ) {
    let at = Self.now.advanced(byNanos: -ageMillis * 1_000_000)
    var tick = Tick(
      receivedAt: at, eventAt: at.advanced(byNanos: -4_000_000), instrument: index,
      source: source, parts: [.bid, .ask, .bidSize, .askSize, .last, .lastSize])
    tick.bid = Self.price(bid)
    tick.ask = Self.price(ask)
    tick.last = Self.price(last)
    tick.bidSize = Quantity(12)
    tick.askSize = Quantity(41)
    tick.lastSize = Quantity(size)
    apply(tick)
  }

  /// Applies a tick as a session does.
  public mutating func apply(_ tick: Tick) {
    engine.apply(tick: tick, into: &effects)
    board.note(tick)
    board.noteTrade(tick, in: engine)
  }

  private static func price(_ hundredths: Int64) -> Price {
    Price(nanos: hundredths * 10_000_000)
  }

  // MARK: The way here

  /// Latencies with a spike and a slow spell at SCHWAB, a late EXCEL, and our own.
  private mutating func measure() {
    let late: [Int64: Int64] = [90: 140, 91: 180, 92: 620, 112: 47]
    for place in Int64(0)..<120 {
      meters.note(
        Self.schwab, at: Self.now.advanced(byNanos: -(121 - place) * 100_000_000),
        transportNanos: 3_000_000 + place * 7 % 5 * 400_000,
        collectionNanos: (late[place] ?? 11 + place * 5 % 4) * 1_000_000)
      if place % 12 == 0 {
        meters.note(
          Self.excel, at: Self.now.advanced(byNanos: -(108 - place) * 1_000_000_000 - 150_000_000),
          transportNanos: 41_000_000 + place * 90_000,
          collectionNanos: (108 + place % 7) * 1_000_000)
      }
      meters.applied(nanos: 3_200 + place * 13 % 7 * 310)
      if place % 2 == 0 { meters.painted(nanos: 1_100_000 + place * 11 % 6 * 40_000) }
    }
    // Typed in by hand: no latency of its own, and long ago.
    meters.note(
      Self.manual, at: Self.now.advanced(byNanos: -42_000_000_000), transportNanos: 2_000_000,
      collectionNanos: nil)
    var quality = SourceQuality()
    quality.gapCount = 2
    quality.missingCount = 5
    quality.rejectedCount = 6
    quality.rejected = [
      FeedStatus.VerdictCount(name: "future_timestamp", count: 5),
      FeedStatus.VerdictCount(name: "out_of_range", count: 1),
    ]
    meters.note(quality, of: Self.schwab)
    meters.unattributedCount = 1
    meters.second(lengthNanos: 1_000_000_000)
  }

  // MARK: The account

  private mutating func trade() {
    order("T-1", "ES", .buy, 2, limit: nil)
    order("T-2", "ES", .buy, 1, limit: 501_000)
    order("T-3", "NQ", .sell, 2, limit: 1_760_000)
  }

  public mutating func order(
    _ id: String, _ symbol: String, _ side: Side, _ quantity: Int64, limit: Int64?
  ) {
    guard let id = OrderID(id), let symbol = Symbol(symbol) else { return }
    apply(
      .submit(
        OrderRequest(
          id: id, symbol: symbol, side: side, type: limit == nil ? .market : .limit,
          quantity: Quantity(Int(quantity)), limit: limit.map(Self.price))), ageMillis: 50)
  }

  private mutating func note() {
    let lines: [(Int64, LogEntry.Level, String)] = [
      (59, .info, "recovered paper: 0 orders, 0 fills"),
      (58, .info, "data: live from redis://desk:6379"),
      (12, .warning, "RTY is stale: EXCEL last spoke 5 s ago"),
      (1, .success, "filled BUY 2 ES at 5012.25"),
      (1, .error, "denied BUY 50 ES: position_limit 52 of 10"),
    ]
    for (age, level, text) in lines {
      log.add(
        LogEntry(at: Self.now.advanced(byNanos: -age * 1_000_000_000), level: level, text: text))
    }
  }
}
