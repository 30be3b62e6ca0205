import CPlatform
import Glibc

/// A pseudo-terminal of our own, seen from both sides.
struct TerminalPair: ~Copyable {
  /// The side of whoever looks and types; reading it never waits.
  let outside: Int32
  /// The side that a program has as its terminal.
  let inside: Int32
  private var bytes = [UInt8](repeating: 0, count: 65_536)

  /// - Throws: when the system has no terminal left.
  init(columns: Int, rows: Int) throws(CommandFailure) {
    var ends: (Int32, Int32) = (-1, -1)
    let result = thor_open_terminal_pair(&ends.0, &ends.1, Int32(rows), Int32(columns))
    guard result == 0 else {
      throw CommandFailure(.failed, "no pseudo-terminal: \(String(cString: strerror(-result)))")
    }
    (outside, inside) = ends
    _ = thor_set_nonblocking(outside, 1)
  }

  deinit {
    close(outside)
    close(inside)
  }

  /// Reads what is there and hands it to `body`; returns how many bytes there were.
  @discardableResult
  mutating func drain(_ body: (UnsafeBufferPointer<UInt8>) -> Void = { _ in }) -> Int {
    var total = 0
    while true {
      let count = bytes.withUnsafeMutableBytes { read(outside, $0.baseAddress, $0.count) }
      guard count > 0 else { return total }
      total += count
      bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<count])) }
    }
  }

  func type(_ byte: UInt8) {
    var byte = byte
    _ = write(outside, &byte, 1)
  }
}
