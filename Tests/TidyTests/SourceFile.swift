import Foundation

/// A file of the checkout, with its path from the root.
struct SourceFile: Sendable {
  let path: String
  let text: String

  var name: String { String(path.split(separator: "/").last ?? "") }

  var fileExtension: String {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 1 ? String(parts[parts.count - 1]) : ""
  }

  var isSwift: Bool { fileExtension == "swift" }
  var isC: Bool { fileExtension == "c" || fileExtension == "h" }
  var isSource: Bool { path.hasPrefix("Sources/") && (isSwift || isC) }

  /// The folder below Sources: the target that the file belongs to.
  var target: String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
  }

  var lines: [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }
}

/// What a rule has against a place.
struct Finding: Equatable, CustomStringConvertible {
  let path: String
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// The checkout that these tests stand in.
enum Checkout {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// Every text that people write: sources, tests, documentation, scripts, configuration.
  static let files: [SourceFile] = load()

  static let swiftAndC = files.filter { $0.isSwift || $0.isC }

  /// The tokens of each Swift or C file.
  static let lexed: [LexedFile] = swiftAndC.map(LexedFile.init)

  private static let extensions: Set = ["swift", "c", "h", "md", "yaml", "yml"]
  private static let skipped: Set = [".git", ".build", ".swiftpm", "Fixtures"]

  private static func load() -> [SourceFile] {
    var result: [SourceFile] = []
    collect("", into: &result)
    return result.sorted { $0.path < $1.path }
  }

  private static func collect(_ folder: String, into result: inout [SourceFile]) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
    for name in names where !skipped.contains(name) {
      let path = folder.isEmpty ? name : "\(folder)/\(name)"
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(
        atPath: "\(root)/\(path)", isDirectory: &isFolder)
      guard exists else { continue }
      if isFolder.boolValue {
        collect(path, into: &result)
      } else if isRead(path),
        let text = try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
      {
        result.append(SourceFile(path: path, text: text))
      }
    }
  }

  private static func isRead(_ path: String) -> Bool {
    let file = SourceFile(path: path, text: "")
    return extensions.contains(file.fileExtension) || path == "Makefile" || path == ".ci/run"
      || path.hasPrefix("script/")
  }
}
