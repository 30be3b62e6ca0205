import Engine
import MarketModel
import TerminalKit

/// Orders, fills or round-trip trades as a table: narrowed, sorted, the newest on top.
public enum BlotterPane {
  /// - Returns: the table, and how many rows it has.
  @discardableResult
  public static func draw(
    _ pane: PaneName, _ view: DeskView, in rect: Rect, on surface: inout Surface
  ) -> (table: TableGeometry, rowCount: Int)? {
    guard let table = BlotterTable(pane) else { return nil }
    let sheet = BlotterSheet(table, engine: view.engine, ledger: view.ledger)
    let rows = sheet.rows(view.blotter)
    let inner = view.box(pane, title(sheet, rows.count, view), in: rect, on: &surface)
    guard !inner.isEmpty else { return nil }
    guard !rows.isEmpty else {
      let text = sheet.count == 0 ? "none yet" : "none that fits"
      surface.draw(text, in: inner.row(0), style: view.theme[.textDim], overflow: .ellipsis)
      return nil
    }
    let isFocused = view.focus == pane
    let geometry = surface.drawTable(
      columns(sheet, view, surface.glyphs), rowCount: rows.count,
      selected: isFocused ? min(view.selectedRows[pane] ?? 0, rows.count - 1) : nil,
      first: view.firstRows[pane] ?? (isFocused ? nil : 0), in: inner,
      styles: TableStyles(view.theme, isFocused: isFocused)
    ) { row, column in cell(sheet.value(rows[row], column), column, sheet, view) }
    return (geometry, rows.count)
  }

  private static func title(_ sheet: BlotterSheet, _ shown: Int, _ view: DeskView) -> String {
    let state = view.blotter
    let name = sheet.table.rawValue
    let table = name.prefix(1).uppercased() + name.dropFirst()
    var filters = [
      state.instrument.map { "\(view.engine.instruments[$0].symbol)" },
      state.side.map { sheet.table == .trades ? ($0 == .buy ? "LONG" : "SHORT") : $0.word },
      state.states[sheet.table].map { sheet.table.states[$0] },
    ].compactMap(\.self)
    if !state.text.isEmpty { filters.append("\"\(state.text)\"") }
    if filters.isEmpty, sheet.count <= BlotterSheet.limit { return "\(table) (\(sheet.count))" }
    let of = sheet.count > BlotterSheet.limit ? "latest \(BlotterSheet.limit)" : "\(sheet.count)"
    let what = filters.isEmpty ? "" : ": " + filters.joined(separator: ", ")
    return "\(table) (\(shown) of \(of)\(what))"
  }

  /// The columns, the one that it is sorted by marked.
  private static func columns(
    _ sheet: BlotterSheet, _ view: DeskView, _ glyphs: Glyphs
  ) -> [TableColumn] {
    let sorted = view.blotter.columns[sheet.table] ?? 0
    let isAscending = view.blotter.isAscending[sheet.table] ?? false
    return sheet.columns.enumerated().map { place, column in
      guard place == sorted else { return column.column }
      let mark = String(Character(isAscending ? glyphs.up : glyphs.down))
      let own = column.column
      return TableColumn(
        own.title + mark, width: own.width, alignment: own.alignment, priority: 0,
        grows: own.grows, overflow: own.overflow)
    }
  }

  private static func cell(
    _ value: BlotterValue, _ column: Int, _ sheet: BlotterSheet, _ view: DeskView
  ) -> Span {
    let text = value.shown(view.figures)
    switch (value, "\(sheet.columns[column].name)") {
    case (.gain(let amount), _):
      return Span(text, view.theme[amount.nanos == 0 ? .textDim : role(amount)])
    case (_, "side"):
      let isBuy = text == "BUY" || text == "LONG"
      return Span(text, view.theme[isBuy ? .orderBuy : .orderSell])
    case (_, "state"): return Span(text, view.theme[role(ofState: text)])
    case (_, "symbol"): return Span(text, view.theme[.textStrong])
    case (.instant, _), (.none, _), (_, "order"), (_, "why"), (_, "tif"):
      return Span(text, view.theme[.textDim])
    default: return Span(text, view.theme[.text])
    }
  }

  static func role(_ amount: WideAmount) -> Role {
    amount.nanos > 0 ? .pnlGain : amount.nanos < 0 ? .pnlLoss : .pnlFlat
  }

  private static func role(ofState word: String) -> Role {
    switch word {
    case "FILLED": .orderFilled
    case "CANCELED", "EXPIRED": .orderCancelled
    case "DENIED": .orderDenied
    case "REJECTED": .orderRejected
    default: .orderWorking
    }
  }
}
