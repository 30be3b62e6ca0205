/// Which keys mean which command, in which context.
///
/// Files are merged over the defaults key by key; help is read from here, so it cannot be wrong.
///
///     var keymap = Keymap(contexts: ["global", "ticket"], commands: ["quit", "order.buy"])
///     try keymap.merge(["global": ["b": "order.buy", "ctrl-c": "quit", "g g": "go.top"]])
///     keymap.match([Key("b")!], in: ["ticket", "global"])   // .command("order.buy")
public struct Keymap: Equatable, Sendable {
  /// What a run of keys means so far.
  public enum Match: Equatable, Sendable {
    case none
    /// The keys begin a longer sequence.
    case partial
    case command(String)
  }

  /// One line of help.
  public struct Binding: Equatable, Sendable {
    /// The keys as a keymap writes them, such as `g g`.
    public let keys: String
    public let command: String
  }

  /// Written in place of a command, takes a default binding away.
  public static let unbound = "none"

  private var commands: [String]
  private var contexts: [String]
  private var tries: [String: Node]

  /// An empty keymap over these contexts and these commands; nothing else can be bound.
  public init(contexts: [String], commands: [String]) {
    self.contexts = contexts
    self.commands = commands
    self.tries = [:]
  }

  /// Lays bindings (context → keys → command) over what is there already.
  ///
  /// A later binding wins over an earlier layer's, also where one is the beginning of the other.
  /// - Throws: `KeymapError` naming context, keys and the nearest known name; nothing is changed then.
  public mutating func merge(
    _ bindings: [String: [String: String]]
  ) throws(KeymapError) {
    var merged = tries
    for (context, lines) in bindings.sorted(by: { $0.key < $1.key }) {
      guard contexts.contains(context) else {
        throw .unknownContext(
          context: context, nearest: Spelling.nearest(to: context, among: contexts))
      }
      let layer = try layer(context, lines)
      merged[context] = (merged[context] ?? Node()).overlaid(by: layer)
    }
    tries = merged
  }

  /// What keys mean in the first of these contexts that knows them.
  public func match(_ keys: [Key], in contexts: [String]) -> Match {
    for context in contexts {
      guard let node = tries[context]?.find(keys) else { continue }
      if let command = node.command {
        if command != Self.unbound { return .command(command) }
      } else if !node.children.isEmpty {
        return .partial
      }
    }
    return .none
  }

  /// A context's bindings, in the order of the command list and then of the keys.
  public func help(_ context: String) -> [Binding] {
    var lines: [Binding] = []
    tries[context]?.collect([], into: &lines)
    let order = Dictionary(
      commands.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { one, _ in one })
    return lines.sorted {
      (order[$0.command] ?? 0, $0.keys) < (order[$1.command] ?? 0, $1.keys)
    }
  }

  /// The first keys bound to a command in these contexts, for hints and the palette.
  public func keys(for command: String, in contexts: [String]) -> String? {
    for context in contexts {
      if let found = help(context).first(where: { $0.command == command }) {
        return found.keys
      }
    }
    return nil
  }

  private func layer(
    _ context: String, _ lines: [String: String]
  ) throws(KeymapError) -> Node {
    var root = Node()
    for (written, command) in lines.sorted(by: { $0.key < $1.key }) {
      guard command == Self.unbound || commands.contains(command) else {
        throw .unknownCommand(
          context: context, keys: written, command: command,
          nearest: Spelling.nearest(to: command, among: commands))
      }
      let keys = try Self.sequence(written, context)
      if let other = root.conflict(keys) {
        throw .shadowed(context: context, keys: written, by: other)
      }
      root.insert(keys, command)
    }
    return root
  }

  private static func sequence(
    _ written: String, _ context: String
  ) throws(KeymapError) -> [Key] {
    var keys: [Key] = []
    for word in written.split(separator: " ") {
      guard let key = Key(String(word)) else {
        throw .unknownKey(context: context, keys: written, key: String(word))
      }
      keys.append(key)
    }
    guard !keys.isEmpty else { throw .unknownKey(context: context, keys: written, key: written) }
    return keys
  }
}

/// A node of the tree of key sequences: a command, or keys that may follow.
private struct Node: Equatable, Sendable {
  var command: String?
  var children: [Key: Node] = [:]

  func find(_ keys: [Key]) -> Node? {
    var node = self
    for key in keys {
      guard let next = node.children[key] else { return nil }
      node = next
    }
    return node
  }

  mutating func insert(_ keys: some Collection<Key>, _ command: String) {
    guard let first = keys.first else {
      self.command = command
      return
    }
    children[first, default: Node()].insert(keys.dropFirst(), command)
  }

  /// The sequence already here that these keys begin with, or that begins with them.
  func conflict(_ keys: [Key]) -> String? {
    var node = self
    for (index, key) in keys.enumerated() {
      guard let next = node.children[key] else { return nil }
      if next.command != nil {
        return keys[...index].map(\.description).joined(separator: " ")
      }
      node = next
    }
    var lines: [Keymap.Binding] = []
    node.collect(keys, into: &lines)
    return lines.map(\.keys).min()
  }

  func overlaid(by layer: Node) -> Node {
    if layer.command != nil || command != nil && !layer.children.isEmpty { return layer }
    var merged = self
    for (key, child) in layer.children {
      merged.children[key] = (merged.children[key] ?? Node()).overlaid(by: child)
    }
    return merged
  }

  func collect(_ path: [Key], into lines: inout [Keymap.Binding]) {
    if let command, command != Keymap.unbound {
      let keys = path.map(\.description).joined(separator: " ")
      lines.append(Keymap.Binding(keys: keys, command: command))
    }
    for (key, child) in children {
      child.collect(path + [key], into: &lines)
    }
  }
}
