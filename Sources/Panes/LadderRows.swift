import Engine
import Execution
import MarketModel
import TerminalKit

/// The texts of a ladder's rows, made when it is drawn and gone with the frame.
struct LadderRows {
  let window: LadderWindow
  let isStale: Bool
  /// The row of the last trade.
  let lastRow: Int?
  let priceWidth: Int

  private let prices: [String]
  private let bidRow: Int?
  private let askRow: Int?
  private let bidText: String
  private let askText: String
  private var ownBids: [String]
  private var ownAsks: [String]
  private let volumes: [Quantity]
  private let volumeTexts: [String]
  private let largestVolume: Double
  private let bidTick: Int64?
  private let askTick: Int64?

  init(_ window: LadderWindow, view: DeskView, glyphs: Glyphs) {
    self.window = window
    let engine = view.engine
    let quote = engine.quote(of: window.instrument)
    let figures = view.figures
    let ticks = (0..<window.rowCount).map(window.tick(ofRow:))
    isStale = LadderRows.isStale(window.instrument, view)
    bidTick = quote.bid.map(window.grid.tickBelow)
    askTick = quote.ask.map(window.grid.tickAbove)
    bidRow = bidTick.flatMap(window.row(ofTick:))
    askRow = askTick.flatMap(window.row(ofTick:))
    // A source without sizes still has a touch.
    bidText = quote.bidSize.map(figures.size) ?? "bid"
    askText = quote.askSize.map(figures.size) ?? "ask"
    lastRow = quote.last.map(window.grid.tickBelow).flatMap(window.row(ofTick:))
    prices = LadderRows.prices(ticks, lastRow, window, view, glyphs)
    priceWidth = prices.map(Surface.columns(of:)).max() ?? 0
    let profile = view.board[window.instrument].volumes
    volumes = ticks.map(profile.volume(atTick:))
    volumeTexts = volumes.map { $0.nanos > 0 ? LadderRows.padded(figures.size($0)) : "" }
    largestVolume = volumes.map(\.approximate).max() ?? 0
    ownBids = Array(repeating: "", count: window.rowCount)
    ownAsks = ownBids
    placeOrders(view)
  }

  func price(_ row: Int) -> String { prices[row] }
  func bid(_ row: Int) -> String { row == bidRow ? bidText : "" }
  func ask(_ row: Int) -> String { row == askRow ? askText : "" }
  func own(_ side: Side, _ row: Int) -> String { side == .buy ? ownBids[row] : ownAsks[row] }
  func volume(_ row: Int) -> String { volumeTexts[row] }

  /// A row's volume against the largest shown.
  func volumeShare(_ row: Int) -> Double {
    largestVolume > 0 ? volumes[row].approximate / largestVolume : 0
  }

  /// Whether a row lies between bid and ask.
  func isInSpread(_ row: Int) -> Bool {
    guard let bidTick, let askTick else { return false }
    let tick = window.tick(ofRow: row)
    return tick > bidTick && tick < askTick
  }

  static func isStale(_ instrument: InstrumentIndex, _ view: DeskView) -> Bool {
    guard let at = view.engine.quotedAt(instrument) else { return false }
    return view.feed.freshness(ageNanos: view.steadyNow.nanos(since: at)) != .fresh
  }

  /// Prices with the marks of the last trade and of the position's average before them.
  private static func prices(
    _ ticks: [Int64], _ lastRow: Int?, _ window: LadderWindow, _ view: DeskView, _ glyphs: Glyphs
  ) -> [String] {
    let decimals = view.engine.instruments[window.instrument].priceDecimals
    let position = view.engine.position(of: window.instrument)
    let average = position.quantity.nanos == 0 ? nil : position.averagePrice
    let averageRow = average.map(window.grid.nearestTick).flatMap(window.row(ofTick:))
    return ticks.enumerated().map { row, tick in
      guard let price = window.grid.price(atTick: tick) else { return "-" }
      let mark = row == averageRow ? "@" : " "
      let last = row == lastRow ? String(Character(glyphs.full)) : " "
      return mark + last + view.figures.price(price, decimals: decimals)
    }
  }

