/// A part of a surface, in cells; never of negative size.
public struct Rect: Hashable, Sendable {
  public var x: Int
  public var y: Int
  public private(set) var width: Int
  public private(set) var height: Int

  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  public var isEmpty: Bool { width == 0 || height == 0 }
  /// The column after the last.
  public var right: Int { x + width }
  /// The row after the last.
  public var bottom: Int { y + height }

  public func contains(x column: Int, y row: Int) -> Bool {
    column >= x && column < right && row >= y && row < bottom
  }

  public func intersection(_ other: Rect) -> Rect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rect(
      x: left, y: top, width: min(right, other.right) - left,
      height: min(bottom, other.bottom) - top)
  }

  /// Row `index` as a rectangle of height one; empty when there is no such row.
  public func row(_ index: Int) -> Rect {
    Rect(x: x, y: y + index, width: width, height: index >= 0 && index < height ? 1 : 0)
  }

  /// The rectangle less `columns` on the left and right and `rows` above and below.
  public func inset(columns: Int, rows: Int = 0) -> Rect {
    Rect(x: x + columns, y: y + rows, width: width - 2 * columns, height: height - 2 * rows)
  }

  /// The first `columns` columns, or fewer.
  public func leading(_ columns: Int) -> Rect {
    Rect(x: x, y: y, width: min(width, columns), height: height)
  }

  /// The last `columns` columns, or fewer.
  public func trailing(_ columns: Int) -> Rect {
    let kept = max(0, min(width, columns))
    return Rect(x: right - kept, y: y, width: kept, height: height)
  }

  /// What is left without the first `columns` columns and `rows` rows.
  public func dropping(columns: Int = 0, rows: Int = 0) -> Rect {
    Rect(
      x: x + min(columns, width), y: y + min(rows, height), width: width - columns,
      height: height - rows)
  }

  /// The first `rows` rows, or fewer.
  public func top(_ rows: Int) -> Rect {
    Rect(x: x, y: y, width: width, height: min(height, rows))
  }

  /// The last `rows` rows, or fewer.
  public func lower(_ rows: Int) -> Rect {
    let kept = max(0, min(height, rows))
    return Rect(x: x, y: bottom - kept, width: width, height: kept)
  }

  /// A rectangle of at most this size in the middle of this one.
  public func centered(width wanted: Int, height wantedHeight: Int) -> Rect {
    let w = min(width, wanted)
    let h = min(height, wantedHeight)
    return Rect(x: x + (width - w) / 2, y: y + (height - h) / 2, width: w, height: h)
  }
}
