import CYaml

/// Reads one YAML document into a tree, within limits that no honest file meets.
///
/// An alias stands for a copy of its anchor; the copies are counted as if they had been written
/// out, so a few lines cannot unfold into billions of nodes.
struct YAMLParser: ~Copyable {
  static let maximumBytes = 1 << 20
  static let maximumDepth = 32
  static let maximumNodes = 100_000

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private struct Anchored {
    let node: YAMLNode
    let nodeCount: Int
    let height: Int
  }

  private let parser: OpaquePointer
  private let file: String
  private var anchors: [String: Anchored] = [:]
  private var nodeCount = 0
  /// The height of the subtree read last.
  private var height = 0

  /// The document in `bytes`; an empty one is an empty mapping.
  ///
  /// - Throws: the first error, with its place in `file`.
  static func parse(_ bytes: [UInt8], file: String) throws(ConfigurationErrors) -> YAMLNode {
    guard bytes.count <= maximumBytes else {
      throw FileBytes.tooLarge(file)
    }
    // A byte order mark takes no room in an editor, but a column in libyaml.
    let text = bytes.starts(with: byteOrderMark) ? Array(bytes[byteOrderMark.count...]) : bytes
    try YAMLText.check(text, file: file)
    let result: Result<YAMLNode, ConfigurationErrors> = text.withUnsafeBufferPointer { buffer in
      // libyaml asks for a pointer even when there is nothing to read.
      var none: UInt8 = 0
      return withUnsafePointer(to: &none) { empty in
        do throws(ConfigurationErrors) {
          let start = buffer.baseAddress ?? empty
          var parser = try YAMLParser(start, count: buffer.count, file: file)
          return .success(try parser.document())
        } catch {
          return .failure(error)
        }
      }
    }
    return try result.get()
  }

  /// The document in the file at `path`.
  static func parse(path: String) throws(ConfigurationErrors) -> YAMLNode {
    try parse(FileBytes.read(path, limit: maximumBytes), file: path)
  }

  private init(
    _ bytes: UnsafePointer<UInt8>, count: Int, file: String
  ) throws(ConfigurationErrors) {
    guard let parser = thor_yaml_open(bytes, count) else {
      throw ConfigurationErrors(
        ConfigurationError(at: Mark(file: file), expected: "memory for a parser", got: "none"))
    }
    self.parser = parser
    self.file = file
  }

  deinit {
    thor_yaml_close(parser)
  }

  private mutating func document() throws(ConfigurationErrors) -> YAMLNode {
    guard try next().kind == THOR_YAML_DOCUMENT_START else {
      return .mapping(YAMLMapping(mark: Mark(file: file, line: 1, column: 1)))
    }
    let root = try node(next(), depth: 1)
    _ = try next()
    let end = try next()
    guard end.kind == THOR_YAML_STREAM_END else {
      throw refusal(end, expected: "one document", got: "a second one")
    }
    if case .scalar(let scalar) = root, scalar.isNull {
      return .mapping(YAMLMapping(mark: scalar.mark))
    }
    return root
  }

  private func next() throws(ConfigurationErrors) -> thor_yaml_event {
    let event = thor_yaml_next(parser)
    if event.kind == THOR_YAML_ERROR {
      throw refusal(event, expected: "well-formed YAML", got: "a mistake (\(text(of: event)))")
    }
    return event
  }

  private mutating func node(
    _ event: thor_yaml_event, depth: Int
  ) throws(ConfigurationErrors) -> YAMLNode {
    try enter(event, depth: depth)
    if event.kind == THOR_YAML_ALIAS { return try alias(event, depth: depth) }
    if let tag = event.tag {
      throw refusal(
        event, expected: "a value without a tag",
        got: ConfigurationError.quoted(String(cString: tag)))
    }
    // The event's own strings are gone with the next event.
    let anchor = event.anchor.map { String(cString: $0) }
    let countBefore = nodeCount
    let node = try content(event, depth: depth)
    if let anchor {
      let count = nodeCount - countBefore + 1
      anchors[anchor] = Anchored(node: node, nodeCount: count, height: height)
    }
    return node
  }

  private mutating func enter(
    _ event: thor_yaml_event, depth: Int
  ) throws(ConfigurationErrors) {
    nodeCount += 1
    guard nodeCount <= Self.maximumNodes else {
      throw refusal(event, expected: "at most \(Self.maximumNodes) values", got: "more")
    }
    guard depth <= Self.maximumDepth else {
      throw refusal(event, expected: "at most \(Self.maximumDepth) levels", got: "a deeper one")
    }
  }

