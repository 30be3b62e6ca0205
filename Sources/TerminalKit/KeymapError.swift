/// What is wrong with a keymap, where, and what was expected.
public enum KeymapError: Error, Equatable, CustomStringConvertible {
  case unknownContext(context: String, nearest: String?)
  case unknownKey(context: String, keys: String, key: String)
  case unknownCommand(context: String, keys: String, command: String, nearest: String?)
  /// The same file binds a key and a sequence that starts with it.
  case shadowed(context: String, keys: String, by: String)

  /// The context at fault.
  public var context: String {
    switch self {
    case .unknownContext(let context, _), .unknownKey(let context, _, _),
      .unknownCommand(let context, _, _, _), .shadowed(let context, _, _):
      context
    }
  }

  /// The binding at fault as written, if it is one binding; to name its line.
  public var keys: String? {
    switch self {
    case .unknownContext: nil
    case .unknownKey(_, let keys, _), .unknownCommand(_, let keys, _, _),
      .shadowed(_, let keys, _):
      keys
    }
  }

  /// What should have stood there.
  public var expected: String {
    switch self {
    case .unknownContext(_, let nearest): "a context" + Self.suggestion(nearest)
    case .unknownKey: "a key such as b, X, ctrl-c, f1 or enter"
    case .unknownCommand(_, _, _, let nearest): "a command" + Self.suggestion(nearest)
    case .shadowed(_, _, let other): "a key that '\(other)' does not start with"
    }
  }

  /// What stood there.
  public var got: String {
    switch self {
    case .unknownContext(let context, _): "'\(context)'"
    case .unknownKey(_, _, let key): "'\(key)'"
    case .unknownCommand(_, _, let command, _): "'\(command)'"
    case .shadowed(_, let keys, _): "'\(keys)'"
    }
  }

  /// `main: 'b': expected a command such as 'order.buy', got 'oder.buy'`.
  public var description: String {
    let place = keys.map { "\(context): '\($0)': " } ?? ""
    return "\(place)expected \(expected), got \(got)"
  }

  private static func suggestion(_ nearest: String?) -> String {
    nearest.map { " such as '\($0)'" } ?? ""
  }
}
