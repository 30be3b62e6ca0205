import TerminalKit
import TestSupport

/// The same scribbles every time.
struct SeededRandom {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
  }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  mutating func below(_ limit: Int) -> Int { Int(next() >> 16) % limit }

  mutating func character() -> Unicode.Scalar {
    let characters = Array("ABCxyz0123456789.-+▲▼█▁│─●日本".unicodeScalars)
    return characters[below(characters.count)]
  }

  mutating func color(_ depth: ColorDepth) -> Color {
    switch depth {
    case .mono: .standard
    case .sixteen: .indexed(UInt8(below(16)))
    case .palette: below(4) == 0 ? .standard : .indexed(UInt8(below(256)))
    case .truecolor:
      below(4) == 0
        ? .indexed(UInt8(below(16)))
        : .rgb(UInt8(below(5) * 60), UInt8(below(5) * 60), UInt8(below(4) * 60))
    }
  }

  mutating func style(_ depth: ColorDepth) -> Style {
    let attributes: [Style.Attributes] = [[], [], [], .bold, .underline, .reverse, [.bold, .dim]]
    return Style(
      foreground: color(depth), background: color(depth),
      attributes: depth == .sixteen || depth == .mono ? [] : attributes[below(attributes.count)])
  }

  /// Changes some runs of cells, now and then most of them, or moves lines.
  mutating func scribble(on surface: inout Surface, depth: ColorDepth) {
    if below(10) == 0 { surface.clear(style(depth)) }
    for _ in 0..<(below(8) == 0 ? 80 : 6) {
      var text = ""
      for _ in 0...below(12) { text.unicodeScalars.append(character()) }
      surface.draw(
        text, x: below(surface.width), y: below(surface.height), style: style(depth))
    }
    if below(6) == 0 {
      let row = below(surface.height)
      surface.fill(surface.bounds.row(row), style: style(depth))
    }
    if below(5) == 0 {
      surface.draw("e\u{301}\u{1b}[2J", x: below(40), y: below(surface.height), style: Style())
    }
    // Wide characters are not shown in the very corner.
    surface.draw(
      "end", in: surface.bounds.lower(1).trailing(3), style: style(depth))
  }

  mutating func fill(_ surface: inout Surface) {
    for y in 0..<surface.height {
      for x in 0..<surface.width {
        surface.put("▲", x: x, y: y, style: style(.palette))
        if below(3) == 0 { surface.put("x", x: x, y: y, style: style(.palette)) }
      }
    }
  }
}

extension ScreenReader.Cell {
  /// Whether this is how the terminal shows that; what a blank does not show does not count.
  func shows(_ cell: Cell) -> Bool {
    let wanted = cell.style
    guard text == cell.text, style.background.matches(wanted.background),
      style.isReversed == wanted.attributes.contains(.reverse),
      style.isUnderlined == wanted.attributes.contains(.underline)
    else { return false }
    if text == " ", !style.isReversed, !style.isUnderlined { return true }
    return style.foreground.matches(wanted.foreground)
      && style.isBold == wanted.attributes.contains(.bold)
      && style.isDim == wanted.attributes.contains(.dim)
      && style.isItalic == wanted.attributes.contains(.italic)
  }
}

extension ScreenReader.Color {
  func matches(_ color: Color) -> Bool {
    switch color.kind {
    case .standard: self == .standard
    case .indexed(let index): self == .indexed(Int(index))
    case .rgb(let red, let green, let blue): self == .rgb(Int(red), Int(green), Int(blue))
    }
  }
}
