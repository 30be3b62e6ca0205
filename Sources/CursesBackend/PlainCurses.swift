import CTerminal

/// The benchmark's yardstick: curses as an ordinary program uses it, addch and refresh.
public struct PlainCurses: ~Copyable {
  private let curses: OpaquePointer

  /// - Throws: that terminfo does not know the terminal, or what the system refused.
  public init(terminal: String, rows: Int, columns: Int) throws(TerminalError) {
    var started: OpaquePointer?
    let result = thor_plain_start(
      terminal, Int32(clamping: rows), Int32(clamping: columns), &started)
    guard result == 0, let started else {
      throw Int(result) == THOR_CURSES_UNKNOWN_TERMINAL
        ? .unknownTerminal(name: terminal)
        : .system(code: -result, operation: "start plain curses")
    }
    curses = started
  }

  deinit { thor_plain_free(curses) }

  /// Makes a pair of two palette entries; pairs count from 1.
  public func definePair(_ pair: Int, foreground: Int, background: Int) {
    thor_plain_define_pair(
      curses, Int32(clamping: pair), Int32(clamping: foreground), Int32(clamping: background))
  }

  public func put(_ character: UInt8, x: Int, y: Int, pair: Int) {
    thor_plain_put(
      curses, Int32(clamping: y), Int32(clamping: x), Int32(character), Int32(clamping: pair))
  }

  /// Shows what was put; returns the `write(2)` calls that took, and their bytes.
  public func refresh() -> (writes: Int, bytes: Int) {
    var writes: Int32 = 0
    var bytes: Int32 = 0
    thor_plain_refresh(curses, &writes, &bytes)
    return (Int(writes), Int(bytes))
  }
}
