/// Why there is no terminal to draw on.
public enum TerminalError: Error, Equatable, CustomStringConvertible {
  /// The descriptor is no terminal.
  case notATerminal(descriptor: Int32)
  /// `TERM` names no terminfo entry.
  case unknownTerminal(name: String)
  /// `TERM` names one whose cursor cannot be placed.
  case cannotPlaceCursor(name: String)
  /// The system refused something; the code is its `errno`.
  case system(code: Int32, operation: String)
  /// The terminal has gone away.
  case gone

  public var description: String {
    switch self {
    case .notATerminal(let descriptor):
      "expected a terminal on descriptor \(descriptor)"
    case .unknownTerminal(let name):
      "TERM=\(name): expected a terminal that terminfo knows, such as xterm-256color"
    case .cannotPlaceCursor(let name):
      "TERM=\(name): expected a terminal whose cursor can be placed, such as xterm-256color"
    case .system(let code, let operation):
      "\(operation): failed (errno \(code))"
    case .gone:
      "the terminal has gone away"
    }
  }
}
