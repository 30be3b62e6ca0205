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

  public var description: String {
    switch self {
    case .unknownTheme(let name, nil):
      "theme '\(name)': expected a theme that is there"
    case .unknownTheme(let name, .some(let heir)):
      "theme '\(heir)': inherits: expected a theme that is there, got '\(name)'"
    case .inheritanceLoop(let theme):
      "theme '\(theme)': inherits: expected an end, but it inherits from itself"
    case .unknownRole(let theme, let role, let nearest):
      "theme '\(theme)': '\(role)': expected a role" + (nearest.map { " such as '\($0)'" } ?? "")
    case .unreadableColor(let theme, let place, let value):
      "theme '\(theme)': '\(place)': expected #rrggbb, 0-255, a colour name or a palette entry, "
        + "got '\(value)'"
    case .unknownAttribute(let theme, let role, let value):
      "theme '\(theme)': '\(role)': expected bold, dim, italic, underline or reverse, "
        + "got '\(value)'"
    }
  }
}
