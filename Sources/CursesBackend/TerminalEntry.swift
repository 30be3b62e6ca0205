import CTerminal

/// What terminfo says of a kind of terminal, without taking one over.
public struct TerminalEntry: Equatable, Sendable {
  /// How many colours it has; 0 for none.
  public let colorCount: Int

  /// Looks a terminal up by the name that `TERM` has.
  ///
  /// - Throws: that terminfo does not know it, or that its cursor cannot be placed.
  public static func find(_ name: String) throws(TerminalError) -> TerminalEntry {
    var colors: Int32 = 0
    switch Int(thor_curses_entry(name, &colors)) {
    case 0: return TerminalEntry(colorCount: Int(max(0, colors)))
    case THOR_CURSES_CANNOT_ADDRESS: throw .cannotPlaceCursor(name: name)
    default: throw .unknownTerminal(name: name)
    }
  }
}
