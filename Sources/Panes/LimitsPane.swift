import Engine
import Execution
import MarketModel
import TerminalKit

/// Every limit against its use, and what reaching it does.
public enum LimitsPane {
  private static let columns = [
    TableColumn("LIMIT", width: 20, grows: true),
    TableColumn("USE", width: 13, alignment: .trailing),
    TableColumn("OF", width: 13, alignment: .trailing),
    TableColumn("USED", width: 6, priority: 3),
    TableColumn("", width: 5, alignment: .trailing),
    TableColumn("DOES", width: 6, priority: 2), TableColumn("STATE", width: 7),
  ]

  /// What the rows are: the trading state, then every limit.
  public enum Row: Sendable, Equatable {
    case tradingState
    case limit(LimitStanding)
  }

  public static func rows(_ engine: Engine, selected: InstrumentIndex?) -> [Row] {
    // Always in this order, set or not: a limit is found where it was.
    [.tradingState] + engine.limitStandings(selected: selected).map { .limit($0) }
  }

  @discardableResult
  public static func draw(
    _ view: DeskView, in rect: Rect, on surface: inout Surface
  ) -> TableGeometry? {
    let inner = view.box(.limits, "Limits of \(view.account)", in: rect, on: &surface)
    guard inner.height > 2 else { return nil }
    let rows = rows(view.engine, selected: view.selectedInstrument)
    let selected = min(view.selectedRows[.limits] ?? 0, rows.count - 1)
    let glyphs = surface.glyphs
    let table = surface.drawTable(
      columns, rowCount: rows.count, selected: selected, first: view.firstRows[.limits],
      in: inner.top(inner.height - 2), styles: TableStyles(view.theme, isFocused: true)
    ) { row, column in cell(column, rows[row], view, glyphs) }
    let lines = inner.lower(2)
    surface.draw(
      consequence(rows[selected], view), in: lines.row(0), style: view.theme[.textStrong],
      overflow: .ellipsis)
    surface.draw(
      " a limit is changed here, with a reason", in: lines.row(1), style: view.theme[.textDim],
      overflow: .ellipsis)
    return table
  }

  private static func consequence(_ row: Row, _ view: DeskView) -> String {
    switch row {
    case .tradingState:
      switch view.engine.tradingState {
      case .active: return " orders are taken as the limits let them"
      case .reducing: return " only orders that reduce a position are taken"
      case .halted: return " no order is taken; cancelling and flattening go on"
      }
    case .limit(let standing):
      return " at the limit: "
        + LimitText(view.figures).consequence(standing, in: view.engine.config.risk)
    }
  }

  private static func cell(_ column: Int, _ row: Row, _ view: DeskView, _ glyphs: Glyphs) -> Span {
    switch row {
    case .tradingState: stateCell(column, view)
    case .limit(let standing): limitCell(column, standing, view, glyphs)
    }
  }

  private static func stateCell(_ column: Int, _ view: DeskView) -> Span {
    let state = view.engine.tradingState
    let theme = view.theme
    switch column {
    case 0: return Span("trading state", theme[.textStrong])
    case 6: return Span("\(state.word)", theme[state == .active ? .checkPass : .statusHalted])
    default: return Span("", theme[.text])
    }
  }

  private static func limitCell(
    _ column: Int, _ standing: LimitStanding, _ view: DeskView, _ glyphs: Glyphs
  ) -> Span {
    let theme = view.theme
    let text = LimitText(view.figures)
    let isSet = standing.limit != nil
    let plain = theme[isSet ? .text : .textDim]
    let role = role(standing)
    switch column {
    case 0: return Span(text.name(standing), isSet ? theme[.textStrong] : plain)
    case 1:
      let missing = standing.isWatched ? "unknown" : "each order"
      let shown = standing.value.map { text.figure($0, of: standing.name) }
      return Span(shown ?? (isSet || !standing.isWatched ? missing : "-"), plain)
    case 2: return Span(text.limit(standing, in: view.engine.config.risk), plain)
    case 3:
      return Span(standing.share.map { meter($0, width: 6, glyphs) } ?? "", theme[role])
    case 4: return Span(standing.share.map(percent) ?? "", theme[role])
    case 5: return Span(isSet ? text.action(standing) : "", plain)
    default: return Span(state(standing), theme[role])
    }
  }

  private static func role(_ standing: LimitStanding) -> Role {
    guard standing.limit != nil else { return .textDim }
    guard let share = standing.share else { return standing.isWatched ? .checkWarning : .textDim }
    return share >= 1 ? .barBreach : share >= 0.8 ? .barWarning : .barFill
  }

  private static func state(_ standing: LimitStanding) -> String {
    guard standing.limit != nil else { return "" }
    guard let share = standing.share else { return standing.isWatched ? "UNKNOWN" : "on" }
    // A position may be as large as its limit; a loss may not.
    let isReached =
      standing.action == .halt || standing.action == .reduce ? share >= 1 : share > 1
    return isReached ? "REACHED" : share >= 0.8 ? "! WARN" : "ok"
  }

  static func percent(_ share: Double) -> String { "\(Int(min(9.99, share) * 100 + 0.5))%" }

  /// A bar as text.
  static func meter(_ share: Double, width: Int, _ glyphs: Glyphs) -> String {
    let filled = Int(min(1, max(0, share)) * Double(width) + 0.5)
    return String(repeating: Character(glyphs.barFull), count: filled)
      + String(repeating: Character(glyphs.barEmpty), count: width - filled)
  }
}
