import Engine
import Execution
import MarketModel
import TerminalKit

/// The prices around the touch of the selected instrument, a row a tick: what is bid and asked,
/// what has traded, and the own orders at their place.
public enum LadderPane {
  /// What came out where, for the keys and the mouse.
  public struct Drawing: Sendable, Equatable {
    public let window: LadderWindow
    public let table: TableGeometry
  }

  private enum Column: Int, CaseIterable {
    case ownBids, bid, price, ask, ownAsks, volume
  }

  @discardableResult
  public static func draw(
    _ view: DeskView, in rect: Rect, on surface: inout Surface
  ) -> Drawing? {
    guard let instrument = view.selectedInstrument else {
      let inner = view.box(.ladder, "Ladder", in: rect, on: &surface)
      say("no symbol is selected", view, in: inner, on: &surface)
      return nil
    }
    let window = LadderWindow(
      of: instrument, in: view.engine, state: view.ladder, rowCount: rect.height - 3)
    let title = LadderTitle.text(instrument, window, view, surface.glyphs)
    let inner = view.box(.ladder, title, in: rect, on: &surface)
    guard !inner.isEmpty else { return nil }
    guard let window else {
      say("no quote yet", view, in: inner, on: &surface)
      return nil
    }
    let rows = LadderRows(window, view: view, glyphs: surface.glyphs)
    let table = draw(rows, view, in: inner, on: &surface)
    return Drawing(window: window, table: table)
  }

  private static func say(
    _ text: String, _ view: DeskView, in inner: Rect, on surface: inout Surface
  ) {
    surface.draw(text, in: inner.row(0), style: view.theme[.textDim], overflow: .ellipsis)
  }

  private static func draw(
    _ rows: LadderRows, _ view: DeskView, in inner: Rect, on surface: inout Surface
  ) -> TableGeometry {
    let isFocused = view.focus == .ladder
    let cursor = isFocused ? view.ladder.cursorTick.flatMap(rows.window.row(ofTick:)) : nil
    let geometry = surface.drawTable(
      columns(width: inner.width, priceWidth: rows.priceWidth), rowCount: rows.window.rowCount,
      selected: cursor, in: inner, styles: TableStyles(view.theme, isFocused: isFocused)
    ) { row, column in
      Column(rawValue: column).map { cell($0, rows, row, view) } ?? Span("", view.theme[.text])
    }
    if let place = geometry.columns.first(where: { $0.index == Column.volume.rawValue }) {
      let numberWidth = 5
      let bars = place.rect.dropping(columns: numberWidth + 1, rows: 1)
      guard bars.width >= 2 else { return geometry }
      for row in 0..<rows.window.rowCount where rows.volumeShare(row) > 0 {
        let length = Int(rows.volumeShare(row) * Double(bars.width) + 0.5)
        surface.fill(
          bars.row(row).leading(max(1, length)), surface.glyphs.barFull,
          style: view.theme[.sparkline])
      }
    }
    return geometry
  }

  /// A narrow ladder goes without volume, and its own orders without their place in the queue.
  private static func columns(width: Int, priceWidth: Int) -> [TableColumn] {
    let own = width >= 40 ? 5 : 4
    return Column.allCases.map { column in
      switch column {
      case .ownBids, .ownAsks:
        TableColumn("MINE", width: own, alignment: .trailing, priority: 2)
      case .bid: TableColumn("BID", width: 5, alignment: .trailing, priority: 1)
      case .price: TableColumn("PRICE", width: priceWidth, alignment: .trailing)
      case .ask: TableColumn("ASK", width: 5, alignment: .trailing, priority: 1)
      case .volume: TableColumn("  VOL", width: 5, priority: 3, grows: true)
      }
    }
  }

  private static func cell(
    _ column: Column, _ rows: LadderRows, _ row: Int, _ view: DeskView
  ) -> Span {
    let theme = view.theme
    let quoted = { (role: Role) in theme[rows.isStale ? .quoteStale : role] }
    switch column {
    case .ownBids: return Span(rows.own(.buy, row), theme[.ladderMine])
    case .ownAsks: return Span(rows.own(.sell, row), theme[.ladderMine])
    case .bid: return Span(rows.bid(row), quoted(.ladderBid))
    case .ask: return Span(rows.ask(row), quoted(.ladderAsk))
    case .price:
      let role: Role =
        row == rows.lastRow ? .ladderLast : rows.isInSpread(row) ? .textDim : .ladderPrice
      return Span(rows.price(row), quoted(role))
    case .volume: return Span(rows.volume(row), theme[.textDim])
    }
  }
}
