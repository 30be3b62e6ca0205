/// A theme as its file has it: colours by name, and what each role of the screen looks like.
///
/// Which roles and which colour texts exist is for the screen to say; it names the marks.
public struct ThemeFile: Equatable, Sendable {
  /// A colour of the palette: a name and a colour's text.
  public struct PaletteEntry: Equatable, Sendable {
    /// The name that roles use.
    public let name: Marked<String>
    /// The colour, as the file writes it.
    public let color: Marked<String>
  }

  /// What one role looks like; what is nil comes from the theme that is inherited.
  public struct Role: Equatable, Sendable {
    /// The role, such as `quote.up`.
    public let name: Marked<String>
    /// The colour of the characters.
    public let foreground: Marked<String>?
    /// The colour behind them.
    public let background: Marked<String>?
    /// Bold, underline and so on; nil when the file says nothing, empty when it says none.
    public let attributes: [Marked<String>]?
  }

  /// The theme's name.
  public let name: Marked<String>
  /// The theme that stands for all that this one leaves out.
  public let inherits: Marked<String>?
  /// The palette in the order of the file.
  public let palette: [PaletteEntry]
  /// The roles in the order of the file.
  public let roles: [Role]

  /// The theme in `bytes` of the file called `file`.
  ///
  /// - Throws: everything that is wrong in it, in the file's order.
  public static func parse(
    _ bytes: [UInt8], file: String
  ) throws(ConfigurationErrors) -> ThemeFile {
    try MappingCursor.document(YAMLParser.parse(bytes, file: file), read)
  }

  /// The theme in the file at `path`.
  ///
  /// - Throws: that it cannot be read, or everything that is wrong in it, in the file's order.
  public static func load(path: String) throws(ConfigurationErrors) -> ThemeFile {
    try MappingCursor.document(YAMLParser.parse(path: path), read)
  }

  private static func read(_ cursor: inout MappingCursor) -> ThemeFile {
    let theme = Reader<String>.name("a theme's name").marked()
    let color = Reader<String>.text("a colour").marked()
    let standIn = Marked("", at: cursor.mapping.mark)
    let name = cursor.required("name", theme, standIn: standIn)
    let inherits = cursor.optional("inherits", theme)
    let palette = cursor.optional("palette", .entries(of: color)) ?? []
    let roles = cursor.optional("roles", .entries(of: appearance)) ?? []
    return ThemeFile(
      name: name,
      inherits: inherits,
      palette: palette.map {
        PaletteEntry(name: Marked($0.name, at: $0.nameMark), color: $0.value)
      },
      roles: roles.map { entry in
        Role(
          name: Marked(entry.name, at: entry.nameMark), foreground: entry.value.foreground,
          background: entry.value.background, attributes: entry.value.attributes)
      })
  }

  private struct Appearance {
    var foreground: Marked<String>?
    var background: Marked<String>?
    var attributes: [Marked<String>]?
  }

  /// `quote.up: green` is short for `quote.up: {fg: green}`.
  private static let appearance = Reader<Appearance>("a colour or a mapping") { node, findings in
    let color = Reader<String>.text("a colour").marked()
    if case .scalar = node {
      return color.read(node, findings).map { Appearance(foreground: $0) }
    }
    let full = Reader<Appearance>.mapping { cursor in
      let attribute = Reader<String>.name("an attribute").marked()
      return Appearance(
        foreground: cursor.optional("fg", color),
        background: cursor.optional("bg", color),
        attributes: cursor.optional("attributes", .list(of: attribute)))
    }
    return full.read(node, findings)
  }
}

extension Reader {
  /// A mapping whose keys are any text.
  static func entries<Element>(of element: Reader<Element>) -> Reader<[NamedValue<Element>]>
  where Value == [NamedValue<Element>] {
    entries(key: { !$0.isEmpty }, named: "a name", of: element)
  }
}
