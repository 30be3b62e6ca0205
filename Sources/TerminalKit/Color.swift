/// A colour a cell asks for: the terminal's own default, one of its 256 palette entries, or 24 bits.
///
/// Packed into four bytes because a surface holds two of them for every cell and compares all of
/// them for every frame.
public struct Color: Hashable, Sendable {
  /// What a colour asks for, taken apart.
  public enum Kind: Hashable, Sendable {
    /// Whatever the terminal draws when nobody asks for a colour.
    case standard
    /// An entry of the terminal's palette; 0–15 are the sixteen ANSI colours.
    case indexed(UInt8)
    /// Red, green and blue, each 0–255.
    case rgb(UInt8, UInt8, UInt8)
  }

  private let packed: UInt32

  private init(packed: UInt32) {
    self.packed = packed
  }

  /// The terminal's own default colour.
  public static let standard = Color(packed: 0)

  /// An entry of the terminal's palette; 0–15 are the sixteen ANSI colours.
  public static func indexed(_ index: UInt8) -> Color {
    Color(packed: 0x0100_0000 | UInt32(index))
  }

  /// A 24-bit colour.
  public static func rgb(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Color {
    Color(packed: 0x0200_0000 | UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue))
  }

  /// The colour taken apart.
  public var kind: Kind {
    switch packed >> 24 {
    case 0: .standard
    case 1: .indexed(UInt8(truncatingIfNeeded: packed))
    default:
      .rgb(
        UInt8(truncatingIfNeeded: packed >> 16), UInt8(truncatingIfNeeded: packed >> 8),
        UInt8(truncatingIfNeeded: packed))
    }
  }

  /// Reads `default`, `#rrggbb`, `#rgb`, a palette number `0`–`255`, or an ANSI name such as `red`,
  /// `bright-red`, `gray`.
  ///
  /// - Returns: nil when the text is none of these.
  public init?(_ text: String) {
    if let named = Self.named[text] {
      self = named
    } else if text.utf8.first == UInt8(ascii: "#") {
      guard let color = Self.hexadecimal(text.utf8.dropFirst()) else { return nil }
      self = color
    } else if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let index = UInt8(text) {
      self = .indexed(index)
    } else {
      return nil
    }
  }

  /// A colour between two, for gradients: `fraction` 0 is `self`, 1 is `other`.
  ///
  /// Palette entries are blended through their usual RGB values; the default colour cannot be
  /// blended, so the nearer end is returned.
  public func blended(with other: Color, fraction: Double) -> Color {
    let part = fraction.isFinite ? min(max(fraction, 0), 1) : 0
    guard let from = ColorDepth.components(of: self), let to = ColorDepth.components(of: other)
    else { return part < 0.5 ? self : other }
    func mix(_ one: UInt8, _ two: UInt8) -> UInt8 {
      UInt8(Double(one) + (Double(two) - Double(one)) * part + 0.5)
    }
    return .rgb(mix(from.red, to.red), mix(from.green, to.green), mix(from.blue, to.blue))
  }

  private static func hexadecimal(_ digits: Substring.UTF8View) -> Color? {
    var nibbles: [UInt8] = []
    for digit in digits {
      switch digit {
      case 0x30...0x39: nibbles.append(digit - 0x30)
      case 0x41...0x46: nibbles.append(digit - 0x41 + 10)
      case 0x61...0x66: nibbles.append(digit - 0x61 + 10)
      default: return nil
      }
    }
    switch nibbles.count {
    case 3: return .rgb(nibbles[0] * 17, nibbles[1] * 17, nibbles[2] * 17)
    case 6:
      return .rgb(
        nibbles[0] << 4 | nibbles[1], nibbles[2] << 4 | nibbles[3], nibbles[4] << 4 | nibbles[5])
    default: return nil
    }
  }

  private static let named: [String: Color] = {
    let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
    var table: [String: Color] = ["default": .standard, "gray": .indexed(8), "grey": .indexed(8)]
    for (index, name) in names.enumerated() {
      table[name] = .indexed(UInt8(index))
      table["bright-" + name] = .indexed(UInt8(index + 8))
    }
    return table
  }()
}
