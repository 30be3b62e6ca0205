extension ScreenReader {
  /// Which columns a character takes; the test's own list, coarser than the product's on purpose.
  private static func columns(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
      0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff,
      0x20000...0x3fffd:
      return 2
    default: return 1
    }
  }

  mutating func show(_ scalar: Unicode.Scalar, isRepeated: Bool = false) {
    if (0x80..<0xa0).contains(scalar.value) {
      unknown.append("control \(scalar.value)")
      return
    }
    let shown = usesGraphics[activeSet] && !isRepeated ? Self.graphic(scalar) : scalar
    lastPrinted = shown
    let columns = Self.columns(of: shown)
    if columns == 0 {
      let before = row * width + (wrapsNext ? column : max(0, column - 1))
      cells[cells[before].text.isEmpty ? before - 1 : before].text.unicodeScalars.append(shown)
      return
    }
    if wrapsNext || column + columns > width {
      column = 0
      wrapsNext = false
      lineFeed()
    }
    if isInserting { shiftRight(columns) }
    put(shown, columns)
    if column + columns >= width {
      column = width - 1
      wrapsNext = true
    } else {
      column += columns
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar, _ columns: Int) {
    let index = row * width + column
    if cells[index].text.isEmpty, column > 0 { cells[index - 1].text = " " }
    let end = index + columns
    if column + columns < width, cells[end].text.isEmpty { cells[end].text = " " }
    cells[index] = Cell(text: String(Character(scalar)), style: style)
    if columns == 2 { cells[index + 1] = Cell(text: "", style: style) }
  }

  mutating func moveTo(column newColumn: Int, row newRow: Int) {
    column = min(max(0, newColumn), width - 1)
    row = min(max(0, newRow), height - 1)
    wrapsNext = false
  }

  mutating func lineFeed() {
    wrapsNext = false
    if row == bottom {
      scroll(by: 1)
    } else {
      row = min(height - 1, row + 1)
    }
  }

  /// Erased cells keep the background in force, as terminals with `bce` do.
  mutating func erase(_ range: Range<Int>) {
    var blank = Cell()
    blank.style.background = style.background
    for index in range.clamped(to: 0..<cells.count) { cells[index] = blank }
    wrapsNext = false
  }

  mutating func eraseDisplay(_ which: Int) {
    let here = row * width + column
    switch which {
    case 0: erase(here..<cells.count)
    case 1: erase(0..<here + 1)
    case 2: erase(0..<cells.count)
    default: break
    }
  }

  mutating func eraseLine(_ which: Int) {
    let start = row * width
    switch which {
    case 0: erase(start + column..<start + width)
    case 1: erase(start..<start + column + 1)
    case 2: erase(start..<start + width)
    default: unknown.append("EL \(which)")
    }
  }

  mutating func shiftRight(_ count: Int) {
    let here = row * width + column
    let kept = max(0, width - column - count)
    let moved = Array(cells[here..<here + kept])
    erase(here..<min(here + count, (row + 1) * width))
    cells.replaceSubrange(here + width - column - kept..<(row + 1) * width, with: moved)
  }

  mutating func shiftLeft(_ count: Int) {
    let here = row * width + column
    let kept = max(0, width - column - count)
    let end = (row + 1) * width
    let moved = Array(cells[end - kept..<end])
    cells.replaceSubrange(here..<here + kept, with: moved)
    erase(here + kept..<end)
  }

  mutating func insertLines(_ count: Int) {
    guard row >= top, row <= bottom else { return }
    let outer = top
    top = row
    scroll(by: -count)
    top = outer
    column = 0
  }

  mutating func deleteLines(_ count: Int) {
    guard row >= top, row <= bottom else { return }
    let outer = top
    top = row
    scroll(by: count)
    top = outer
    column = 0
  }

  /// Moves the region's lines up (or down, when negative).
  mutating func scroll(by count: Int) {
    let rows = bottom - top + 1
    let moved = min(abs(count), rows) * width
    let start = top * width
    let end = (bottom + 1) * width
    if count > 0 {
      let kept = Array(cells[start + moved..<end])
      cells.replaceSubrange(start..<end - moved, with: kept)
      erase(end - moved..<end)
    } else {
      let kept = Array(cells[start..<end - moved])
      cells.replaceSubrange(start + moved..<end, with: kept)
      erase(start..<start + moved)
    }
  }

  /// The DEC line-drawing set.
  private static func graphic(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let table: [Unicode.Scalar: Unicode.Scalar] = [
      "j": "┘", "k": "┐", "l": "┌", "m": "└", "n": "┼", "q": "─", "t": "├", "u": "┤", "v": "┴",
      "w": "┬", "x": "│", "a": "▒", "~": "·", "`": "◆", "f": "°", "g": "±",
    ]
    return table[scalar] ?? scalar
  }
}
