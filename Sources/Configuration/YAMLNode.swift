/// A YAML document as a tree in which every node knows where it was written.
///
/// Scalars stay text: whether `0.10` is a price or a name is for the reader of the key to say, and
/// a price never passes through a Double.
enum YAMLNode: Sendable {
  case scalar(YAMLScalar)
  case sequence([YAMLNode], Mark)
  case mapping(YAMLMapping)

  var mark: Mark {
    switch self {
    case .scalar(let scalar): scalar.mark
    case .sequence(_, let mark): mark
    case .mapping(let mapping): mapping.mark
    }
  }

  /// What this node is, in words that complete "got …".
  var summary: String {
    switch self {
    case .scalar(let scalar) where scalar.isNull: "nothing"
    case .scalar(let scalar): ConfigurationError.quoted(scalar.text)
    case .sequence(_, _): "a list"
    case .mapping: "a mapping"
    }
  }
}

/// A scalar: its text, and whether it was written without quotes.
struct YAMLScalar: Sendable {
  let text: String
  let isPlain: Bool
  let mark: Mark

  /// `key:` with nothing after it, `~` or `null`.
  var isNull: Bool {
    isPlain && (text.isEmpty || text == "~" || text == "null")
  }
}

/// A mapping in the order of the file. Its keys are scalars and no two are equal.
struct YAMLMapping: Sendable {
  struct Entry: Sendable {
    let key: String
    let keyMark: Mark
    let value: YAMLNode
  }

  private(set) var entries: [Entry] = []
  let mark: Mark
  private var positions: [String: Int] = [:]

  init(mark: Mark) {
    self.mark = mark
  }

  subscript(key: String) -> YAMLNode? {
    positions[key].map { entries[$0].value }
  }

  func keyMark(of key: String) -> Mark? {
    positions[key].map { entries[$0].keyMark }
  }

  /// Adds an entry; the key must not be there yet.
  mutating func append(_ entry: Entry) {
    precondition(positions[entry.key] == nil, "the parser refuses duplicate keys")
    positions[entry.key] = entries.count
    entries.append(entry)
  }
}
