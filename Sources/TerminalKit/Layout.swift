/// Splits a rectangle into parts along one direction.
public enum Layout {
  /// How long one part wants to be.
  public enum Length: Hashable, Sendable {
    /// Exactly this many cells, or nothing when that many are not left.
    case fixed(Int)
    /// A share of what the others leave.
    case weight(Int)
    /// At least this many cells, and a share of what is left over.
    case minimum(Int, weight: Int)

    fileprivate var least: Int {
      switch self {
      case .fixed(let cells), .minimum(let cells, _): max(0, cells)
      case .weight: 0
      }
    }

    fileprivate var share: Int {
      switch self {
      case .fixed: 0
      case .weight(let weight), .minimum(_, let weight): max(0, weight)
      }
    }
  }

  /// Parts from left to right. A part that no longer fits is empty; those before it keep their size.
  public static func columns(_ rect: Rect, _ lengths: [Length], gap: Int = 0) -> [Rect] {
    var x = rect.x
    return sizes(rect.width, lengths, gap: gap).map { size in
      let part = Rect(x: x, y: rect.y, width: size, height: rect.height)
      x += size > 0 ? size + gap : 0
      return part
    }
  }

  /// Parts from top to bottom. A part that no longer fits is empty; those before it keep their size.
  public static func rows(_ rect: Rect, _ lengths: [Length], gap: Int = 0) -> [Rect] {
    var y = rect.y
    return sizes(rect.height, lengths, gap: gap).map { size in
      let part = Rect(x: rect.x, y: y, width: rect.width, height: size)
      y += size > 0 ? size + gap : 0
      return part
    }
  }

  private static func sizes(_ total: Int, _ lengths: [Length], gap: Int) -> [Int] {
    var sizes = Array(repeating: 0, count: lengths.count)
    var left = total
    var shares = 0
    for (index, length) in lengths.enumerated() {
      let needed = max(length.least, length.share > 0 ? 1 : 0)
      let cost = needed + (left < total ? gap : 0)
      guard needed > 0, cost <= left else { continue }
      sizes[index] = needed
      left -= cost
      shares += length.share
    }
    return spread(left, over: sizes, lengths, shares: shares)
  }

  /// Deals out what is left by weight; cumulative rounding makes the parts add up exactly.
  ///
  /// Pure weights compete with their whole length, not with what is left after their one cell, so
  /// that equal weights come out equal.
  private static func spread(
    _ left: Int, over sizes: [Int], _ lengths: [Length], shares: Int
  ) -> [Int] {
    guard shares > 0 else { return sizes }
    var result = sizes
    var pool = left
    for (index, length) in lengths.enumerated() where sizes[index] > 0 {
      if case .weight = length {
        pool += 1
        result[index] = 0
      }
    }
    var dealt = 0
    var seen = 0
    for (index, length) in lengths.enumerated() where sizes[index] > 0 && length.share > 0 {
      seen += length.share
      let upTo = pool * seen / shares
      result[index] += upTo - dealt
      dealt = upTo
    }
    return result
  }
}
