import Configuration
import TerminalKit
import Workstation

/// Themes and keymaps from their files, every error with the place in the file.
struct Appearance {
  let themes: NamedFiles
  let keymaps: NamedFiles

  init(shareDirectory: String, userDirectory: String?) {
    func directories(_ name: String) -> [String] {
      (userDirectory.map { ["\($0)/\(name)"] } ?? []) + ["\(shareDirectory)/\(name)"]
    }
    themes = NamedFiles(kind: "theme", directories: directories("themes"))
    keymaps = NamedFiles(kind: "keymap", directories: directories("keymaps"))
  }

  /// Reads a theme and those it inherits from.
  func theme(named name: Marked<String>) throws(ConfigurationErrors) -> Theme {
    var files: [String: ThemeFile] = [:]
    var next: Marked<String>? = name
    while let wanted = next, files[wanted.value] == nil {
      let file = try ThemeFile.load(path: themes.path(of: wanted))
      files[wanted.value] = file
      next = file.inherits
    }
    do throws(ThemeError) {
      return try Theme(name.value, from: files.mapValues(Appearance.definition))
    } catch {
      throw Appearance.located(error, in: files, named: name)
    }
  }

  /// Reads a keymap over those it inherits from, and checks every name in it.
  func keymap(named name: Marked<String>) throws(ConfigurationErrors) -> Keymap {
    var files: [KeymapFile] = []
    var next: Marked<String>? = name
    while let wanted = next, !files.contains(where: { $0.name.value == wanted.value }) {
      let file = try KeymapFile.load(path: keymaps.path(of: wanted))
      files.insert(file, at: 0)
      next = file.inherits
    }
    var keymap = Keymap(contexts: KeyContext.names, commands: Command.names)
    for file in files { try Appearance.merge(file, into: &keymap) }
    return keymap
  }

  private static func merge(
    _ file: KeymapFile, into keymap: inout Keymap
  ) throws(ConfigurationErrors) {
    var bindings: [String: [String: String]] = [:]
    for context in file.contexts {
      for binding in context.bindings {
        bindings[context.name.value, default: [:]][binding.keys.value] = binding.command.value
      }
    }
    do throws(KeymapError) {
      try keymap.merge(bindings)
    } catch {
      let context = file.contexts.first { $0.name.value == error.context }
      let binding = context?.bindings.first { $0.keys.value == error.keys }
      let mark = binding?.keys.mark ?? context?.name.mark ?? file.name.mark
      throw ConfigurationErrors(
        ConfigurationError(at: mark, expected: error.expected, got: error.got))
    }
  }

  private static func definition(_ file: ThemeFile) -> ThemeDefinition {
    var looks: [String: ThemeDefinition.Look] = [:]
    for role in file.roles {
      looks[role.name.value] = ThemeDefinition.Look(
        foreground: role.foreground?.value, background: role.background?.value,
        attributes: role.attributes?.map(\.value))
    }
    let palette = file.palette.map { ($0.name.value, $0.color.value) }
    return ThemeDefinition(
      inherits: file.inherits?.value,
      palette: Dictionary(palette, uniquingKeysWith: { one, _ in one }), roles: looks)
  }

  private static func located(
    _ error: ThemeError, in files: [String: ThemeFile], named name: Marked<String>
  ) -> ConfigurationErrors {
    let places = files.values.sorted { $0.name.value < $1.name.value }.compactMap { file in
      file.roles.first { $0.name.value == error.place }?.name.mark
        ?? file.palette.first { "palette." + $0.name.value == error.place }?.name.mark
    }
    return ConfigurationErrors(
      ConfigurationError(
        at: places.first ?? name.mark, expected: error.expected, got: error.got))
  }
}
