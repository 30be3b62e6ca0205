import Glibc

/// Themes or keymaps by name: the user's own directory first, then the one that ships.
public struct NamedFiles: Equatable, Sendable {
  /// "theme", "keymap": for messages.
  public let kind: String
  /// Where to look, the first to have a name wins.
  public let directories: [String]

  /// Files of `kind` in `directories`, the first to have a name wins.
  public init(kind: String, directories: [String]) {
    self.kind = kind
    self.directories = directories
  }

  /// The path of the file `name`.yaml.
  ///
  /// - Throws: that there is none, with the nearest name that there is.
  public func path(of name: Marked<String>) throws(ConfigurationErrors) -> String {
    // A name with a slash would lead out of the directories.
    if !name.value.contains("/") {
      for directory in directories {
        let path = "\(directory)/\(name.value).yaml"
        if access(path, R_OK) == 0 { return path }
      }
    }
    throw ConfigurationErrors(.unknown(kind, name.value, known: names(), at: name.mark))
  }

  /// Every name there is, sorted.
  public func names() -> [String] {
    Set(directories.flatMap(Self.names)).sorted()
  }

  private static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var result: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".yaml"), !name.hasPrefix(".") { result.append(String(name.dropLast(5))) }
    }
    return result
  }
}
