/// An order's name as its sender gave it: 1 to 64 printable ASCII characters, kept inline.
///
/// Inline, because an order is looked up, copied and compared on the path of every command, and a
/// `String` would count references there.
@frozen public struct OrderID: Hashable, Sendable, CustomStringConvertible {
  @usableFromInline var first: SIMD4<UInt64>
  @usableFromInline var second: SIMD4<UInt64>

  public static let lengthLimit = 64

  /// Reads an id, or nil where the bytes are not of its form.
  public init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count > 0, bytes.count <= OrderID.lengthLimit else { return nil }
    first = .zero
    second = .zero
    for index in 0..<bytes.count {
      let byte = bytes[index]
      guard byte >= 0x20, byte < 0x7F else { return nil }
      let part = UInt64(byte) << UInt64(index % 8 * 8)
      let word = index / 8
      if word < 4 { first[word] |= part } else { second[word - 4] |= part }
    }
  }

  public init?(_ text: String) {
    var text = text
    guard let id = text.withUTF8({ OrderID($0) }) else { return nil }
    self = id
  }

  /// `prefix` with a count behind it, for ids the engine makes; what does not fit is cut.
  public init(prefix: StaticString, number: UInt64) {
    first = .zero
    second = .zero
    var length = 0
    for index in 0..<min(prefix.utf8CodeUnitCount, 40) {
      put(prefix.utf8Start[index], at: length)
      length += 1
    }
    var divisor: UInt64 = 1
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      put(48 + UInt8(truncatingIfNeeded: number / divisor % 10), at: length)
      length += 1
      divisor /= 10
    }
  }

  private mutating func put(_ byte: UInt8, at index: Int) {
    let part = UInt64(byte) << UInt64(index % 8 * 8)
    let word = index / 8
    if word < 4 { first[word] |= part } else { second[word - 4] |= part }
  }

  /// The byte at `index`, 0 beyond the id's end.
  public subscript(index: Int) -> UInt8 {
    let word = index / 8
    let value = word < 4 ? first[word] : second[word - 4]
    return UInt8(truncatingIfNeeded: value >> UInt64(index % 8 * 8))
  }

  /// The number of bytes, 1 to 64.
  public var count: Int {
    var length = 0
    while length < OrderID.lengthLimit, self[length] != 0 { length += 1 }
    return length
  }

  /// A well-mixed number for open-addressing tables.
  @inlinable public var mixed: UInt64 {
    var mixed: UInt64 = 0x9E37_79B9_7F4A_7C15
    for word in 0..<4 { mixed = (mixed ^ first[word]) &* 0xD6E8_FEB8_6659_FD93 }
    if second != .zero {
      for word in 0..<4 { mixed = (mixed ^ second[word]) &* 0xD6E8_FEB8_6659_FD93 }
    }
    mixed ^= mixed >> 32
    mixed = mixed &* 0xD6E8_FEB8_6659_FD93
    return mixed ^ (mixed >> 29)
  }

  public var description: String {
    let length = count
    return String(unsafeUninitializedCapacity: OrderID.lengthLimit) { buffer in
      for index in 0..<length { buffer[index] = self[index] }
      return length
    }
  }
}

/// The place of an order in its run, in order of submission.
@frozen public struct OrderIndex: Hashable, Comparable, Sendable {
  public var rawValue: Int32
  @inlinable public init(_ rawValue: Int) { self.rawValue = Int32(truncatingIfNeeded: rawValue) }
  @inlinable public var offset: Int { Int(rawValue) }
  @inlinable public static func < (left: OrderIndex, right: OrderIndex) -> Bool {
    left.rawValue < right.rawValue
  }
  /// No order.
  public static let none = OrderIndex(-1)
}
