import TerminalKit

extension Surface {
  /// Whether anything but blanks stands outside a rectangle: what a pane must never do.
  public func isMarked(outside rect: Rect) -> Bool {
    for (place, cell) in cells.enumerated() where cell.text != " " {
      if !rect.contains(x: place % width, y: place / width) { return true }
    }
    return false
  }
}
