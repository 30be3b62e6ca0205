import Panes
import TerminalKit

/// Which pane stands where on the blotter page. A wide screen shows all; a middle one the table that
/// had the focus last, a small one also only one of the other panes.
enum BlotterLayout {
  static func places(_ rect: Rect, table: PaneName, side: PaneName) -> [PageLayout.Place] {
    if rect.width >= 140, rect.height >= 36 { return wide(rect) }
    if rect.width >= 110, rect.height >= 26 { return middle(rect, table) }
    let rows = Layout.rows(rect, [.minimum(6, weight: 3), .minimum(6, weight: 2)])
    return [
      PageLayout.Place(pane: table, rect: rows[0]), PageLayout.Place(pane: side, rect: rows[1]),
    ]
  }

  private static func wide(_ rect: Rect) -> [PageLayout.Place] {
    let columns = Layout.columns(rect, [.minimum(98, weight: 3), .minimum(60, weight: 2)])
    let left = Layout.rows(columns[0], [.weight(1), .weight(1), .weight(1)])
    let right = Layout.rows(
      columns[1], [.fixed(12), .minimum(8, weight: 1), .minimum(8, weight: 1)])
    let lower = Layout.columns(right[2], [.weight(1), .weight(1)])
    return zip([PaneName.history, .fills, .trades], left).map {
      PageLayout.Place(pane: $0, rect: $1)
    } + [
      PageLayout.Place(pane: .statistics, rect: right[0]),
      PageLayout.Place(pane: .equity, rect: right[1]),
      PageLayout.Place(pane: .symbolProfit, rect: lower[0]),
      PageLayout.Place(pane: .hourProfit, rect: lower[1]),
    ]
  }

  private static func middle(_ rect: Rect, _ table: PaneName) -> [PageLayout.Place] {
    let rows = Layout.rows(rect, [.minimum(16, weight: 3), .minimum(9, weight: 2)])
    let upper = Layout.columns(rows[0], [.minimum(78, weight: 3), .fixed(36)])
    let lower = Layout.columns(rows[1], [.weight(4), .weight(3), .weight(3)])
    return [
      PageLayout.Place(pane: table, rect: upper[0]),
      PageLayout.Place(pane: .statistics, rect: upper[1]),
      PageLayout.Place(pane: .equity, rect: lower[0]),
      PageLayout.Place(pane: .symbolProfit, rect: lower[1]),
      PageLayout.Place(pane: .hourProfit, rect: lower[2]),
    ]
  }
}
