import MarketModel
import TerminalKit

/// What the areas of a heatmap's tiles stand for.
public enum HeatmapAreas: Sendable, Equatable {
  case equal, byVolume
}

/// One instrument's place on the heatmap.
public struct HeatmapTile: Sendable, Equatable {
  public let instrument: InstrumentIndex
  public let rect: Rect
}

/// Where a selection goes on a heatmap.
public enum HeatmapStep: Sendable { case left, right, up, down }

extension [HeatmapTile] {
  /// The tile that lies next to an instrument's in a direction; nil at the edge.
  ///
  /// Of the tiles beyond, the one that overlaps most sideways; of those, the nearest.
  public func neighbor(of instrument: InstrumentIndex, _ step: HeatmapStep) -> InstrumentIndex? {
    guard let from = first(where: { $0.instrument == instrument })?.rect else { return nil }
    let candidates = compactMap { tile -> (gap: Int, miss: Int, tile: HeatmapTile)? in
      let to = tile.rect
      switch step {
      case .left: return to.right <= from.x ? (from.x - to.right, rows(from, to), tile) : nil
      case .right: return to.x >= from.right ? (to.x - from.right, rows(from, to), tile) : nil
      case .up: return to.bottom <= from.y ? (from.y - to.bottom, columns(from, to), tile) : nil
      case .down: return to.y >= from.bottom ? (to.y - from.bottom, columns(from, to), tile) : nil
      }
    }
    return candidates.min { ($0.gap + $0.miss * 4, $0.miss) < ($1.gap + $1.miss * 4, $1.miss) }?
      .tile.instrument
  }

  /// How far two tiles' rows miss each other: 0 where the middle of one lies within the other.
  private func rows(_ one: Rect, _ other: Rect) -> Int {
    distance(2 * one.y + one.height, 2 * other.y, 2 * other.bottom)
  }

  private func columns(_ one: Rect, _ other: Rect) -> Int {
    distance(2 * one.x + one.width, 2 * other.x, 2 * other.right)
  }

  private func distance(_ middle: Int, _ start: Int, _ end: Int) -> Int {
    middle < start ? start - middle : middle >= end ? middle - end + 1 : 0
  }
}
