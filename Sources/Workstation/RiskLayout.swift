import Panes
import TerminalKit

/// Which pane stands where on the risk page: beside each other where there is room.
enum RiskLayout {
  static func places(_ rect: Rect) -> [PageLayout.Place] {
    if rect.width >= 140 {
      let columns = Layout.columns(rect, [.minimum(88, weight: 3), .minimum(50, weight: 2)])
      let rows = Layout.rows(columns[1], [.minimum(8, weight: 1), .minimum(8, weight: 2)])
      return [
        PageLayout.Place(pane: .limits, rect: columns[0]),
        PageLayout.Place(pane: .exposure, rect: rows[0]),
        PageLayout.Place(pane: .breaches, rect: rows[1]),
      ]
    }
    let rows = Layout.rows(rect, [.minimum(9, weight: 3), .fixed(rect.height >= 30 ? 10 : 6)])
    let lower = Layout.columns(rows[1], [.weight(1), .weight(1)])
    return [
      PageLayout.Place(pane: .limits, rect: rows[0]),
      PageLayout.Place(pane: .exposure, rect: lower[0]),
      PageLayout.Place(pane: .breaches, rect: lower[1]),
    ]
  }
}
