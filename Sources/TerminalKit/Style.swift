/// How a cell looks: two colours and a set of attributes.
public struct Style: Hashable, Sendable {
  /// The attributes a terminal can give a cell.
  public struct Attributes: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    public static let bold = Attributes(rawValue: 1)
    public static let dim = Attributes(rawValue: 2)
    public static let italic = Attributes(rawValue: 4)
    public static let underline = Attributes(rawValue: 8)
    public static let reverse = Attributes(rawValue: 16)

    static let named: [String: Attributes] = [
      "bold": .bold, "dim": .dim, "italic": .italic, "underline": .underline,
      "reverse": .reverse,
    ]
  }

  public var foreground: Color
  public var background: Color
  public var attributes: Attributes

  public init(
    foreground: Color = .standard, background: Color = .standard, attributes: Attributes = []
  ) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// This style laid over another: what it leaves at the default shows the other through.
  ///
  /// A selected row is its cells' styles over the selection's style.
  public func over(_ base: Style) -> Style {
    Style(
      foreground: foreground == .standard ? base.foreground : foreground,
      background: background == .standard ? base.background : background,
      attributes: attributes.union(base.attributes))
  }

  /// The same style with more attributes.
  public func adding(_ more: Attributes) -> Style {
    Style(
      foreground: foreground, background: background, attributes: attributes.union(more))
  }

  /// Where this style looks like `base` it looks like `other` instead.
  ///
  /// A cell of a selected row keeps a colour of its own and takes the selection's for the rest.
  public func replacing(_ base: Style, with other: Style) -> Style {
    Style(
      foreground: foreground == base.foreground ? other.foreground : foreground,
      background: background == base.background ? other.background : background,
      attributes: attributes.union(other.attributes))
  }
}
