/// A quote event's idempotency key: a UUID as two words.
@frozen public struct IngestID: Hashable, Sendable, CustomStringConvertible {
  public var high: UInt64
  public var low: UInt64

  @inlinable public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// What an event without a key carries.
  public static let none = IngestID(high: 0, low: 0)

  /// Reads `8-4-4-4-12` hexadecimal digits of either case, or nil.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count == 36 else { return nil }
    var bad: UInt8 = 0
    var words: (UInt64, UInt64) = (0, 0)
    for index in 0..<18 where index != 8 && index != 13 {
      words.0 = words.0 << 4 | UInt64(IngestID.digit(bytes[index], &bad))
    }
    for index in 19..<36 where index != 23 {
      words.1 = words.1 << 4 | UInt64(IngestID.digit(bytes[index], &bad))
    }
    let dashes =
      (bytes[8] ^ 0x2D) | (bytes[13] ^ 0x2D) | (bytes[18] ^ 0x2D) | (bytes[23] ^ 0x2D)
    guard bad == 0, dashes == 0 else { return nil }
    self.init(high: words.0, low: words.1)
  }

  /// The value of a digit; sets bits of `bad` where it is none.
  @inline(__always)
  private static func digit(_ byte: UInt8, _ bad: inout UInt8) -> UInt8 {
    let decimal = byte &- 48
    if decimal < 10 { return decimal }
    let letter = (byte | 0x20) &- 97
    bad |= letter < 6 ? 0 : 1
    return letter &+ 10
  }

  public init?(_ text: String) {
    var text = text
    guard let id = text.withUTF8({ IngestID($0) }) else { return nil }
    self = id
  }

  /// Writes the 36 characters and returns their number.
  func write(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var place = 0
    for index in 0..<32 {
      if index == 8 || index == 12 || index == 16 || index == 20 {
        buffer[place] = 0x2D
        place += 1
      }
      let word = index < 16 ? high : low
      let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - index % 16 * 4)) & 15
      buffer[place] = digit < 10 ? 48 + digit : 87 + digit
      place += 1
    }
    return place
  }

  public var description: String {
    String(unsafeUninitializedCapacity: 36) { write(into: $0) }
  }

  /// A well-mixed number for open-addressing tables.
  @inline(__always) var mixed: UInt64 {
    var mixed = (low ^ (high &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
    mixed ^= mixed >> 32
    return mixed &* 0x9E37_79B9_7F4A_7C15
  }
}
