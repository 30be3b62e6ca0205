import Engine
import MarketModel
import TerminalKit

/// What trading came to: orders, costs, round-trip trades. Of one symbol where the blotter is
/// narrowed to it.
public enum StatisticsPane {
  private struct Line {
    let label: String
    let text: String
    var role = Role.text
  }

  public static let lineCount = 20
  private static let leastWidth = 26

  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    let chosen = view.blotter.instrument
    let title = chosen.map { "Statistics of \(view.engine.instruments[$0].symbol)" } ?? "Statistics"
    let inner = view.box(.statistics, title, in: rect, on: &surface)
    guard !inner.isEmpty else { return }
    let statistics = chosen.map { view.ledger.statistics(of: $0) } ?? view.ledger.all
    let lines = lines(statistics, view)
    let columns = max(1, min(3, inner.width / leastWidth))
    let places = Layout.columns(
      inner, Array(repeating: Layout.Length.weight(1), count: columns))
    let height = (lines.count + columns - 1) / columns
    // Scrolled no further than its last line.
    let first = min(view.selectedRows[.statistics] ?? 0, max(0, height - inner.height))
    for (place, line) in lines.enumerated() {
      let (column, row) = (place / height, place % height - first)
      guard inner.height > row, row >= 0 else { continue }
      draw(line, in: places[column].row(row), gap: column + 1 < columns ? 3 : 0, view, on: &surface)
    }
  }

  private static func draw(
    _ line: Line, in rect: Rect, gap: Int, _ view: DeskView, on surface: inout Surface
  ) {
    let room = rect.leading(max(0, rect.width - gap))
    surface.draw(line.label, in: room, style: view.theme[.textDim], overflow: .ellipsis)
    surface.draw(
      " " + line.text, in: room, style: view.theme[line.role], align: .trailing,
      overflow: .ellipsis)
  }

  private static func lines(_ all: TradeStatistics, _ view: DeskView) -> [Line] {
    [
      Line(label: "orders", text: "\(all.orderCount)"),
      Line(label: "filled", text: "\(all.filledCount)"),
      Line(label: "canceled, expired", text: "\(all.canceledCount), \(all.expiredCount)"),
      Line(label: "denied, rejected", text: "\(all.deniedCount), \(all.rejectedCount)"),
      Line(label: "fill rate", text: percent(all.orderFillRate)),
      Line(label: "  by quantity", text: percent(all.quantityFillRate)),
      Line(label: "maker", text: percent(all.makerShare)),
      Line(label: "slippage", text: ticks(all.slippage, view), role: role(all.slippage)),
      Line(label: "latency", text: ticks(all.latency, view), role: role(all.latency)),
      Line(label: "commission", text: view.figures.amount(all.commission)),
    ] + trades(all, view)
  }

  private static func trades(_ all: TradeStatistics, _ view: DeskView) -> [Line] {
    let figures = view.figures
    func amount(_ label: String, _ value: WideAmount, isThere: Bool) -> Line {
      Line(
        label: label, text: isThere ? figures.gain(value) : "-",
        role: isThere ? BlotterPane.role(value) : .textDim)
    }
    func mean(_ label: String, _ value: Double?) -> Line {
      let nanos = value.flatMap { Int128(exactly: ($0 * 1e9).rounded()) } ?? 0
      return amount(label, WideAmount(nanos: nanos), isThere: value != nil)
    }
    let isWhole = view.blotter.instrument == nil
    return [
      amount("net", all.net, isThere: all.fillCount > 0),
      Line(label: "trades won, lost", text: "\(all.winCount), \(all.lossCount)"),
      Line(label: "win rate", text: percent(all.winRate)),
      Line(label: "profit factor", text: all.profitFactor.map { fixed($0) } ?? "-"),
      mean("average win", all.averageWin), mean("average loss", all.averageLoss),
      amount("largest win", all.largestWin, isThere: all.winCount > 0),
      amount("largest loss", all.largestLoss, isThere: all.lossCount > 0),
      mean("a trade", all.expectancy),
      isWhole
        ? Line(label: "deepest drawdown", text: figures.amount(view.ledger.curve.maxDrawdown))
        : Line(
          label: "held on average",
          text: all.averageHoldingNanos.map { figures.age(nanos: $0) } ?? "-"),
    ]
  }

  static func percent(_ share: Double?) -> String {
    share.map { fixed($0 * 100, decimals: 1) + "%" } ?? "-"
  }

  private static func ticks(_ cost: TouchCost, _ view: DeskView) -> String {
    guard let ticks = cost.averageTicks else { return "-" }
    return "\(fixed(ticks)) t  \(view.figures.amount(cost.amount))"
  }

  private static func role(_ cost: TouchCost) -> Role {
    cost.amount.nanos > 0 ? .pnlLoss : cost.amount.nanos < 0 ? .pnlGain : .text
  }

  /// A figure with a few decimals, held where it is beyond all use.
  static func fixed(_ value: Double, decimals: Int = 2) -> String {
    guard value.magnitude < 1e9 else { return "-" }
    let nanos = Int64((value * 1e9).rounded())
    return FigureText.plain.price(Price(nanos: nanos), decimals: decimals)
  }
}
