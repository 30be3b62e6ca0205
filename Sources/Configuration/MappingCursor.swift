/// Reads a mapping key by key and, at the end, refuses the keys that nobody asked for.
struct MappingCursor {
  let mapping: YAMLMapping
  let findings: Findings
  private var known: [String] = []

  init(_ mapping: YAMLMapping, _ findings: Findings) {
    self.mapping = mapping
    self.findings = findings
  }

  /// The value of `key`; nil when it is not there, or is wrong and has been noted.
  mutating func optional<Value>(_ key: String, _ reader: Reader<Value>) -> Value? {
    known.append(key)
    return mapping[key].flatMap { reader.read($0, findings) }
  }

  /// The value of `key`, which must be there; `standIn` when it is not and that has been noted.
  mutating func required<Value>(
    _ key: String, _ reader: Reader<Value>, standIn: Value
  ) -> Value {
    known.append(key)
    guard let node = mapping[key] else {
      findings.add(
        at: mapping.mark, expected: "the key \"\(key)\" with \(reader.expectation)", got: "none")
      return standIn
    }
    return reader.read(node, findings) ?? standIn
  }

  /// Puts the value of `key` into `target`, or leaves the default that is there.
  mutating func update<Value>(_ target: inout Value, _ key: String, _ reader: Reader<Value>) {
    if let value = optional(key, reader) { target = value }
  }

  /// The same for a value that may be missing: nothing written behind the key takes it away.
  mutating func update<Value>(
    _ target: inout Value?, orNone key: String, _ reader: Reader<Value>
  ) {
    if let node = mapping[key], case .scalar(let scalar) = node, scalar.isNull {
      known.append(key)
      target = nil
    } else if let value = optional(key, reader) {
      target = value
    }
  }

  /// Notes every key that was not asked for.
  func finish() {
    for entry in mapping.entries where !known.contains(entry.key) {
      findings.add(.unknown("key", entry.key, known: known, at: entry.keyMark))
    }
  }

  /// Reads a whole document whose root is a mapping.
  ///
  /// - Throws: everything that `body` noted.
  static func document<Value>(
    _ root: YAMLNode, _ body: (inout MappingCursor) -> Value
  ) throws(ConfigurationErrors) -> Value {
    guard case .mapping(let mapping) = root else {
      throw ConfigurationErrors(
        ConfigurationError(at: root.mark, expected: "a mapping", got: root.summary))
    }
    let findings = Findings()
    var cursor = MappingCursor(mapping, findings)
    let value = body(&cursor)
    cursor.finish()
    try findings.throwAny()
    return value
  }
}
