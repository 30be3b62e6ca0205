import CTerminal
import TerminalKit

/// Hands out curses' colour pairs, and its palette entries for 24-bit colours.
struct ColorPairs {
  private let depth: ColorDepth
  private let colorCount: Int
  private let pairLimit: Int
  private var pairs: [UInt64: Int32] = [:]
  private(set) var truecolor = TruecolorWriter()
  /// Set when something had to be shown in a colour of another cell, for want of pairs or entries.
  private(set) var isExhausted = false

  init(depth: ColorDepth, colorCount: Int, pairLimit: Int) {
    self.depth = depth
    self.colorCount = colorCount
    self.pairLimit = min(pairLimit, 32767)
  }

  /// The pair for a style's colours, and the attributes that go with it.
  mutating func pair(
    for style: Style, in curses: OpaquePointer
  ) -> (pair: Int32, attributes: Int32) {
    var attributes = Int32(style.attributes.rawValue)
    let shown = depth.nearest(to: style)
    var foreground = entry(shown.foreground)
    var background = entry(shown.background)
    if colorCount < 16 {
      // Eight colours and bold: that is how sixteen were always made.
      if foreground >= 8 {
        foreground -= 8
        attributes |= Int32(THOR_BOLD)
      }
      if background >= 8 { background -= 8 }
    }
    if foreground < 0, background < 0 { return (0, attributes) }
    let key = UInt64(UInt32(bitPattern: foreground)) << 32 | UInt64(UInt32(bitPattern: background))
    if let known = pairs[key] { return (known, attributes) }
    guard pairs.count + 1 < pairLimit else {
      isExhausted = true
      return (0, attributes)
    }
    let pair = Int32(pairs.count + 1)
    thor_curses_define_pair(curses, pair, foreground, background)
    pairs[key] = pair
    return (pair, attributes)
  }

  /// Forgets all pairs and entries; every cell must be drawn again.
  mutating func reset() {
    pairs.removeAll(keepingCapacity: true)
    truecolor.reset()
    isExhausted = false
  }

  private mutating func entry(_ color: Color) -> Int32 {
    switch color.kind {
    case .standard: return -1
    case .indexed(let index) where depth < .truecolor || index < 16: return Int32(index)
    case .indexed, .rgb:
      if let slot = truecolor.slot(for: color) { return Int32(slot) }
      isExhausted = true
      return Int32(truecolor.nearestSlot(to: color))
    }
  }
}
