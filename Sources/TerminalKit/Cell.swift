/// One place of a surface: a scalar, at most one combining mark, and a style.
///
/// Trivial and twenty bytes, so that a whole screen is compared and copied without touching the
/// heap. A wide character takes two cells: the first has `width` 2, the second is `continuation`.
public struct Cell: Hashable, Sendable {
  /// The base character; U+0020 for a blank, 0 for the right half of a wide character.
  public private(set) var scalarValue: UInt32
  /// A combining mark drawn on top of the base, or 0.
  public private(set) var markValue: UInt32
  public var style: Style
  /// Columns taken: 1, 2, or 0 for the right half of a wide character.
  public private(set) var width: UInt8

  /// A cell showing a scalar; what cannot be shown becomes U+FFFD.
  public init(_ scalar: Unicode.Scalar, style: Style = Style()) {
    let printable = ScalarWidth.printable(scalar)
    self.scalarValue = printable.scalar.value
    self.markValue = 0
    self.style = style
    self.width = UInt8(max(1, printable.width))
  }

  private init(scalarValue: UInt32, width: UInt8, style: Style) {
    self.scalarValue = scalarValue
    self.markValue = 0
    self.style = style
    self.width = width
  }

  static func sized(_ scalar: Unicode.Scalar, width: Int, style: Style) -> Cell {
    Cell(scalarValue: scalar.value, width: UInt8(width), style: style)
  }

  /// An empty place.
  public static func blank(_ style: Style = Style()) -> Cell {
    Cell(scalarValue: 0x20, width: 1, style: style)
  }

  static func continuation(_ style: Style) -> Cell {
    Cell(scalarValue: 0, width: 0, style: style)
  }

  /// Whether this is the right half of a wide character.
  public var isContinuation: Bool { width == 0 }

  /// The character and its mark as text; empty for the right half of a wide character.
  public var text: String {
    guard !isContinuation, let base = Unicode.Scalar(scalarValue) else { return "" }
    var scalars = String.UnicodeScalarView()
    scalars.append(base)
    if markValue != 0, let mark = Unicode.Scalar(markValue) {
      scalars.append(mark)
    }
    return String(scalars)
  }

  mutating func combine(_ mark: Unicode.Scalar) {
    if markValue == 0, !isContinuation {
      markValue = mark.value
    }
  }
}
