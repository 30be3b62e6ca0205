import Engine
import Execution
import MarketModel
import TerminalKit

/// The quotes of the watched symbols, a row each.
public enum WatchlistPane {
  private enum Column: Int, CaseIterable {
    case symbol, last, change, bid, ask, spread, size, trail, source, badge, age, latency
  }

  private static let columns: [TableColumn] = Column.allCases.map { column in
    switch column {
    case .symbol: TableColumn("SYM", width: 7)
    case .last: TableColumn("LAST", width: 10, alignment: .decimal)
    case .change: TableColumn("CHG%", width: 9, alignment: .trailing, priority: 1)
    case .bid: TableColumn("BID", width: 10, alignment: .decimal)
    case .ask: TableColumn("ASK", width: 10, alignment: .decimal)
    case .spread: TableColumn("SPR", width: 5, alignment: .trailing, priority: 5)
    case .size: TableColumn("SIZE", width: 11, alignment: .center, priority: 6)
    case .trail: TableColumn("TICK", width: 4, priority: 7)
    case .source: TableColumn("SRC", width: 8, priority: 4)
    case .badge: TableColumn("", width: 7, priority: 2)
    case .age: TableColumn("AGE", width: 5, alignment: .trailing, priority: 3)
    case .latency: TableColumn("LAT", width: QuoteTrace.latencyLimit, priority: 8)
    }
  }

  /// Below this width the same columns stand closer, so that 80 columns have them all.
  private static let compactBelow = 100

  private static let compactColumns: [TableColumn] = Column.allCases.map { column in
    switch column {
    case .symbol: TableColumn("SYM", width: 6)
    case .last: TableColumn("LAST", width: 8, alignment: .trailing)
    case .change: TableColumn("CHG%", width: 7, alignment: .trailing, priority: 1)
    case .bid: TableColumn("BID", width: 8, alignment: .trailing)
    case .ask: TableColumn("ASK", width: 8, alignment: .trailing)
    case .spread: TableColumn("SPR", width: 3, alignment: .trailing, priority: 5)
    case .size: TableColumn("SIZE", width: 8, alignment: .center, priority: 6)
    case .trail: TableColumn("TI", width: 2, priority: 7)
    case .source: TableColumn("SRC", width: 6, priority: 4)
    case .badge: TableColumn("", width: 7, priority: 2)
    case .age: TableColumn("AGE", width: 4, alignment: .trailing, priority: 3)
    case .latency: TableColumn("LAT", width: QuoteTrace.latencyLimit, priority: 8)
    }
  }

  @discardableResult
  public static func draw(
    _ view: DeskView, in rect: Rect, on surface: inout Surface
  ) -> TableGeometry? {
    let inner = view.box(.watchlist, title(view), in: rect, on: &surface)
    guard !inner.isEmpty else { return nil }
    guard !view.watchlist.isEmpty else {
      surface.draw(
        "no symbols yet: / finds one, or list them under watchlist: in config.yaml",
        in: inner.row(0), style: view.theme[.textDim], overflow: .ellipsis)
      return nil
    }
    let isCompact = inner.width < compactBelow
    let rows = view.watchlist.map {
      WatchlistRow($0, view: view, glyphs: surface.glyphs, isCompact: isCompact)
    }
    return surface.drawTable(
      isCompact ? compactColumns : columns, rowCount: rows.count,
      selected: view.selectedRows[.watchlist],
      first: view.firstRows[.watchlist], in: inner,
      styles: TableStyles(view.theme, isFocused: view.focus == .watchlist)
    ) { row, column in
      Column(rawValue: column).map { cell($0, rows[row], view) } ?? Span("", view.theme[.text])
    }
  }

  /// Names what a change is counted from where it is not the previous close.
  private static func title(_ view: DeskView) -> String {
    let isLabelled = view.watchlist.contains { index in
      view.board[index].changeBase?.isPreviousClose == false
    }
    return isLabelled ? "Watchlist (* change since the first tick)" : "Watchlist"
  }

  private static func cell(_ column: Column, _ row: WatchlistRow, _ view: DeskView) -> Span {
    let theme = view.theme
    let style: Style =
      switch column {
      case .symbol: theme[.textStrong]
      case .last: theme[.quoteLast]
      case .change: theme[row.changeRole]
      case .bid: theme[.quoteBid]
      case .ask: theme[.quoteAsk]
      case .trail: theme[row.trailRole]
      case .badge: theme[row.badgeRole]
      case .latency: theme[.sparkline]
      case .spread, .size, .source, .age: theme[.text]
      }
    // A quote nobody should trade on looks like one; its badge keeps its colour.
    let shown = row.isStale && column != .badge && column != .symbol ? theme[.quoteStale] : style
    return Span(row.text(column.rawValue), shown)
  }
}

/// One row's texts, made when it is drawn and gone with the frame.
private struct WatchlistRow {
  private let texts: [String]
  let isStale: Bool
  let changeRole: Role
  let trailRole: Role
  let badgeRole: Role

