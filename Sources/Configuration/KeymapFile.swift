/// A keymap as its file has it: for each context, which keys mean which command.
///
/// Which contexts, keys and commands exist is for the workstation to say; it names the marks.
public struct KeymapFile: Equatable, Sendable {
  /// One key, or keys one after the other, and the command.
  public struct Binding: Equatable, Sendable {
    /// The keys, as the file writes them.
    public let keys: Marked<String>
    /// The command's name.
    public let command: Marked<String>
  }

  /// The bindings that hold in one mode or pane.
  public struct Context: Equatable, Sendable {
    /// The mode's or pane's name.
    public let name: Marked<String>
    /// The bindings in the order of the file.
    public let bindings: [Binding]
  }

  /// The keymap's name.
  public let name: Marked<String>
  /// The keymap that stands for all that this one leaves out.
  public let inherits: Marked<String>?
  /// The contexts in the order of the file.
  public let contexts: [Context]

  /// The keymap in `bytes` of the file called `file`.
  ///
  /// - Throws: everything that is wrong in it, in the file's order.
  public static func parse(
    _ bytes: [UInt8], file: String
  ) throws(ConfigurationErrors) -> KeymapFile {
    try MappingCursor.document(YAMLParser.parse(bytes, file: file), read)
  }

  /// The keymap in the file at `path`.
  ///
  /// - Throws: that it cannot be read, or everything that is wrong in it, in the file's order.
  public static func load(path: String) throws(ConfigurationErrors) -> KeymapFile {
    try MappingCursor.document(YAMLParser.parse(path: path), read)
  }

  private static func read(_ cursor: inout MappingCursor) -> KeymapFile {
    let keymap = Reader<String>.name("a keymap's name").marked()
    let command = Reader<String>.text("a command").marked()
    let bindings = Reader<[NamedValue<Marked<String>>]>.entries(of: command)
    let standIn = Marked("", at: cursor.mapping.mark)
    let name = cursor.required("name", keymap, standIn: standIn)
    let inherits = cursor.optional("inherits", keymap)
    let contexts = cursor.optional("contexts", .entries(of: bindings)) ?? []
    return KeymapFile(
      name: name,
      inherits: inherits,
      contexts: contexts.map { context in
        Context(
          name: Marked(context.name, at: context.nameMark),
          bindings: context.value.map { binding in
            Binding(keys: Marked(binding.name, at: binding.nameMark), command: binding.value)
          })
      })
  }
}
