extension ScreenReader {
  mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x00: break
    case 0x07: bells += 1
    case 0x08: moveTo(column: column - 1, row: row)
    case 0x09: moveTo(column: (column / 8 + 1) * 8, row: row)
    case 0x0a, 0x0b, 0x0c: lineFeed()
    case 0x0d: moveTo(column: 0, row: row)
    case 0x0e: activeSet = 1
    case 0x0f: activeSet = 0
    default: unknown.append("control \(byte)")
    }
  }

  mutating func shortEscape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "7"): saved = (column, row, style)
    case UInt8(ascii: "8"):
      style = saved.style
      moveTo(column: saved.column, row: saved.row)
    case UInt8(ascii: "M"):
      if row == top { scroll(by: -1) } else { moveTo(column: column, row: row - 1) }
    case UInt8(ascii: "D"): lineFeed()
    case UInt8(ascii: "E"):
      column = 0
      lineFeed()
    case UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "\\"): break
    case UInt8(ascii: "c"):
      style = Style()
      erase(0..<width * height)
      moveTo(column: 0, row: 0)
    default: unknown.append("ESC \(Unicode.Scalar(byte))")
    }
  }

  mutating func controlSequence(_ parameters: [UInt8], final: UInt8) {
    let text = String(decoding: parameters, as: UTF8.self)
    if text.first == "?" {
      privateSequence(text, final)
      return
    }
    guard text.allSatisfy({ $0.isNumber || $0 == ";" || $0 == ":" }) else {
      // Questions about the terminal, window operations, cursor shapes: nothing to see.
      if text.first != ">", text.first != "!", !text.hasSuffix(" ") {
        unknown.append("CSI \(text)\(Unicode.Scalar(final))")
      }
      return
    }
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    if final == UInt8(ascii: "m") {
      selectGraphics(numbers)
    } else {
      perform(final, numbers)
    }
  }

  private mutating func perform(_ final: UInt8, _ numbers: [Int]) {
    let first = max(1, numbers.first ?? 1)
    let second = max(1, numbers.count > 1 ? numbers[1] : 1)
    let here = row * width + column
    switch Unicode.Scalar(final) {
    case "A": moveTo(column: column, row: max(row >= top ? top : 0, row - first))
    case "B", "e":
      moveTo(column: column, row: min(row <= bottom ? bottom : height - 1, row + first))
    case "C", "a": moveTo(column: column + first, row: row)
    case "D": moveTo(column: column - first, row: row)
    case "E": moveTo(column: 0, row: row + first)
    case "F": moveTo(column: 0, row: row - first)
    case "G", "`": moveTo(column: first - 1, row: row)
    case "d": moveTo(column: column, row: first - 1)
    case "H", "f": moveTo(column: second - 1, row: first - 1)
    case "I": moveTo(column: (column / 8 + first) * 8, row: row)
    case "Z": moveTo(column: max(0, (column - 1) / 8 + 1 - first) * 8, row: row)
    case "J": eraseDisplay(numbers.first ?? 0)
    case "K": eraseLine(numbers.first ?? 0)
    case "X": erase(here..<min(here + first, (row + 1) * width))
    case "@": shiftRight(first)
    case "P": shiftLeft(first)
    case "L": insertLines(first)
    case "M": deleteLines(first)
    case "S": scroll(by: first)
    case "T": scroll(by: -first)
    case "b": for _ in 0..<first { show(lastPrinted, isRepeated: true) }
    case "h", "l": setMode(numbers, final == UInt8(ascii: "h"))
    case "r":
      top = min(first, height) - 1
      bottom = numbers.count > 1 && numbers[1] > 0 ? min(numbers[1], height) - 1 : height - 1
      moveTo(column: 0, row: 0)
    case "s": saved = (column, row, style)
    case "u": moveTo(column: saved.column, row: saved.row)
    case "t", "c", "n", "g": break
    default: unknown.append("CSI \(numbers)\(Unicode.Scalar(final))")
    }
  }

  private mutating func setMode(_ numbers: [Int], _ isSet: Bool) {
    for number in numbers {
      switch number {
      case 4: isInserting = isSet
      case 34: break
      default: unknown.append("mode \(number)")
      }
    }
  }

  private mutating func privateSequence(_ text: String, _ final: UInt8) {
    let body = text.dropFirst()
    if body.hasSuffix("$"), final == UInt8(ascii: "p"), let mode = Int(body.dropLast()) {
      let state = mode == 2026 && knowsSynchronizedOutput ? 2 : 0
      replies += Array("\u{1b}[?\(mode);\(state)$y".utf8)
      return
    }
    guard final == UInt8(ascii: "h") || final == UInt8(ascii: "l") else {
      if final != UInt8(ascii: "c") {
        unknown.append("CSI \(text)\(Unicode.Scalar(final))")
      }
      return
    }
    let isSet = final == UInt8(ascii: "h")
    for mode in body.split(separator: ";").compactMap({ Int($0) }) {
      if isSet { modes.insert(mode) } else { modes.remove(mode) }
      switch mode {
      case 25: isCursorVisible = isSet
      case 47, 1047, 1049: switchScreen(toAlternate: isSet)
      case 2026: if !isSet { synchronizedFrames += 1 }
      default: break
      }
    }
  }

  private mutating func switchScreen(toAlternate wanted: Bool) {
    guard wanted != isAlternate else { return }
    isAlternate = wanted
    if wanted {
      mainCells = cells
      saved = (column, row, style)
      cells = Array(repeating: Cell(), count: width * height)
    } else {
      cells = mainCells
      mainCells = []
      style = saved.style
      moveTo(column: saved.column, row: saved.row)
    }
  }

  private mutating func selectGraphics(_ given: [Int]) {
    var numbers = given.isEmpty ? [0] : given
    while !numbers.isEmpty {
      let number = numbers.removeFirst()
      switch number {
      case 0: style = Style()
      case 1: style.isBold = true
      case 2: style.isDim = true
      case 3: style.isItalic = true
      case 4: style.isUnderlined = true
      case 7: style.isReversed = true
      case 22:
        style.isBold = false
        style.isDim = false
      case 23: style.isItalic = false
      case 24: style.isUnderlined = false
      case 27: style.isReversed = false
      case 5, 8, 10, 11, 25, 28: break
      case 30...37: style.foreground = .indexed(number - 30)
      case 39: style.foreground = .standard
      case 40...47: style.background = .indexed(number - 40)
      case 49: style.background = .standard
      case 90...97: style.foreground = .indexed(number - 82)
      case 100...107: style.background = .indexed(number - 92)
      case 38, 48:
        let color = longColor(&numbers)
        if number == 38 { style.foreground = color } else { style.background = color }
      default: unknown.append("SGR \(number)")
      }
    }
  }

  private mutating func longColor(_ numbers: inout [Int]) -> Color {
    if numbers.count >= 2, numbers[0] == 5 {
      defer { numbers.removeFirst(2) }
      return .indexed(numbers[1])
    }
    if numbers.count >= 4, numbers[0] == 2 {
      defer { numbers.removeFirst(4) }
      return .rgb(numbers[1], numbers[2], numbers[3])
    }
    unknown.append("colour \(numbers)")
    numbers = []
    return .standard
  }
}