  /// Adds up the own orders a row: what is left of them, and what is ahead of the first.
  private mutating func placeOrders(_ view: DeskView) {
    let isQueued = view.engine.config.venue.queue == .sizeAhead
    var rows: [RowOfSide: [Order]] = [:]
    for order in LadderOrders.working(window.instrument, view.engine) {
      guard let tick = LadderOrders.tick(of: order, on: window.grid),
        let row = window.row(ofTick: tick)
      else { continue }
      rows[RowOfSide(row: row, side: order.side), default: []].append(order)
    }
    for (place, orders) in rows {
      let text = LadderRows.text(of: orders, isQueued: isQueued, view.figures)
      if place.side == .buy { ownBids[place.row] = text } else { ownAsks[place.row] = text }
    }
  }

  private struct RowOfSide: Hashable {
    let row: Int
    let side: Side
  }

  /// `3`, or `3/41` with 41 ahead in the queue; `3/?` while the place is not known.
  private static func text(
    of orders: [Order], isQueued: Bool, _ figures: FigureText
  ) -> String {
    let left = orders.reduce(Int64(0)) { sum, order in
      let (next, overflow) = sum.addingReportingOverflow(order.leaves.nanos)
      return overflow ? .max : next
    }
    let size = figures.size(Quantity(nanos: left))
    // A stop is no offer and no bid: it says what it is.
    if orders.contains(where: LadderOrders.isWaitingStop) { return size + "s" }
    guard isQueued else { return size }
    let ahead = orders.compactMap(\.queueAhead).min()
    let full = size + "/" + (ahead.map(figures.size) ?? "?")
    return full.utf8.count <= 5 ? full : size
  }

  private static func padded(_ text: String) -> String {
    String(repeating: " ", count: max(0, 5 - text.utf8.count)) + text
  }
}

/// What stands over a ladder: the symbol, and what is not as it should be.
enum LadderTitle {
  static func text(
    _ instrument: InstrumentIndex, _ window: LadderWindow?, _ view: DeskView, _ glyphs: Glyphs
  ) -> String {
    var words = ["Ladder", view.engine.instruments[instrument].symbol.description]
    let held = view.engine.position(of: instrument).quantity
    if held.nanos != 0 { words.append((held.nanos > 0 ? "+" : "") + view.figures.quantity(held)) }
    if let state = state(instrument, window, view) { words.append(state) }
    if let order = view.ladder.order, view.ladder.instrument == instrument,
      view.focus == .ladder, !view.engine.order(at: order).status.isFinal
    {
      words.append("\(glyphs.pointer)\(view.engine.order(at: order).id)")
    }
    switch window?.touchDirection ?? 0 {
    case 1: words.append("touch \(glyphs.up)")
    case -1: words.append("touch \(glyphs.down)")
    default: break
    }
    return words.joined(separator: " ")
  }

  private static func state(
    _ instrument: InstrumentIndex, _ window: LadderWindow?, _ view: DeskView
  ) -> String? {
    let quote = view.engine.quote(of: instrument)
    guard let at = view.engine.quotedAt(instrument) else { return "NO QUOTE" }
    let age = view.steadyNow.nanos(since: at)
    let freshness = view.feed.freshness(ageNanos: age)
    if freshness != .fresh, let closed = view.sessions.closedWord(of: instrument, at: view.now) {
      return closed
    }
    if freshness != .fresh { return "\(freshness.word) \(view.figures.age(nanos: age))" }
    if quote.isCrossed { return "CROSSED" }
    switch (quote.bid, quote.ask) {
    case (.some(let bid), .some(let ask)):
      // Neither side is in a view that stands in the middle of so wide a spread.
      guard let window else { return nil }
      let spread = window.grid.tickAbove(ask) &- window.grid.tickBelow(bid)
      return spread >= Int64(window.rowCount) ? "SPREAD \(spread) TICKS" : nil
    case (nil, nil): return "NO BID, NO ASK"
    case (nil, _): return "NO BID"
    case (_, nil): return "NO ASK"
    }
  }
}
