/// Relative links in Markdown must lead to a file.
enum LinkRule {
  static func check(_ file: SourceFile, exists: (String) -> Bool) -> [Finding] {
    guard file.fileExtension == "md" else { return [] }
    let folder = file.path.split(separator: "/").dropLast().map(String.init)
    return links(file).compactMap { link in
      guard let path = resolve(link.target, from: folder) else {
        return Finding(
          path: file.path, line: link.line, message: "\(link.target) leads out of the project")
      }
      guard !exists(path) else { return nil }
      return Finding(path: file.path, line: link.line, message: "\(link.target) leads nowhere")
    }
  }

  /// The targets of `[text](target)` outside code, without their fragments; no absolute URLs.
  static func links(_ file: SourceFile) -> [(target: String, line: Int)] {
    var result: [(target: String, line: Int)] = []
    var isCode = false
    for (index, line) in file.lines.enumerated() {
      if line.drop(while: { $0 == " " }).hasPrefix("```") { isCode.toggle() }
      if isCode { continue }
      for part in withoutCodeSpans(line).split(separator: "](").dropFirst() {
        guard let end = part.firstIndex(of: ")") else { continue }
        let target = part[..<end].prefix { $0 != "#" && $0 != " " }
        if target.isEmpty || target.contains(":") { continue }
        result.append((String(target), index + 1))
      }
    }
    return result
  }

  private static func withoutCodeSpans(_ line: Substring) -> String {
    line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .map { $0.offset % 2 == 0 ? String($0.element) : "" }.joined()
  }

  private static func resolve(_ target: String, from folder: [String]) -> String? {
    var parts = target.hasPrefix("/") ? [] : folder
    for part in target.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(String(part))
      } else if parts.popLast() == nil {
        return nil
      }
    }
    return parts.joined(separator: "/")
  }
}
