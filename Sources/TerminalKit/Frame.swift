extension Surface {
  /// Draws a border with a title into its top edge.
  ///
  /// - Returns: what is left inside; empty when the rectangle is smaller than 2 × 2, and then
  ///   nothing is drawn.
  @discardableResult
  public mutating func drawBox(
    _ rect: Rect, title: String = "", style: Style, titleStyle: Style? = nil
  ) -> Rect {
    guard rect.width >= 2, rect.height >= 2 else {
      return Rect(x: rect.x, y: rect.y, width: 0, height: 0)
    }
    let right = rect.right - 1
    let bottom = rect.bottom - 1
    fill(Rect(x: rect.x, y: rect.y, width: rect.width, height: 1), glyphs.horizontal, style: style)
    fill(Rect(x: rect.x, y: bottom, width: rect.width, height: 1), glyphs.horizontal, style: style)
    fill(Rect(x: rect.x, y: rect.y, width: 1, height: rect.height), glyphs.vertical, style: style)
    fill(Rect(x: right, y: rect.y, width: 1, height: rect.height), glyphs.vertical, style: style)
    put(glyphs.topLeft, x: rect.x, y: rect.y, style: style)
    put(glyphs.topRight, x: right, y: rect.y, style: style)
    put(glyphs.bottomLeft, x: rect.x, y: bottom, style: style)
    put(glyphs.bottomRight, x: right, y: bottom, style: style)
    let room = rect.width - 4
    if !title.isEmpty, room > 2 {
      let shown = min(Self.columns(of: title), room - 1)
      let place = Rect(x: rect.x + 1, y: rect.y, width: shown + 2, height: 1)
      fill(place, style: style)
      draw(
        title, in: place.inset(columns: 1), style: titleStyle ?? style, overflow: .ellipsis)
    }
    return rect.inset(columns: 1, rows: 1)
  }
}
