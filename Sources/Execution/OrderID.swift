/// An order's name as its sender gave it: 1 to 64 printable ASCII characters, kept inline.
///
/// Inline, because an order is looked up, copied and compared on the path of every command, and a
/// `String` would count references there.
@frozen public struct OrderID: Hashable, Sendable, CustomStringConvertible {
  /// Eight bytes each, the first in the lowest bits; zeros behind the last.
  @usableFromInline var head: SIMD2<UInt64> = .zero
  @usableFromInline var body: SIMD2<UInt64> = .zero
  @usableFromInline var tail: SIMD4<UInt64> = .zero

  public static let lengthLimit = 64

  /// A short id from its first 16 bytes.
  init(head: SIMD2<UInt64>) { self.head = head }

  /// Reads an id, or nil where the bytes are not of its form.
  public init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count > 0, bytes.count <= OrderID.lengthLimit else { return nil }
    for byte in bytes where byte < 0x20 || byte >= 0x7F { return nil }
    withUnsafeMutableBytes(of: &self) { $0.copyMemory(from: UnsafeRawBufferPointer(bytes)) }
  }

  public init?(_ text: String) {
    var text = text
    guard let id = text.withUTF8({ OrderID($0) }) else { return nil }
    self = id
  }

  /// `prefix` with a count behind it, for ids the engine makes; what does not fit is cut.
  public init(prefix: StaticString, number: UInt64) {
    var digits: UInt64 = 10
    var length = 1
    while length < 20, number >= digits {
      length += 1
      digits = length < 20 ? digits &* 10 : .max
    }
    let start = min(prefix.utf8CodeUnitCount, 40)
    if start + length <= 16 {
      var bytes: UInt128 = 0
      var rest = number
      for _ in 0..<length {
        let tens = rest / 10
        bytes = bytes << 8 | UInt128(48 + (rest - tens * 10))
        rest = tens
      }
      for place in (0..<start).reversed() { bytes = bytes << 8 | UInt128(prefix.utf8Start[place]) }
      head = SIMD2(UInt64(truncatingIfNeeded: bytes), UInt64(truncatingIfNeeded: bytes >> 64))
      return
    }
    withUnsafeMutableBytes(of: &self) { bytes in
      for place in 0..<start { bytes[place] = prefix.utf8Start[place] }
      var rest = number
      for place in stride(from: start + length - 1, through: start, by: -1) {
        bytes[place] = 48 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
    }
  }

  /// The eight bytes from 8 × `index` on, the first in the lowest bits.
  @inlinable public func word(_ index: Int) -> UInt64 {
    switch index {
    case 0, 1: head[index]
    case 2, 3: body[index - 2]
    default: tail[index - 4]
    }
  }

  /// The byte at `index`, 0 beyond the id's end.
  public subscript(index: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: word(index / 8) >> UInt64(index % 8 * 8))
  }

  /// Whether there is nothing behind the first 16 bytes, as nearly always.
  @inlinable public var isShort: Bool { body == .zero && tail == .zero }

  /// The number of bytes, 1 to 64.
  @inlinable public var count: Int {
    if isShort { return OrderID.count(ofShort: head) }
    var index = 7
    while index > 0, word(index) == 0 { index -= 1 }
    return index * 8 + 8 - word(index).leadingZeroBitCount / 8
  }

  /// The number of bytes of an id that its first 16 hold.
  @inlinable @inline(__always)
  public static func count(ofShort head: SIMD2<UInt64>) -> Int {
    head[1] == 0 ? 8 - head[0].leadingZeroBitCount / 8 : 16 - head[1].leadingZeroBitCount / 8
  }

  /// A well-mixed number of all but the last character, and that character.
  @inline(__always)
  var stem: (mixed: UInt64, last: UInt8) {
    let factor: UInt64 = 0xD6E8_FEB8_6659_FD93
    if isShort {
      // Sixteen bytes at most: one number and a product.
      let bytes = UInt128(head[1]) << 64 | UInt128(head[0])
      let shift = (15 - bytes.leadingZeroBitCount / 8) * 8
      let rest = bytes & ((1 << shift) - 1)
      let mixed =
        (UInt64(truncatingIfNeeded: rest) ^ 0x9E37_79B9_7F4A_7C15)
        &* factor ^ UInt64(truncatingIfNeeded: rest >> 64)
      let spread = (mixed ^ (mixed >> 32)) &* factor
      return (spread ^ (spread >> 29), UInt8(truncatingIfNeeded: bytes >> shift))
    }
    return longStem
  }

  private var longStem: (mixed: UInt64, last: UInt8) {
    let factor: UInt64 = 0xD6E8_FEB8_6659_FD93
    let index = (count - 1) / 8
    let shift = UInt64((count - 1) % 8 * 8)
    let last = UInt8(truncatingIfNeeded: word(index) >> shift)
    var mixed: UInt64 = 0x9E37_79B9_7F4A_7C15
    for place in 0..<index { mixed = (mixed ^ (mixed >> 32) ^ word(place)) &* factor }
    let rest = word(index) & ((1 << shift) - 1)
    mixed = (mixed ^ (mixed >> 32) ^ rest) &* factor
    mixed = (mixed ^ (mixed >> 32)) &* factor
    return (mixed ^ (mixed >> 29), last)
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
