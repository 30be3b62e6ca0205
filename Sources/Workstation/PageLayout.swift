import Panes
import TerminalKit

/// Which pane stands where on the trade page, for any size of screen.
///
/// A wide screen shows all; the log and the tape share a place. A middle one folds the side panes
/// into one place, a small one folds everything but the watchlist. What is folded away is one key
/// away: the focus brings it.
public struct PageLayout: Sendable, Equatable {
  public struct Place: Sendable, Equatable {
    public let pane: PaneName
    public let rect: Rect
  }

  public let places: [Place]

  /// - Parameters:
  ///   - side: which of the side panes a middle screen shows.
  ///   - lower: which pane a small screen shows below the watchlist.
  ///   - bottom: the log or the tape.
  public init(_ rect: Rect, side: PaneName, lower: PaneName, bottom: PaneName) {
    if rect.width >= 150, rect.height >= 38 {
      places = PageLayout.wide(rect, bottom)
    } else if rect.width >= 110, rect.height >= 28 {
      places = PageLayout.middle(rect, side, bottom)
    } else {
      places = PageLayout.small(rect, lower)
    }
  }

  /// The panes that a middle screen folds into one place.
  public static let sidePanes: [PaneName] = [
    .heatmap, .ladder, .latency, .sources, .session, .account,
  ]

  private static func wide(_ rect: Rect, _ bottom: PaneName) -> [Place] {
    let rows = Layout.rows(
      rect,
      [
        .minimum(13, weight: 4), .minimum(11, weight: 3), .minimum(8, weight: 2),
        .minimum(6, weight: 2),
      ])
    // As wide as the watchlist's columns need; what is left is better spent on tiles.
    return row(rows[0], [.watchlist, .heatmap], [.fixed(108), .weight(1)])
      + row(
        rows[1], [.ladder, .latency, .sources, .session],
        [
          .fixed(rect.width >= 160 ? 44 : 36), .minimum(40, weight: 2), .minimum(38, weight: 1),
          .minimum(38, weight: 1),
        ])
      + row(
        rows[2], [.positions, .orders, .account],
        [.minimum(58, weight: 5), .minimum(58, weight: 5), .fixed(28)])
      + row(rows[3], [bottom], [.weight(1)])
  }

  private static func middle(_ rect: Rect, _ side: PaneName, _ bottom: PaneName) -> [Place] {
    let rows = Layout.rows(
      rect, [.minimum(14, weight: 5), .minimum(7, weight: 2), .fixed(6)])
    return row(rows[0], [.watchlist, side], [.minimum(76, weight: 2), .minimum(34, weight: 1)])
      + row(rows[1], [.positions, .orders], [.weight(1), .weight(1)])
      + row(rows[2], [bottom], [.weight(1)])
  }

  /// The watchlist, and below it the positions and the orders, or what has the focus instead.
  private static func small(_ rect: Rect, _ lower: PaneName) -> [Place] {
    guard lower != .positions, lower != .orders else {
      let rows = Layout.rows(rect, [.minimum(5, weight: 1), .fixed(5), .fixed(5)])
      return [
        Place(pane: .watchlist, rect: rows[0]), Place(pane: .positions, rect: rows[1]),
        Place(pane: .orders, rect: rows[2]),
      ]
    }
    let rows = Layout.rows(rect, [.minimum(5, weight: 2), .minimum(6, weight: 3)])
    return [Place(pane: .watchlist, rect: rows[0]), Place(pane: lower, rect: rows[1])]
  }

  private static func row(
    _ rect: Rect, _ panes: [PaneName], _ lengths: [Layout.Length]
  ) -> [Place] {
    zip(panes, Layout.columns(rect, lengths)).map { Place(pane: $0, rect: $1) }
  }
}
