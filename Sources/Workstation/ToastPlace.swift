import TerminalKit

/// Where the messages stand while a form lies over the page: beside it, never over it.
enum ToastPlace {
  /// What a message needs to be read at ease.
  private static let wanted = (width: 30, height: 3)
  /// Below this nothing can be read.
  private static let least = (width: 12, height: 3)

  /// A part of `rect` beside `box`: at the right, above, at the left or below, the first that has
  /// the room; else the largest.
  static func area(of rect: Rect, beside box: Rect) -> Rect {
    let top = rect.top(box.y - rect.y)
    let left = rect.leading(box.x - rect.x)
    let right = rect.dropping(columns: box.right - rect.x)
    let bottom = rect.dropping(rows: box.bottom - rect.y)
    let all = [right, top, left, bottom]
    if let place = all.first(where: { $0.width >= wanted.width && $0.height >= wanted.height }) {
      return place
    }
    let readable = all.filter { $0.width >= least.width && $0.height >= least.height }
    return readable.max { $0.width * $0.height < $1.width * $1.height }
      ?? Rect(x: rect.x, y: rect.y, width: 0, height: 0)
  }
}
