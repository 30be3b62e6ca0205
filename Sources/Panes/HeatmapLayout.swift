import TerminalKit

/// How a heatmap's area is dealt out to its tiles.
enum HeatmapLayout {
  /// Below this a tile cannot say whose it is.
  static let leastWidth = 7
  static let leastHeight = 1

  // MARK: Equal areas

  /// How many equal tiles an area takes at most.
  static func capacity(of area: Rect) -> Int {
    max(0, area.width / leastWidth) * max(0, area.height / leastHeight)
  }

  /// A grid of equal tiles, in order from left to right and down; at most `capacity`.
  ///
  /// Of all grids that hold them, the one whose tiles come nearest to the shape that reads best.
  static func grid(_ count: Int, in area: Rect) -> [Rect] {
    let count = min(count, capacity(of: area))
    guard count > 0 else { return [] }
    var best = (columns: 1, cost: Double.infinity)
    for columns in 1...min(count, area.width / leastWidth) {
      let rows = (count + columns - 1) / columns
      guard rows * leastHeight <= area.height else { continue }
      let cost = cost(
        width: Double(area.width) / Double(columns), height: Double(area.height) / Double(rows),
        empty: columns * rows - count)
      if cost < best.cost { best = (columns, cost) }
    }
    let rows = (count + best.columns - 1) / best.columns
    return (0..<count).map { place in
      let (row, column) = place.quotientAndRemainder(dividingBy: best.columns)
      return cell(
        left: Double(area.width * column) / Double(best.columns),
        top: Double(area.height * row) / Double(rows),
        right: Double(area.width * (column + 1)) / Double(best.columns),
        bottom: Double(area.height * (row + 1)) / Double(rows), of: area)
    }
  }

  /// How badly a tile of this size reads: a change needs ten columns and three rows are enough.
  private static func cost(width: Double, height: Double, empty: Int) -> Double {
    let ratio = width / (3.2 * height)
    let narrow = width < 11 ? (11 - width) * 2 : 0
    let low = height < 3 ? (3 - height) * 1.5 : 0
    return max(ratio, 1 / ratio) + narrow + low + Double(empty) * 0.25
  }

  // MARK: Areas by weight

  /// A squarified treemap: a tile's area follows its weight, its shape stays near a square.
  ///
  /// - Parameter weights: not negative, descending, not all 0.
  /// - Returns: a rectangle a weight; one that no name fits into is empty.
  static func treemap(_ weights: [Double], in area: Rect) -> [Rect] {
    let total = weights.reduce(0, +)
    guard total > 0, !area.isEmpty else { return weights.map { _ in Rect.nowhere } }
    // Two columns are about as wide as one row is high.
    var rest = Span(left: 0, top: 0, width: Double(area.width), height: 2 * Double(area.height))
    let scale = rest.width * rest.height / total
    var rects: [Rect] = []
    var start = 0
    while start < weights.count {
      let end = row(of: weights, from: start, scale: scale, side: min(rest.width, rest.height))
      let sizes = weights[start..<end].map { $0 * scale }
      for part in rest.take(sizes) {
        let cell = cell(
          left: part.left, top: part.top / 2, right: part.left + part.width,
          bottom: (part.top + part.height) / 2, of: area)
        rects.append(
          cell.width < leastWidth || cell.height < leastHeight ? Rect.nowhere : cell)
      }
      start = end
    }
    return rects
  }

  /// Takes weights into a row as long as its worst tile gets squarer; returns the row's end.
  private static func row(
    of weights: [Double], from start: Int, scale: Double, side: Double
  ) -> Int {
    var end = start + 1
    var sum = weights[start] * scale
    var worst = shape(weights[start...start], scale, sum, side)
    while end < weights.count {
      let longer = sum + weights[end] * scale
      let next = shape(weights[start...end], scale, longer, side)
      if next > worst { break }
      (sum, worst, end) = (longer, next, end + 1)
    }
    return end
  }

  /// The worst ratio of sides in a row of tiles along a side.
  private static func shape(
    _ weights: ArraySlice<Double>, _ scale: Double, _ sum: Double, _ side: Double
  ) -> Double {
    guard let most = weights.first, let least = weights.last, sum > 0, least > 0 else {
      return .infinity
    }
    let square = side * side / (sum * sum)
    return max(square * most * scale, 1 / (square * least * scale))
  }

  /// What the rows so far have left.
  private struct Span {
    var left: Double
    var top: Double
    var width: Double
    var height: Double

    /// Cuts a row of tiles off along the shorter side.
    mutating func take(_ sizes: [Double]) -> [Span] {
      let sum = sizes.reduce(0, +)
      var parts: [Span] = []
      if width >= height {
        let depth = height > 0 ? sum / height : 0
        var y = top
        for size in sizes {
          let length = depth > 0 ? size / depth : 0
          parts.append(Span(left: left, top: y, width: depth, height: length))
          y += length
        }
        left += depth
        width -= depth
      } else {
        let depth = width > 0 ? sum / width : 0
        var x = left
        for size in sizes {
          let length = depth > 0 ? size / depth : 0
          parts.append(Span(left: x, top: top, width: length, height: depth))
          x += length
        }
        top += depth
        height -= depth
      }
      return parts
    }
  }

  /// Edges are rounded, not sizes, so that neighbours meet without gap or overlap.
  private static func cell(
    left: Double, top: Double, right: Double, bottom: Double, of area: Rect
  ) -> Rect {
    let x = min(area.width, Int(left + 0.5))
    let y = min(area.height, Int(top + 0.5))
    return Rect(
      x: area.x + x, y: area.y + y, width: min(area.width, Int(right + 0.5)) - x,
      height: min(area.height, Int(bottom + 0.5)) - y)
  }
}

extension Rect {
  /// A rectangle that nothing is drawn into.
  static let nowhere = Rect(x: 0, y: 0, width: 0, height: 0)
}
