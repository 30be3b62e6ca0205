/// What is wrong with a theme, where, and what was expected.
public enum ThemeError: Error, Equatable, CustomStringConvertible {
  case unknownTheme(name: String, inheritedBy: String?)
  case inheritanceLoop(theme: String)
  case unknownRole(theme: String, role: String, nearest: String?)
  case unreadableColor(theme: String, place: String, value: String)
  case unknownAttribute(theme: String, role: String, value: String)

  /// The role or palette entry at fault, so that whoever read the file can name its line.
  public var place: String? {
    switch self {
    case .unknownTheme, .inheritanceLoop: nil
    case .unknownRole(_, let role, _), .unknownAttribute(_, let role, _): role
    case .unreadableColor(_, let place, _): place
    }
  }

  /// What should have stood there.
  public var expected: String {
    switch self {
    case .unknownTheme: "a theme that is there"
    case .inheritanceLoop: "an end of inheritance"
    case .unknownRole(_, _, let nearest): "a role" + (nearest.map { " such as '\($0)'" } ?? "")
    case .unreadableColor: "#rrggbb, 0-255, a colour name or a palette entry"
    case .unknownAttribute: "bold, dim, italic, underline or reverse"
    }
  }

  /// What stood there.
  public var got: String {
    switch self {
    case .unknownTheme(let name, _): "'\(name)'"
    case .inheritanceLoop: "a theme that inherits from itself"
    case .unknownRole(_, let role, _): "'\(role)'"
    case .unreadableColor(_, _, let value), .unknownAttribute(_, _, let value): "'\(value)'"
    }
  }

  /// `theme 'dark': 'quote.up': expected a role, got 'quote.pu'`.
  public var description: String {
    let theme =
      switch self {
      case .unknownTheme(let name, let heir): heir ?? name
      case .inheritanceLoop(let theme), .unknownRole(let theme, _, _),
        .unreadableColor(let theme, _, _), .unknownAttribute(let theme, _, _):
        theme
      }
    let place = place.map { ": '\($0)'" } ?? ""
    return "theme '\(theme)'\(place): expected \(expected), got \(got)"
  }
}
