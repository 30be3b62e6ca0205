import TerminalKit

/// How the latency pane deals out its room: figures first, then curves, then longer curves.
struct LatencyPlan {
  let nameWidth = 9
  let stageWidth = 10
  static let figureWidth = 7
  /// Beside a curve, for the number of its spikes.
  static let spikeWidth = 3
  /// The points that a curve shows at least, where it is shown at all.
  static let pointCount = 50
  /// Higher curves tell nothing more.
  private static let curveLimit = 4

  /// Whether a curve stands beside its figures.
  let isWide: Bool
  let figureCount: Int
  private let ownStart: Int
  private let ownCount: Int
  private let width: Int
  /// Lines of a curve below its figures: for what collectors measure, for transport, for our own.
  private let curveHeights: (collection: Int, transport: Int, own: Int)
  /// The sources' rows that there is room for.
  private let shownCount: Int

  init(rowCount: Int, ownCount: Int, width: Int, height: Int) {
    self.width = width
    isWide =
      width >= nameWidth + stageWidth + 4 * LatencyPlan.figureWidth + 1
      + LatencyPlan.spikeWidth + LatencyPlan.pointCount / 2
    figureCount =
      isWide ? 4 : max(0, min(4, (width - nameWidth - 1) / LatencyPlan.figureWidth))
    // One line is the header's. In a low pane the first source comes before our own.
    let room = height - 1
    let own = room >= ownCount + 2 ? ownCount : 0
    self.ownCount = own
    let sources = max(0, min(rowCount - ownCount, room - own)) / 2 * 2
    shownCount = sources
    ownStart = rowCount - ownCount
    let spare = max(0, room - sources - own)
    let lines = min(LatencyPlan.curveLimit, spare / max(1, sources + own))
    if isWide || lines > 0 {
      curveHeights = (lines, lines, lines)
    } else if spare >= sources {
      curveHeights = (1, 1, 0)
    } else {
      curveHeights = (spare >= sources / 2 ? 1 : 0, 0, 0)
    }
  }

  func shows(_ row: Int) -> Bool { row < shownCount || row >= ownStart && ownCount > 0 }

  /// How many lines a row has in all.
  func height(of row: Int) -> Int {
    if row >= ownStart { return 1 + curveHeights.own }
    return 1 + (row % 2 == 0 ? curveHeights.collection : curveHeights.transport)
  }

  /// Where a figure stands on a line; the last one has a column more.
  func figure(_ place: Int, in line: Rect) -> Rect {
    let start = isWide ? nameWidth + stageWidth : nameWidth
    return line.dropping(columns: start + place * LatencyPlan.figureWidth)
      .leading(LatencyPlan.figureWidth + (place == figureCount - 1 ? 1 : 0))
  }

  /// Where a row's curve stands; nil where there is no room for one.
  func curve(in area: Rect) -> Rect? {
    if isWide {
      let used = nameWidth + stageWidth + 4 * LatencyPlan.figureWidth + 2
      return area.dropping(columns: used).leading(width - used - LatencyPlan.spikeWidth)
    }
    guard area.height > 1 else { return nil }
    let rect = area.dropping(columns: nameWidth + 1, rows: 1)
    let wide = rect.width - LatencyPlan.spikeWidth
    return wide >= 8 ? rect.leading(wide) : nil
  }

  /// How many neighbours share a cell, so that the last fifty points are seen in any width.
  static func group(cells: Int) -> Int {
    cells >= pointCount ? 1 : (pointCount + cells - 1) / max(1, cells)
  }
}
