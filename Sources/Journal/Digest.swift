/// A SHA-256: 32 bytes.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  // The bytes as they lie in memory, whatever the machine's order.
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  static let byteCount = 32

  init() {}

  /// Takes exactly 32 bytes; nil otherwise.
  public init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count == Digest.byteCount else { return nil }
    withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: bytes) }
  }

  /// Takes exactly 64 hexadecimal digits of either case; nil otherwise.
  public init?(_ text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 2 * Digest.byteCount else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Digest.value(digits[place]), let low = Digest.value(digits[place + 1])
      else { return nil }
      bytes.append(high << 4 | low)
    }
    guard let digest = bytes.withUnsafeBytes({ Digest($0) }) else { return nil }
    self = digest
  }

  /// Calls `body` with the 32 bytes.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // Typed errors do not come through the standard library's function.
    var copy = words
    return try withUnsafePointer(to: &copy) { pointer throws(Failure) in
      try body(UnsafeRawBufferPointer(start: pointer, count: Digest.byteCount))
    }
  }

  /// 64 lower-case hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    return withUnsafeBytes(of: words) { bytes in
      String(
        decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
  }

  public static func == (one: Digest, other: Digest) -> Bool { one.words == other.words }

  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