  init(_ index: InstrumentIndex, view: DeskView, glyphs: Glyphs, isCompact: Bool) {
    let instrument = view.engine.instruments[index]
    let quote = view.engine.quote(of: index)
    let trace = view.board[index]
    let figures = view.figures
    func price(_ price: Price?) -> String {
      price.map { figures.price($0, decimals: instrument.priceDecimals) } ?? "-"
    }
    let age = view.engine.quotedAt(index).map { view.steadyNow.nanos(since: $0) }
    let freshness = age.map { view.feed.freshness(ageNanos: $0) }
    isStale = freshness != .fresh
    // A closed market's silence is no fault of the source.
    let closed = isStale ? view.sessions.closedWord(of: index, at: view.now) : nil
    (badgeRole, changeRole, trailRole) = (
      closed == nil ? WatchlistRow.role(of: freshness) : .sessionClosed,
      WatchlistRow.changeRole(trace, quote),
      WatchlistRow.trailRole(trace)
    )
    texts = [
      instrument.symbol.description, price(quote.last),
      WatchlistRow.change(trace, quote, figures, isCompact ? nil : glyphs), price(quote.bid),
      price(quote.ask),
      figures.spread(quote, of: instrument) ?? "-",
      WatchlistRow.sizes(quote, figures, glyphs),
      WatchlistRow.trail(trace, glyphs, count: isCompact ? 2 : QuoteTrace.moveLimit),
      WatchlistRow.source(index, view, glyphs, width: isCompact ? 6 : 8),
      closed ?? WatchlistRow.badge(freshness, glyphs), age.map(figures.age) ?? "-",
      WatchlistRow.latencies(trace, glyphs),
    ]
  }

  func text(_ column: Int) -> String { texts[column] }

  /// The source in force, marked where the trader prefers one: whether it is that one, or another
  /// has to do meanwhile.
  private static func source(
    _ index: InstrumentIndex, _ view: DeskView, _ glyphs: Glyphs, width: Int
  ) -> String {
    guard let active = view.engine.activeSource(of: index) else { return "" }
    let name = view.engine.sources[active]
    guard let preferred = view.engine.preferredSource(of: index) else { return name.description }
    let mark = preferred == name ? glyphs.chosen : glyphs.hollow
    return "\(mark)" + name.description.prefix(width - 1)
  }

  private static func role(of freshness: Freshness?) -> Role {
    switch freshness {
    case .fresh: .badgeFresh
    case .stale: .badgeStale
    case .dead, nil: .badgeDead
    }
  }

  private static func badge(_ freshness: Freshness?, _ glyphs: Glyphs) -> String {
    guard let freshness else { return "" }
    let bullet =
      switch freshness {
      case .fresh: glyphs.full
      case .stale: glyphs.half
      case .dead: glyphs.hollow
      }
    return "\(bullet) \(freshness.word)"
  }

  /// - Parameter glyphs: for the arrow before the sign; nil where there is no room for one.
  private static func change(
    _ trace: QuoteTrace, _ quote: Quote, _ figures: FigureText, _ glyphs: Glyphs?
  ) -> String {
    guard let base = trace.changeBase, let last = quote.last,
      let text = figures.change(from: base.price, to: last)
    else { return "-" }
    let label = base.isPreviousClose ? "" : "*"
    guard let glyphs else { return text + label }
    let mark = last > base.price ? glyphs.up : last < base.price ? glyphs.down : glyphs.flat
    return "\(mark)\(text)\(label)"
  }

  private static func changeRole(_ trace: QuoteTrace, _ quote: Quote) -> Role {
    guard let base = trace.changeBase, let last = quote.last else { return .quoteFlat }
    return last > base.price ? .quoteUp : last < base.price ? .quoteDown : .quoteFlat
  }

  private static func sizes(
    _ quote: Quote, _ figures: FigureText, _ glyphs: Glyphs
  ) -> String {
    let bid = quote.bidSize.map(figures.size) ?? "-"
    let ask = quote.askSize.map(figures.size) ?? "-"
    return "\(bid)\(glyphs.times)\(ask)"
  }

  private static func trail(_ trace: QuoteTrace, _ glyphs: Glyphs, count: Int) -> String {
    trace.trail.suffix(count).map { String(Character($0 ? glyphs.up : glyphs.down)) }.joined()
  }

  private static func trailRole(_ trace: QuoteTrace) -> Role {
    guard let newest = trace.trail.last else { return .quoteFlat }
    return newest ? .quoteUp : .quoteDown
  }

  /// Heights against 100 ms, from where a latency starts to hurt.
  private static func latencies(_ trace: QuoteTrace, _ glyphs: Glyphs) -> String {
    let steps = glyphs.blocks.count
    return trace.latenciesMillis.map { millis in
      String(Character(glyphs.blocks[min(steps - 1, Int(millis) * steps / 100)]))
    }.joined()
  }
}
