import Glibc

/// Standard output and standard error as whole writes.
enum StandardStream: Int32 {
  case output = 1
  case error = 2

  /// Writes all of `text`; a reader that went away ends the writing quietly.
  func write(_ text: String) {
    var text = text
    text.withUTF8(write)
  }

  /// Writes all of `bytes`; the same.
  func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    var offset = 0
    while offset < bytes.count {
      let written = Glibc.write(
        rawValue, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
      if written > 0 {
        offset += written
      } else if errno != EINTR {
        return
      }
    }
  }

  func writeLine(_ text: String) { write(text + "\n") }

  /// Whether a person is looking.
  var isTerminal: Bool { isatty(rawValue) == 1 }
}
