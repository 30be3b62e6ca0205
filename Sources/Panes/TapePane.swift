import Engine
import MarketModel
import TerminalKit

/// Time and sales: the trades as they came, the newest on top.
public enum TapePane {
  /// What came out, for scrolling on.
  public struct Drawing: Sendable, Equatable {
    /// The newest trade there is, shown or not; trades are numbered from 0.
    public let newestNumber: Int
    /// Whether older trades than those shown pass the filter.
    public let hasOlder: Bool
  }

  private enum Column: Int, CaseIterable {
    case time, symbol, price, size, aggressor, mark, source
  }

  private static let columns: [TableColumn] = Column.allCases.map { column in
    switch column {
    case .time: TableColumn("TIME", width: 12, priority: 3)
    case .symbol: TableColumn("SYM", width: 7, priority: 1)
    case .price: TableColumn("PRICE", width: 11, alignment: .trailing)
    case .size: TableColumn("SIZE", width: 9, alignment: .trailing)
    case .aggressor: TableColumn("", width: 1)
    case .mark: TableColumn("", width: 5, priority: 2)
    case .source: TableColumn("SRC", width: 10, priority: 4)
    }
  }

  @discardableResult
  public static func draw(
    _ view: DeskView, in rect: Rect, on surface: inout Surface
  ) -> Drawing? {
    let inner = view.box(.tape, title(view), in: rect, on: &surface)
    guard !inner.isEmpty else { return nil }
    let tape = view.board.tape
    let height = max(1, inner.height - 1)
    // Held still where the trader has scrolled; else the newest is on top.
    let found = tape.numbers(
      from: view.tape.heldNumber, count: view.tape.offset + height + 1, passing: filter(view))
    let numbers = Array(found.prefix(view.tape.offset + height).suffix(height))
    guard !numbers.isEmpty else {
      surface.draw(
        tape.total == 0 ? "no trades yet" : "no trade passes the filter", in: inner.row(0),
        style: view.theme[.textDim], overflow: .ellipsis)
      return nil
    }
    let glyphs = surface.glyphs
    surface.drawTable(
      columns, rowCount: numbers.count, selected: nil, in: inner,
      styles: TableStyles(view.theme, isFocused: view.focus == .tape)
    ) { row, column in
      Column(rawValue: column).map { cell($0, tape[numbers[row]], view, glyphs) }
        ?? Span("", view.theme[.text])
    }
    return Drawing(
      newestNumber: tape.total - 1, hasOlder: found.count > view.tape.offset + height)
  }

  private static func filter(_ view: DeskView) -> TapeFilter {
    TapeFilter(
      instrument: view.tape.showsAll ? nil : view.selectedInstrument,
      leastSize: view.tape.leastSize)
  }

  private static func title(_ view: DeskView) -> String {
    let filter = filter(view)
    let symbol = filter.instrument.map { view.engine.instruments[$0].symbol.description }
    let size =
      filter.leastSize.nanos > 0 ? ", from \(view.figures.quantity(filter.leastSize)) on" : ""
    let held = view.tape.heldNumber == nil ? "" : ", held"
    return "Tape \(symbol ?? "all")\(size)\(held)"
  }

  private static func cell(
    _ column: Column, _ print: TradePrint, _ view: DeskView, _ glyphs: Glyphs
  ) -> Span {
    let theme = view.theme
    let figures = view.figures
    // What another source tells as well steps back behind the source in force.
    let plain = theme[print.isInForce ? .text : .textDim]
    let marked = print.isLarge ? theme[role(print)].adding(.bold) : theme[role(print)]
    let taken = print.isInForce ? marked : theme[.textDim]
    switch column {
    case .time: return Span(ClockText.timeWithMillis(print.at), theme[.logTime])
    case .symbol:
      return Span(view.engine.instruments[print.instrument].symbol.description, plain)
    case .price:
      let decimals = view.engine.instruments[print.instrument].priceDecimals
      return Span(figures.price(print.price, decimals: decimals), taken)
    case .size: return Span(figures.size(print.size), taken)
    case .aggressor: return Span(print.aggressor.letter, taken)
    case .mark: return Span(print.isLarge ? "LARGE" : "", marked)
    case .source: return Span(view.engine.sources[print.source].description, plain)
    }
  }

  private static func role(_ print: TradePrint) -> Role {
    switch print.aggressor {
    case .buyer: .quoteUp
    case .seller: .quoteDown
    case .unknown: .quoteFlat
    }
  }
}
