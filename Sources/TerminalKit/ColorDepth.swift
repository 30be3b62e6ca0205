/// How many colours the terminal can show, and how a colour is brought down to that.
public enum ColorDepth: UInt8, CaseIterable, Comparable, Sendable {
  case mono
  case sixteen
  case palette
  case truecolor

  public static func < (one: ColorDepth, other: ColorDepth) -> Bool {
    one.rawValue < other.rawValue
  }

  /// The name used in options and the status bar: `mono`, `16`, `256` or `truecolor`.
  public var name: String {
    switch self {
    case .mono: "mono"
    case .sixteen: "16"
    case .palette: "256"
    case .truecolor: "truecolor"
    }
  }

  /// The nearest colour this depth can show; the default colour stays what it is.
  public func nearest(to color: Color) -> Color {
    switch (self, color.kind) {
    case (_, .standard): return .standard
    case (.mono, _): return .standard
    case (.truecolor, _): return color
    case (.palette, .indexed): return color
    case (.palette, .rgb(let red, let green, let blue)):
      return .indexed(Self.paletteIndex(red: red, green: green, blue: blue))
    case (.sixteen, .indexed(let index)) where index < 16: return color
    case (.sixteen, _):
      guard let (red, green, blue) = Self.components(of: color) else { return .standard }
      return .indexed(Self.ansiIndex(red: red, green: green, blue: blue))
    }
  }

  /// The style as this depth can show it; attributes are kept, they are the cue that is left.
  public func nearest(to style: Style) -> Style {
    Style(
      foreground: nearest(to: style.foreground), background: nearest(to: style.background),
      attributes: style.attributes)
  }

  /// The usual RGB value of a colour, or nil for the terminal's default, which nobody knows.
  public static func components(of color: Color) -> (red: UInt8, green: UInt8, blue: UInt8)? {
    switch color.kind {
    case .standard: nil
    case .rgb(let red, let green, let blue): (red, green, blue)
    case .indexed(let index): paletteComponents(index)
    }
  }

  private static func paletteComponents(_ index: UInt8) -> (red: UInt8, green: UInt8, blue: UInt8) {
    if index < 16 {
      let value = ansiColors[Int(index)]
      return (
        UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 8),
        UInt8(truncatingIfNeeded: value)
      )
    }
    if index >= 232 {
      let grey = 8 + (index - 232) * 10
      return (grey, grey, grey)
    }
    let cube = Int(index) - 16
    return (cubeLevels[cube / 36], cubeLevels[cube / 6 % 6], cubeLevels[cube % 6])
  }

  private static func paletteIndex(red: UInt8, green: UInt8, blue: UInt8) -> UInt8 {
    let (r, g, b) = (cubeStep(red), cubeStep(green), cubeStep(blue))
    let cube = UInt8(16 + 36 * r + 6 * g + b)
    let average = (Int(red) + Int(green) + Int(blue)) / 3
    let greyStep = min(23, max(0, (average - 3) / 10))
    let grey = UInt8(232 + greyStep)
    return distance(cube, red, green, blue) <= distance(grey, red, green, blue) ? cube : grey
  }

  private static func cubeStep(_ level: UInt8) -> Int {
    level < 48 ? 0 : level < 115 ? 1 : (Int(level) - 35) / 40
  }

  private static func ansiIndex(red: UInt8, green: UInt8, blue: UInt8) -> UInt8 {
    if let hue = ansiHue(red: red, green: green, blue: blue) { return hue }
    var best: UInt8 = 0
    var bestDistance = Int.max
    for index in UInt8(0)..<16 {
      let candidate = distance(index, red, green, blue)
      if candidate < bestDistance {
        best = index
        bestDistance = candidate
      }
    }
    return best
  }

  /// The one of sixteen with the hue of a colour that has one. The nearest by distance is a grey for
  /// every soft colour, and then up and down, buy and sell look alike.
  private static func ansiHue(red: UInt8, green: UInt8, blue: UInt8) -> UInt8? {
    let channels = [red, green, blue]
    guard let least = channels.min(), let most = channels.max(), most - least >= leastChroma
    else { return nil }
    // Two channels make cyan, yellow or magenta; as a dark ground those are too light for letters.
    let share = most < leastMixed ? 3 : 2
    var index: UInt8 = most >= leastBright ? 8 : 0
    for (bit, channel) in channels.enumerated()
    where 4 * Int(channel - least) >= share * Int(most - least) {
      index |= 1 << UInt8(bit)
    }
    return index
  }

  /// The span between the channels from which on a colour is more than a tinted grey.
  private static let leastChroma: UInt8 = 64
  private static let leastMixed: UInt8 = 160
  private static let leastBright: UInt8 = 230

  /// Squared distance, weighted roughly as the eye weighs the channels.
  private static func distance(_ index: UInt8, _ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
    let other = paletteComponents(index)
    let r = Int(red) - Int(other.red)
    let g = Int(green) - Int(other.green)
    let b = Int(blue) - Int(other.blue)
    return 3 * r * r + 4 * g * g + 2 * b * b
  }

  private static let cubeLevels: [UInt8] = [0, 95, 135, 175, 215, 255]

  private static let ansiColors: [UInt32] = [
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
    0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
  ]
}
