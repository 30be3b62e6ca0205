extension Surface {
  /// Draws values from left to right as one line: eight dots a cell in Unicode, a mark a column in
  /// ASCII. The lowest value stands at the bottom, the highest at the top; values of one height
  /// stand in the middle.
  public mutating func drawChart(_ values: [Double], in rect: Rect, style: Style) {
    let shown = values.filter(\.isFinite)
    guard !rect.isEmpty, let low = shown.min(), let high = shown.max() else { return }
    let across = glyphs.isUnicode ? 2 : 1
    let down = glyphs.isUnicode ? 4 : 1
    let (columns, rows) = (rect.width * across, rect.height * down)
    var dots = Array(repeating: UInt8(0), count: rect.width * rect.height)
    func height(_ value: Double) -> Int {
      guard high > low else { return (rows - 1) / 2 }
      return Int((value - low) / (high - low) * Double(rows - 1) + 0.5)
    }
    var before: Int?
    for column in 0..<columns {
      // Few values are held until the next one; of many each column shows its last.
      let place =
        shown.count <= columns
        ? column * shown.count / columns : (column + 1) * shown.count / columns - 1
      let level = height(shown[place])
      // Up to the neighbour, so that the line is one.
      let from = before.map { $0 < level ? $0 + 1 : $0 > level ? $0 - 1 : level } ?? level
      for dot in min(from, level)...max(from, level) {
        let row = rows - 1 - dot
        let cell = row / down * rect.width + column / across
        dots[cell] |= Self.dot(column % across, row % down, isUnicode: glyphs.isUnicode)
      }
      before = level
    }
    for (cell, bits) in dots.enumerated() where bits != 0 {
      let scalar = glyphs.isUnicode ? Unicode.Scalar(0x2800 + UInt32(bits)) : "*"
      guard let scalar else { continue }
      put(scalar, x: rect.x + cell % rect.width, y: rect.y + cell / rect.width, style: style)
    }
  }

  /// The bit of a dot in a braille cell, two across and four down.
  private static func dot(_ x: Int, _ y: Int, isUnicode: Bool) -> UInt8 {
    guard isUnicode else { return 1 }
    if y == 3 { return x == 0 ? 0x40 : 0x80 }
    return UInt8(1 << (y + 3 * x))
  }
}