  private mutating func alias(
    _ event: thor_yaml_event, depth: Int
  ) throws(ConfigurationErrors) -> YAMLNode {
    let name = event.anchor.map { String(cString: $0) } ?? ""
    guard let anchored = anchors[name] else {
      throw refusal(
        event, expected: "an anchor defined above", got: ConfigurationError.quoted("*" + name))
    }
    // `enter` has counted one of them.
    nodeCount += anchored.nodeCount - 1
    height = anchored.height
    guard nodeCount <= Self.maximumNodes else {
      throw refusal(
        event, expected: "at most \(Self.maximumNodes) values with aliases written out",
        got: "more")
    }
    guard depth + height - 1 <= Self.maximumDepth else {
      throw refusal(event, expected: "at most \(Self.maximumDepth) levels", got: "a deeper one")
    }
    return anchored.node
  }

  private mutating func content(
    _ event: thor_yaml_event, depth: Int
  ) throws(ConfigurationErrors) -> YAMLNode {
    switch event.kind {
    case THOR_YAML_SCALAR:
      height = 1
      return .scalar(try scalar(event))
    case THOR_YAML_SEQUENCE_START:
      return .sequence(try sequence(depth: depth), mark(of: event))
    case THOR_YAML_MAPPING_START:
      return .mapping(try mapping(at: mark(of: event), depth: depth))
    default:
      throw refusal(event, expected: "a value", got: "the end of the document")
    }
  }

  private func scalar(_ event: thor_yaml_event) throws(ConfigurationErrors) -> YAMLScalar {
    let text = text(of: event)
    // An escape in quotes makes characters that the bytes of the file do not show.
    if let bad = text.unicodeScalars.first(where: YAMLText.isForbidden) {
      throw refusal(
        event, expected: "text without control characters",
        got: "U+" + YAMLText.hexadecimal(bad))
    }
    return YAMLScalar(text: text, isPlain: event.is_plain != 0, mark: mark(of: event))
  }

  private mutating func sequence(depth: Int) throws(ConfigurationErrors) -> [YAMLNode] {
    var elements: [YAMLNode] = []
    var tallest = 0
    while true {
      let event = try next()
      if event.kind == THOR_YAML_SEQUENCE_END { break }
      elements.append(try node(event, depth: depth + 1))
      tallest = max(tallest, height)
    }
    height = tallest + 1
    return elements
  }

  private mutating func mapping(
    at mark: Mark, depth: Int
  ) throws(ConfigurationErrors) -> YAMLMapping {
    var mapping = YAMLMapping(mark: mark)
    var tallest = 0
    while true {
      let event = try next()
      if event.kind == THOR_YAML_MAPPING_END { break }
      let key = try key(event, in: mapping, depth: depth)
      let value = try node(next(), depth: depth + 1)
      tallest = max(tallest, height)
      mapping.append(.init(key: key.text, keyMark: key.mark, value: value))
    }
    height = tallest + 1
    return mapping
  }

  private mutating func key(
    _ event: thor_yaml_event, in mapping: YAMLMapping, depth: Int
  ) throws(ConfigurationErrors) -> YAMLScalar {
    let mark = mark(of: event)
    let node = try node(event, depth: depth + 1)
    guard case .scalar(let key) = node, !key.isNull else {
      throw ConfigurationErrors(
        ConfigurationError(at: mark, expected: "a key", got: node.summary))
    }
    if key.isPlain, key.text == "<<" {
      throw ConfigurationErrors(
        ConfigurationError(
          at: mark, expected: "a key", got: "the merge key \"<<\", which is not supported"))
    }
    if let first = mapping.keyMark(of: key.text) {
      throw ConfigurationErrors(
        ConfigurationError(
          at: mark, expected: "each key once",
          got: "\(ConfigurationError.quoted(key.text)) again (first on line \(first.line))"))
    }
    return YAMLScalar(text: key.text, isPlain: key.isPlain, mark: mark)
  }

  private func text(of event: thor_yaml_event) -> String {
    guard let text = event.text else { return "" }
    let bytes = UnsafeRawBufferPointer(start: text, count: event.text_length)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func mark(of event: thor_yaml_event) -> Mark {
    Mark(file: file, line: event.line + 1, column: event.column + 1)
  }

  private func refusal(
    _ event: thor_yaml_event, expected: String, got: String
  ) -> ConfigurationErrors {
    ConfigurationErrors(
      ConfigurationError(at: mark(of: event), expected: expected, got: got))
  }
}
