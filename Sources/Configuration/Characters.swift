/// The character classes of names and symbols. ASCII by bytes: no locale changes them.
enum Characters {
  static func isUpper(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  static func isLetter(_ byte: UInt8) -> Bool {
    isUpper(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Whether `text` is a symbol as the tick contract (docs/redis.md) has it.
  static func isSymbol(_ text: String) -> Bool {
    guard (1...16).contains(text.utf8.count), let first = text.utf8.first else { return false }
    return (isUpper(first) || isDigit(first))
      && text.utf8.allSatisfy { isUpper($0) || isDigit($0) || "._/-".utf8.contains($0) }
  }
}
