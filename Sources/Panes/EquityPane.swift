import Engine
import MarketModel
import TerminalKit

/// What the account was worth, fill by fill and minute by minute, with its highest and lowest.
public enum EquityPane {
  /// Points that are looked at; of more, evenly spread ones.
  private static let limit = 400

  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    let curve = view.ledger.curve
    let inner = view.box(.equity, title(curve, view), in: rect, on: &surface)
    guard !inner.isEmpty else { return }
    guard curve.count > 1 else {
      surface.draw("a point a fill", in: inner.row(0), style: view.theme[.textDim])
      return
    }
    let places = places(curve.count)
    let points = places.map { curve[$0].equity }
    guard let high = points.max(), let low = points.min(), let last = points.last,
      let first = points.first
    else { return }
    let labels = [high, low].map { view.figures.amount($0) }
    let width = (labels.map { Surface.columns(of: $0) }.max() ?? 0) + 1
    let chart = inner.dropping(columns: width)
    for (row, text) in zip([0, inner.height - 1], labels) where row == 0 || inner.height > 1 {
      surface.draw(
        text, in: inner.row(row).leading(width - 1), style: view.theme[.textDim],
        align: .trailing)
    }
    let role: Role = last > first ? .pnlGain : last < first ? .pnlLoss : .pnlFlat
    surface.drawChart(points.map(\.approximate), in: chart, style: view.theme[role])
  }

  private static func places(_ count: Int) -> [Int] {
    guard count > limit else { return Array(0..<count) }
    return (0..<limit).map { $0 * (count - 1) / (limit - 1) }
  }

  /// `Equity 100,025.50 (+25.50)`.
  private static func title(_ curve: EquityCurve, _ view: DeskView) -> String {
    guard let last = curve.last, curve.count > 1 else { return "Equity" }
    let change = view.figures.gain(last.equity - curve[0].equity)
    return "Equity \(view.figures.amount(last.equity)) (\(change))"
  }
}
