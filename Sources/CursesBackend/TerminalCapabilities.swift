import TerminalKit

/// What a terminal can do, as its environment says it.
public struct TerminalCapabilities: Equatable, Sendable {
  /// The name of its terminfo entry.
  public var terminal: String
  /// The colours it may be asked for.
  public var depth: ColorDepth
  /// Whether it shows UTF-8.
  public var isUnicode: Bool

  public init(terminal: String, depth: ColorDepth, isUnicode: Bool) {
    self.terminal = terminal
    self.depth = depth
    self.isUnicode = isUnicode
  }

  /// Reads the usual variables, handed in as they are (nil when unset).
  ///
  /// - Parameters:
  ///   - terminal: `TERM`.
  ///   - colorTerm: `COLORTERM`.
  ///   - noColor: `NO_COLOR`; any value but the empty one turns colours off.
  ///   - locale: the first non-empty of `LC_ALL`, `LC_CTYPE`, `LANG`.
  public init(terminal: String?, colorTerm: String?, noColor: String?, locale: String?) {
    let name = terminal.flatMap { $0.isEmpty ? nil : $0 } ?? "dumb"
    let charset = (locale ?? "").lowercased()
    self.init(
      terminal: name,
      depth: noColor?.isEmpty == false ? .mono : Self.depth(name, colorTerm ?? ""),
      isUnicode: charset.hasSuffix("utf-8") || charset.hasSuffix("utf8")
        || charset.contains("utf-8@") || charset.contains("utf8@"))
  }

  /// Whether it knows pastes in brackets, focus events, SGR mice and questions about modes.
  ///
  /// Older ones print parts of what they do not know, so they are not asked.
  var knowsPrivateModes: Bool {
    let families = [
      "xterm", "tmux", "screen", "rxvt", "alacritty", "foot", "kitty", "wezterm", "konsole", "vte",
      "gnome", "contour", "ghostty", "iterm", "mintty", "st-",
    ]
    return families.contains { terminal.hasPrefix($0) } || terminal == "st"
  }

  private static func depth(_ name: String, _ colorTerm: String) -> ColorDepth {
    let isMono = ["dumb", "vt", "unknown"].contains { name.hasPrefix($0) } || name.hasSuffix("-m")
    if isMono || name.hasSuffix("-mono") { return .mono }
    if name.hasSuffix("-direct") || colorTerm == "truecolor" || colorTerm == "24bit" {
      return .truecolor
    }
    return name.contains("256color") || name.contains("kitty") || name.hasPrefix("alacritty")
      || name.hasPrefix("foot") ? .palette : .sixteen
  }
}
