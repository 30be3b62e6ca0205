import Engine
import MarketModel
import TerminalKit

/// What symbols, or hours of the day, made: net of commission, with a bar against the largest.
public enum ProfitPane {
  private struct Row {
    let name: String
    let statistics: TradeStatistics
  }

  private static let columns = [
    TableColumn("", width: 6), TableColumn("TRADES", width: 6, alignment: .trailing, priority: 3),
    TableColumn("WON", width: 6, alignment: .trailing, priority: 2),
    TableColumn("NET", width: 12, alignment: .decimal),
    TableColumn("", width: 6, priority: 1, grows: true),
  ]

  @discardableResult
  public static func draw(
    _ pane: PaneName, _ view: DeskView, in rect: Rect, on surface: inout Surface
  ) -> TableGeometry? {
    let bySymbol = pane == .symbolProfit
    let title = bySymbol ? "Net by symbol" : "Net by hour (UTC)"
    let inner = view.box(pane, title, in: rect, on: &surface)
    guard !inner.isEmpty else { return nil }
    let rows = bySymbol ? symbols(view) : hours(view)
    guard !rows.isEmpty else {
      surface.draw("nothing has filled", in: inner.row(0), style: view.theme[.textDim])
      return nil
    }
    let most = rows.map { $0.statistics.net.magnitude }.max() ?? .zero
    let glyphs = surface.glyphs
    let isFocused = view.focus == pane
    return surface.drawTable(
      columns, rowCount: rows.count,
      selected: isFocused ? min(view.selectedRows[pane] ?? 0, rows.count - 1) : nil,
      first: view.firstRows[pane] ?? (isFocused ? nil : 0), in: inner,
      styles: TableStyles(view.theme, isFocused: isFocused)
    ) { row, column in cell(column, rows[row], most, view, glyphs) }
  }

  public static func rowCount(_ pane: PaneName, _ view: DeskView) -> Int {
    (pane == .symbolProfit ? symbols(view) : hours(view)).count
  }

  private static func symbols(_ view: DeskView) -> [Row] {
    (0..<view.engine.instruments.count).map { InstrumentIndex($0) }.map {
      Row(
        name: "\(view.engine.instruments[$0].symbol)", statistics: view.ledger.statistics(of: $0))
    }.filter { $0.statistics.fillCount > 0 }
      .sorted { ($1.statistics.net, $0.name) < ($0.statistics.net, $1.name) }
  }

  private static func hours(_ view: DeskView) -> [Row] {
    view.ledger.hours.enumerated().filter { $0.element.fillCount > 0 }.map {
      Row(name: ($0.offset < 10 ? "0" : "") + "\($0.offset):00", statistics: $0.element)
    }
  }

  private static func cell(
    _ column: Int, _ row: Row, _ most: WideAmount, _ view: DeskView, _ glyphs: Glyphs
  ) -> Span {
    let statistics = row.statistics
    let role = BlotterPane.role(statistics.net)
    switch column {
    case 0: return Span(row.name, view.theme[.textStrong])
    case 1: return Span("\(statistics.tripCount)", view.theme[.text])
    case 2:
      let share = statistics.winRate.map { LimitsPane.percent($0) } ?? "-"
      return Span(share, view.theme[.text])
    case 3: return Span(view.figures.gain(statistics.net), view.theme[role])
    default:
      guard most.nanos > 0 else { return Span("", view.theme[.text]) }
      let share = statistics.net.magnitude.approximate / most.approximate
      let filled = statistics.net.nanos == 0 ? 0 : max(1, Int(share * 6 + 0.5))
      return Span(
        String(repeating: Character(glyphs.barFull), count: min(6, filled)), view.theme[role])
    }
  }
}
