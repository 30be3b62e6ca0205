/// The `display` part of config.yaml.
public struct DisplaySettings: Equatable, Sendable {
  /// Which characters the screen is drawn with.
  public enum Ascii: String, CaseIterable, Sendable {
    /// By the locale.
    case automatic = "auto"
    /// ASCII only.
    case always = "true"
    /// Box drawing and arrows, whatever the locale says.
    case never = "false"
  }

  /// At most so many frames a second for data; keys are always answered at once.
  public var framesPerSecond = 30
  /// Whether the mouse is ours; without it copying works as the terminal does it.
  public var usesMouse = true
  /// Which characters the screen is drawn with.
  public var ascii = Ascii.automatic
  /// The theme: a file of that name in `themes/`.
  public var theme = Marked("dark", at: Mark(file: "default"))
  /// The keymap: a file of that name in `keymaps/`.
  public var keymap = Marked("default", at: Mark(file: "default"))
  /// Whether an alert rings the bell.
  public var ringsBell = false

  static let reader = Reader<DisplaySettings>.mapping { cursor in
    var settings = DisplaySettings()
    cursor.update(&settings.framesPerSecond, "frames_per_second", .integer(in: 2...30))
    cursor.update(&settings.usesMouse, "mouse", .bool)
    cursor.update(&settings.ascii, "ascii", .oneOf(Ascii.allCases))
    cursor.update(&settings.theme, "theme", Reader<String>.name("a theme's name").marked())
    cursor.update(&settings.keymap, "keymap", Reader<String>.name("a keymap's name").marked())
    cursor.update(&settings.ringsBell, "bell", .bool)
    return settings
  }
}
