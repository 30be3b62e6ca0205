import Configuration
import Foundation
import TerminalKit

/// The themes and the keymap that ship, read from their files.
public enum Appearances {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// A theme that ships, as a terminal of this depth shows it.
  public static func theme(_ name: String = "dark", _ depth: ColorDepth = .truecolor) -> Theme {
    var definitions: [String: ThemeDefinition] = [:]
    var next: String? = name
    do {
      while let wanted = next, definitions[wanted] == nil {
        let file = try ThemeFile.load(path: root + "/themes/\(wanted).yaml")
        definitions[wanted] = definition(file)
        next = file.inherits?.value
      }
      return try Theme(name, from: definitions).adapted(to: depth)
    } catch {
      preconditionFailure("the theme \(name) cannot be read: \(error)")
    }
  }

  private static func definition(_ file: ThemeFile) -> ThemeDefinition {
    ThemeDefinition(
      inherits: file.inherits?.value,
      palette: Dictionary(
        uniqueKeysWithValues: file.palette.map { ($0.name.value, $0.color.value) }),
      roles: Dictionary(
        uniqueKeysWithValues: file.roles.map { role in
          (
            role.name.value,
            ThemeDefinition.Look(
              foreground: role.foreground?.value, background: role.background?.value,
              attributes: role.attributes?.map(\.value))
          )
        }))
  }

  /// The default keymap, for the contexts and commands of a program.
  public static func keymap(contexts: [String], commands: [String]) -> Keymap {
    var keymap = Keymap(contexts: contexts, commands: commands)
    do {
      let file = try KeymapFile.load(path: root + "/keymaps/default.yaml")
      var bindings: [String: [String: String]] = [:]
      for context in file.contexts {
        for binding in context.bindings {
          bindings[context.name.value, default: [:]][binding.keys.value] = binding.command.value
        }
      }
      try keymap.merge(bindings)
    } catch {
      preconditionFailure("the default keymap cannot be read: \(error)")
    }
    return keymap
  }
}
