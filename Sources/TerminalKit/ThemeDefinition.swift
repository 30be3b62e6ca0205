/// A theme as its file says it: words, not yet colours.
public struct ThemeDefinition: Equatable, Sendable {
  /// How one role is to look; nil or empty leaves it to the theme inherited from.
  public struct Look: Equatable, Sendable {
    /// A palette name or anything `Color.init(_:)` reads.
    public var foreground: String?
    /// A palette name or anything `Color.init(_:)` reads.
    public var background: String?
    /// Of `bold`, `dim`, `italic`, `underline`, `reverse`; nil leaves them as inherited.
    public var attributes: [String]?

    public init(
      foreground: String? = nil, background: String? = nil, attributes: [String]? = nil
    ) {
      self.foreground = foreground
      self.background = background
      self.attributes = attributes
    }
  }

  /// The theme this one changes, if any.
  public var inherits: String?
  /// Named colours, usable in looks; a theme that inherits may redefine them.
  public var palette: [String: String]
  /// Looks by role name, such as `quote.up`.
  public var roles: [String: Look]

  public init(
    inherits: String? = nil, palette: [String: String] = [:], roles: [String: Look] = [:]
  ) {
    self.inherits = inherits
    self.palette = palette
    self.roles = roles
  }
}
