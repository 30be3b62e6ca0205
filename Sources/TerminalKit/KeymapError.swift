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

  public var description: String {
    switch self {
    case .unknownContext(let context, let nearest):
      "'\(context)': expected a context" + Self.suggestion(nearest)
    case .unknownKey(let context, let keys, let key):
      "\(context): '\(keys)': expected a key such as b, X, ctrl-c, f1 or enter, got '\(key)'"
    case .unknownCommand(let context, let keys, let command, let nearest):
      "\(context): '\(keys)': expected a command, got '\(command)'" + Self.suggestion(nearest)
    case .shadowed(let context, let keys, let other):
      "\(context): '\(keys)': expected a key that '\(other)' does not start with"
    }
  }

  private static func suggestion(_ nearest: String?) -> String {
    nearest.map { "; did you mean '\($0)'?" } ?? ""
  }
}
