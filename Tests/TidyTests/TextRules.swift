/// Rules on the text of any file, and on its name.
enum TextRules {
  static func whitespace(_ file: SourceFile) -> [Finding] {
    var findings: [Finding] = []
    for (index, line) in file.lines.enumerated() where line.last == " " || line.last == "\t" {
      findings.append(Finding(path: file.path, line: index + 1, message: "trailing whitespace"))
    }
    if !file.text.isEmpty, !file.text.hasSuffix("\n") {
      findings.append(
        Finding(path: file.path, line: file.lines.count, message: "no newline at the end"))
    }
    return findings
  }

  /// Unfinished work is an issue, not a comment; a machine's paths are nobody else's.
  static func words(_ file: SourceFile) -> [Finding] {
    // Joined here, so that this file does not find itself.
    let banned = [
      "FIX" + "ME", "TODO: " + "stub", "/wo" + "rk/", "/ho" + "me/", "/Us" + "ers/",
    ]
    var findings: [Finding] = []
    for word in banned where file.text.utf8.contains(sequence: word.utf8) {
      for (index, line) in file.lines.enumerated() where contains(line, word) {
        findings.append(
          Finding(path: file.path, line: index + 1, message: "\"\(word)\" is banned"))
      }
    }
    return findings
  }

  /// A path counts from its first slash: `net/work/x` has none of ours in it.
  private static func contains(_ line: Substring, _ word: String) -> Bool {
    guard word.hasPrefix("/") else { return line.contains(word) }
    var rest = line
    while let found = rest.firstRange(of: word) {
      let before = rest[..<found.lowerBound].last
      if before.map({ !$0.isLetter && !$0.isNumber && $0 != "." && $0 != "}" }) ?? true {
        return true
      }
      rest = rest[found.upperBound...]
    }
    return false
  }

  /// A file that is named for what it is not is a drawer.
  static func name(_ file: SourceFile) -> [Finding] {
    let banned: Set = [
      "Util", "Utils", "Utilities", "Helper", "Helpers", "Manager", "Managers", "Common", "Misc",
    ]
    let stem = file.name.prefix { $0 != "." }
    let words = stem.reduce(into: [String]()) { words, character in
      if words.isEmpty || character.isUppercase {
        words.append(String(character))
      } else {
        words[words.count - 1].append(character)
      }
    }
    guard let word = words.first(where: { banned.contains($0.capitalizingFirst) }) else {
      return []
    }
    return [
      Finding(path: file.path, line: 1, message: "\"\(word)\" says nothing of what is inside")
    ]
  }
}

extension String {
  fileprivate var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension String.UTF8View {
  /// Whether `other` occurs; by bytes, for most files have none of what is looked for.
  fileprivate func contains(sequence other: String.UTF8View) -> Bool {
    let needle = Array(other)
    return withContiguousStorageIfAvailable { bytes in
      guard let first = needle.first, bytes.count >= needle.count else { return false }
      for start in 0...(bytes.count - needle.count) where bytes[start] == first {
        if (1..<needle.count).allSatisfy({ bytes[start + $0] == needle[$0] }) { return true }
      }
      return false
    } ?? true
  }
}
