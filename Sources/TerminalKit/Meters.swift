extension Surface {
  /// Draws values as one line of blocks, the newest at the right edge; not-a-numbers stay blank.
  ///
  /// - Parameters:
  ///   - maximum: what reaches full height; the largest value unless told.
  ///   - spikeStyle: how values for which `isSpike` holds are drawn.
  public mutating func drawSparkline(
    _ values: [Double], in rect: Rect, style: Style, maximum: Double? = nil,
    spikeStyle: Style? = nil, isSpike: (Double) -> Bool = { _ in false }
  ) {
    guard !rect.isEmpty else { return }
    let shown = values.suffix(rect.width)
    let top = maximum ?? shown.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
    fill(rect.top(1), style: style)
    for (offset, value) in shown.enumerated() where !value.isNaN {
      let part = top > 0 ? min(max(value / top, 0), 1) : 0
      let level = min(glyphs.blocks.count - 1, Int(part * Double(glyphs.blocks.count)))
      put(
        glyphs.blocks[level], x: rect.right - shown.count + offset, y: rect.y,
        style: isSpike(value) ? spikeStyle ?? style : style)
    }
  }

  /// Draws a horizontal bar filled to `fraction` of its width (clamped to 0–1).
  public mutating func drawBar(
    _ fraction: Double, in rect: Rect, style: Style, emptyStyle: Style
  ) {
    let line = rect.top(1)
    guard !line.isEmpty else { return }
    let part = fraction.isNaN ? 0 : min(max(fraction, 0), 1)
    let steps = glyphs.eighths.count + 1
    let filled = Int(part * Double(line.width * steps) + 0.5)
    fill(line, glyphs.barEmpty, style: emptyStyle)
    fill(line.leading(filled / steps), glyphs.barFull, style: style)
    if filled % steps > 0 {
      put(
        glyphs.eighths[filled % steps - 1], x: line.x + filled / steps, y: line.y, style: style)
    }
  }
}
