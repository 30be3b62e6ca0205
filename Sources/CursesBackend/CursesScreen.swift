import CTerminal
import TerminalKit

/// Owns curses' screen: it is freed when the last user is gone.
final class CursesScreen {
  let curses: OpaquePointer
  /// What was asked for, less what the terminfo entry cannot do.
  let capabilities: TerminalCapabilities
  let colorCount: Int
  let pairLimit: Int

  init(_ wanted: TerminalCapabilities, rows: Int, columns: Int) throws(TerminalError) {
    var started: OpaquePointer?
    var isUnicode: Int32 = wanted.isUnicode ? 1 : 0
    let result = thor_curses_start(
      wanted.terminal, Int32(clamping: rows), Int32(clamping: columns), &isUnicode, &started)
    guard let started, result == 0 else {
      throw Self.error(result, wanted.terminal)
    }
    curses = started
    colorCount = Int(thor_curses_colors(started))
    pairLimit = Int(thor_curses_pairs(started))
    let limit: ColorDepth = colorCount >= 256 ? .truecolor : colorCount >= 8 ? .sixteen : .mono
    capabilities = TerminalCapabilities(
      terminal: wanted.terminal, depth: min(wanted.depth, limit), isUnicode: isUnicode != 0)
  }

  deinit {
    thor_curses_free(curses)
  }

  private static func error(_ result: Int32, _ terminal: String) -> TerminalError {
    switch Int(result) {
    case THOR_CURSES_UNKNOWN_TERMINAL: .unknownTerminal(name: terminal)
    case THOR_CURSES_CANNOT_ADDRESS: .cannotPlaceCursor(name: terminal)
    default: .system(code: -result, operation: "start curses")
    }
  }
}
