import Engine
import MarketModel
import TerminalKit

/// What is held, what it cost and what it is worth.
public enum PositionsPane {
  private static let columns = [
    TableColumn("SYM", width: 7), TableColumn("QTY", width: 6, alignment: .trailing),
    TableColumn("AVG", width: 11, alignment: .decimal, priority: 1),
    TableColumn("MARK", width: 10, alignment: .decimal, priority: 3),
    TableColumn("UNREAL", width: 12, alignment: .decimal),
    TableColumn("REAL", width: 12, alignment: .decimal, priority: 2),
    TableColumn("FEES", width: 9, alignment: .decimal, priority: 4),
  ]
  private static let ends = TableColumn("ENDS", width: 5, alignment: .trailing, priority: 1)

  @discardableResult
  public static func draw(
    _ view: DeskView, in rect: Rect, on surface: inout Surface
  ) -> TableGeometry? {
    let inner = view.box(.positions, "Positions", in: rect, on: &surface)
    guard !inner.isEmpty else { return nil }
    let rows = rows(view.engine)
    guard !rows.isEmpty else {
      surface.draw(
        "flat", in: inner.row(0), style: view.theme[.textDim])
      return nil
    }
    // What does not end needs no room for it.
    let hasEnds = rows.contains { isEnding($0, view.engine) }
    return surface.drawTable(
      hasEnds ? columns + [ends] : columns, rowCount: rows.count,
      selected: view.selectedRows[.positions],
      first: view.firstRows[.positions], in: inner,
      styles: TableStyles(view.theme, isFocused: view.focus == .positions)
    ) { row, column in cell(column, rows[row], view) }
  }

  /// What is held or has been traded, in the order of the catalog.
  public static func rows(_ engine: Engine) -> [PositionFigures] {
    (0..<engine.instruments.count).map(InstrumentIndex.init).filter(engine.hasTraded)
      .map(engine.position(of:))
  }

  private static func cell(_ column: Int, _ row: PositionFigures, _ view: DeskView) -> Span {
    let instrument = view.engine.instruments[row.instrument]
    let figures = view.figures
    let theme = view.theme
    func price(_ price: Price?, _ decimals: Int) -> String {
      price.map { figures.price($0, decimals: decimals) } ?? "-"
    }
    switch column {
    case 0: return Span(instrument.symbol.description, theme[.textStrong])
    case 1:
      let sign = row.quantity.nanos > 0 ? "+" : ""
      return Span(sign + figures.quantity(row.quantity), theme[side(row.quantity)])
    case 2:
      // An average falls between ticks.
      return Span(price(row.averagePrice, instrument.priceDecimals + 2), theme[.text])
    case 3: return Span(price(row.mark, instrument.priceDecimals), theme[.text])
    case 4:
      return Span(figures.gain(row.unrealized), theme[view.role(ofGain: row.unrealized.nanos)])
    case 5: return Span(figures.gain(row.realized), theme[view.role(ofGain: row.realized.nanos)])
    case 6: return Span(figures.money(row.fees), theme[.textDim])
    default: return end(row, view)
    }
  }

  /// Whether something is held of a contract that ends.
  private static func isEnding(_ row: PositionFigures, _ engine: Engine) -> Bool {
    row.quantity.nanos != 0 && engine.instruments[row.instrument].endsAt != nil
  }

  /// How long the contract trades yet, in the colours of a warning once that was given.
  private static func end(_ row: PositionFigures, _ view: DeskView) -> Span {
    guard isEnding(row, view.engine), let end = view.engine.instruments[row.instrument].endsAt
    else { return Span("", view.theme[.text]) }
    let left = end.nanos(since: view.now)
    guard left > 0 else { return Span("ended", view.theme[.logError]) }
    let config = view.engine.config
    let role: Role =
      left <= config.lastDayNanos
      ? .logError : left <= config.expiryWarningNanos ? .logWarning : .textDim
    return Span(view.figures.age(nanos: left), view.theme[role])
  }

  private static func side(_ quantity: Quantity) -> Role {
    quantity.nanos > 0 ? .orderBuy : quantity.nanos < 0 ? .orderSell : .textDim
  }
}
