/// What each target may import, and the rule that holds the sources to it.
///
/// The reasons stand in docs/architecture.md; the same names stand in Package.swift. All three are
/// compared, so a change to one is a change to all.
enum ImportTable {
  static let direct: [String: Set<String>] = [
    "MarketModel": [],
    "Configuration": ["CYaml", "Glibc"],
    "MarketCalendar": ["MarketModel", "Glibc"],
    "MarketCodec": ["MarketModel"],
    "Execution": ["MarketModel"],
    "Portfolio": ["MarketModel"],
    "Risk": ["MarketModel", "Portfolio"],
    "Engine": ["MarketModel", "MarketCodec", "Execution", "Portfolio", "Risk"],
    "Journal": ["Engine", "MarketModel", "CCrypto", "CSQLite", "Glibc"],
    "PostgresStore": ["Journal", "MarketModel", "CPostgres", "Glibc"],
    "Telemetry": [],
    "TerminalKit": [],
    "Panes": ["Engine", "MarketCalendar", "MarketModel", "Telemetry", "TerminalKit"],
    "Workstation": ["Engine", "MarketModel", "Panes", "Telemetry", "TerminalKit"],
    "Reactor": ["CPlatform", "Glibc"],
    "CursesBackend": ["TerminalKit", "CTerminal", "Glibc"],
    "RedisFeed": ["MarketCodec", "MarketModel", "CHiredis", "Glibc"],
    "thor": [
      "CPlatform", "CZlib", "Configuration", "CursesBackend", "Engine", "Journal",
      "MarketCalendar", "MarketCodec", "MarketModel", "Panes", "PostgresStore", "Reactor",
      "RedisFeed", "Telemetry", "TerminalKit", "Workstation", "Glibc",
    ],
  ]

  static let cTargets: Set = [
    "CCrypto", "CHiredis", "CPlatform", "CPostgres", "CSQLite", "CTerminal", "CYaml", "CZlib",
  ]

  /// The direct ones and the Swift targets that those may import. C is never inherited.
  static func allowed(_ target: String) -> Set<String> {
    let own = direct[target] ?? []
    return own.union(
      own.filter { direct[$0] != nil }.flatMap { allowed($0) }.filter { direct[$0] != nil })
  }

  static func check(_ lexed: LexedFile) -> [Finding] {
    guard let target = lexed.file.target, lexed.file.isSwift else { return [] }
    guard direct[target] != nil else {
      return [Finding(path: lexed.file.path, line: 1, message: "target \(target) is in no table")]
    }
    let allowed = allowed(target)
    return imports(lexed.tokens).filter { !allowed.contains($0.module) }.map { found in
      Finding(
        path: lexed.file.path, line: found.line,
        message: "\(target) may not import \(found.module)")
    }
  }

  static func imports(_ tokens: [Token]) -> [(module: String, line: Int)] {
    let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
    return tokens.indices.compactMap { index in
      guard tokens[index].kind == .word, tokens[index].text == "import" else { return nil }
      var next = index + 1
      if next < tokens.count, kinds.contains(tokens[next].text) { next += 1 }
      guard next < tokens.count, tokens[next].kind == .word else { return nil }
      return (tokens[next].text, tokens[index].line)
    }
  }

  /// The table of docs/architecture.md: rows of `| \`Target\` | what | imports |`.
  static func documented(in markdown: String) -> [String: Set<String>] {
    var result: [String: Set<String>] = [:]
    for line in markdown.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.filter { $0 != " " && $0 != "`" } }
      guard cells.count == 3 else { continue }
      let names = cells[2].split(separator: ",").map(String.init)
      result[cells[0]] = names == ["nothing"] ? [] : Set(names)
    }
    return result
  }

  /// The targets of Package.swift with their dependencies, those with C in them apart.
  static func declared(in package: String) -> (swift: [String: Set<String>], c: Set<String>) {
    var swift: [String: Set<String>] = [:]
    var c: Set<String> = []
    for opening in ["    target(", "    .executableTarget("] {
      for part in package.components(between: opening, and: "]") {
        let names = part.quoted
        if let name = names.first { swift[name] = Set(names.dropFirst()) }
      }
    }
    for part in package.components(between: "    shim(", and: ")") {
      if let name = part.quoted.first { c.insert(name) }
    }
    return (swift, c)
  }
}

extension String {
  /// The texts between each `start` and the `end` that follows it.
  fileprivate func components(between start: String, and end: Character) -> [Substring] {
    split(separator: start, omittingEmptySubsequences: false).dropFirst().map { part in
      part.prefix { $0 != end }
    }
  }
}

extension Substring {
  /// The texts between quotes.
  fileprivate var quoted: [String] {
    split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
