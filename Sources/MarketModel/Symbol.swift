/// An instrument's name on the bus: `^[A-Z0-9][A-Z0-9._/-]{0,15}$`, kept inline in 16 bytes.
@frozen public struct Symbol: Hashable, Sendable, CustomStringConvertible {
  @usableFromInline var low: UInt64
  @usableFromInline var high: UInt64

  /// The most bytes a symbol has.
  public static let lengthLimit = 16

  /// Stands where there is no symbol; no text reads as it.
  public static let none = Symbol(low: 0, high: 0)

  /// Reads a symbol, or nil where the bytes are not of its form.
  public init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count > 0, bytes.count <= Symbol.lengthLimit else { return nil }
    guard Symbol.isAlphanumeric(bytes[0]) else { return nil }
    var low: UInt64 = 0
    var high: UInt64 = 0
    for index in 0..<bytes.count {
      let byte = bytes[index]
      guard Symbol.isAlphanumeric(byte) || Symbol.isPunctuation(byte) else { return nil }
      if index < 8 {
        low |= UInt64(byte) << UInt64(index * 8)
      } else {
        high |= UInt64(byte) << UInt64(index * 8 - 64)
      }
    }
    self.low = low
    self.high = high
  }

  public init?(_ text: String) {
    var text = text
    guard let symbol = text.withUTF8({ Symbol($0) }) else { return nil }
    self = symbol
  }

  /// The number of bytes, 1 to 16.
  public var count: Int {
    high == 0 ? 8 - low.leadingZeroBitCount / 8 : 16 - high.leadingZeroBitCount / 8
  }

  /// Its bytes, the first in the lowest bits; zeros behind the last.
  @inlinable public var words: (low: UInt64, high: UInt64) { (low, high) }

  public subscript(index: Int) -> UInt8 {
    UInt8(
      truncatingIfNeeded: index < 8 ? low >> UInt64(index * 8) : high >> UInt64(index * 8 - 64))
  }

  public var description: String {
    let length = count
    return String(unsafeUninitializedCapacity: Symbol.lengthLimit) { buffer in
      for index in 0..<length { buffer[index] = self[index] }
      return length
    }
  }

  /// A well-mixed number for open-addressing tables.
  @inlinable var mixed: UInt64 {
    var mixed = (low ^ (high &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
    mixed ^= mixed >> 32
    return mixed
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z"))
      || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
  }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "/")
      || byte == UInt8(ascii: "-")
  }
}

extension Symbol: Comparable {
  /// Byte order, as a sorted list shows it.
  public static func < (left: Symbol, right: Symbol) -> Bool {
    left.low.byteSwapped == right.low.byteSwapped
      ? left.high.byteSwapped < right.high.byteSwapped
      : left.low.byteSwapped < right.low.byteSwapped
  }
}
