/// A sum of money or a notional in 128 bits of 1e-9, for what passes the 9.2 billion of `Money`.
///
/// Exposures, equities and limits are compared in this form; it is exact and never wraps: the
/// arithmetic that could leave it says so.
@frozen public struct WideAmount: Comparable, Hashable, Sendable, CustomStringConvertible {
  /// The count of 1e-9.
  public var nanos: Int128
  @inlinable public init(nanos: Int128) { self.nanos = nanos }
  @inlinable public init(_ money: Money) { self.nanos = Int128(money.nanos) }
  @inlinable public init(_ quantity: Quantity) { self.nanos = Int128(quantity.nanos) }
  @inlinable public init(_ price: Price) { self.nanos = Int128(price.nanos) }
  /// A plain count, such as milliseconds or orders.
  @inlinable public init(count: Int64) { self.nanos = Int128(count) * 1_000_000_000 }

  public static let zero = WideAmount(nanos: 0)

  @inlinable public static func < (left: WideAmount, right: WideAmount) -> Bool {
    left.nanos < right.nanos
  }

  /// The sum, held at the ends of the range (1.7e29), which no sum of 64-bit parts reaches.
  @inlinable public static func + (left: WideAmount, right: WideAmount) -> WideAmount {
    let (sum, overflow) = left.nanos.addingReportingOverflow(right.nanos)
    return WideAmount(nanos: overflow ? (left.nanos < 0 ? .min : .max) : sum)
  }

  @inlinable public static func - (left: WideAmount, right: WideAmount) -> WideAmount {
    let (difference, overflow) = left.nanos.subtractingReportingOverflow(right.nanos)
    return WideAmount(nanos: overflow ? (left.nanos < 0 ? .min : .max) : difference)
  }

  @inlinable public var magnitude: WideAmount {
    WideAmount(nanos: nanos < 0 ? (nanos == .min ? .max : -nanos) : nanos)
  }

  /// Reads `-?digits(.digits{1,9})?`; nil where the bytes are none, or beyond 128 bits.
  public init?(digits bytes: UnsafeBufferPointer<UInt8>) {
    let isNegative = bytes.first == UInt8(ascii: "-")
    var value: Int128 = 0
    var decimals: Int?
    var count = 0
    for byte in bytes.dropFirst(isNegative ? 1 : 0) {
      if byte == UInt8(ascii: "."), decimals == nil, count > 0 {
        decimals = 0
        continue
      }
      guard byte &- 48 < 10, decimals ?? 0 < 9 else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int128(byte - 48))
      guard !overflow, !carry else { return nil }
      value = sum
      count += 1
      decimals = decimals.map { $0 + 1 }
    }
    guard count > 0, decimals != 0 else { return nil }
    for _ in (decimals ?? 0)..<9 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product
    }
    nanos = isNegative ? -value : value
  }

  /// The same amount as `Money`, nil where 64 bits do not hold it.
  @inlinable public var money: Money? {
    Int64(exactly: nanos).map { Money(nanos: $0) }
  }

  /// The value as a float, for statistics and drawing only.
  @inlinable public var approximate: Double { Double(nanos) / 1e9 }

  /// The shortest exact decimal.
  public var description: String {
    String(unsafeUninitializedCapacity: 48) { DecimalText.write(wide: nanos, into: $0) }
  }
}

extension DecimalText {
  /// Writes the shortest exact form of a 128-bit count of 1e-9 (42 bytes suffice).
  public static func write(
    wide nanos: Int128, into buffer: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    if let narrow = Int64(exactly: nanos) { return write(narrow, into: buffer) }
    var length = 0
    if nanos < 0 {
      buffer[0] = UInt8(ascii: "-")
      length = 1
    }
    let magnitude = nanos.magnitude
    let group: UInt128 = 1_000_000_000_000_000_000
    let whole = magnitude / 1_000_000_000
    if whole >= group {
      length += writeDigits(UInt64(whole / group), minimum: 1, into: buffer, at: length)
      length += writeDigits(UInt64(whole % group), minimum: 18, into: buffer, at: length)
    } else {
      length += writeDigits(UInt64(whole), minimum: 1, into: buffer, at: length)
    }
    precondition(length + 10 <= buffer.count, "room for a fraction")
    guard let base = buffer.baseAddress else { return 0 }
    return length + writeFraction(UInt64(magnitude % 1_000_000_000), at: base + length)
  }
}
