import MarketModel

/// Decimals of the usual form in a handful of nanoseconds; the rest is `DecimalText`'s.
enum DecimalScan {
  /// 10^0 … 10^9, to bring a fraction to nine decimals.
  private static let powers: InlineArray<10, Int64> = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  ]

  /// Reads a decimal as a count of 1e-9; the forms and failures of `DecimalText.parse`.
  ///
  /// Up to nine digits before the point and nine behind it fit an `Int64` without a check on
  /// every digit. Anything else takes the long way.
  static func nanos(_ bytes: UnsafeBufferPointer<UInt8>) throws(DecimalFailure) -> Int64 {
    let count = bytes.count
    guard count > 0, count <= 19 else {
      return try DecimalText.parse(bytes, exponents: false)
    }
    var index = bytes[0] == UInt8(ascii: "-") ? 1 : 0
    let start = index
    var value: Int64 = 0
    while index < count, case let digit = bytes[index] &- 48, digit < 10 {
      value = value &* 10 &+ Int64(digit)
      index &+= 1
    }
    let whole = index - start
    var fraction = 0
    if index < count, bytes[index] == UInt8(ascii: ".") {
      index &+= 1
      let first = index
      while index < count, case let digit = bytes[index] &- 48, digit < 10 {
        value = value &* 10 &+ Int64(digit)
        index &+= 1
      }
      fraction = index - first
      if fraction == 0 { throw .notADecimal }
    }
    guard index == count, whole > 0, whole <= 9, fraction <= 9 else {
      return try DecimalText.parse(bytes, exponents: false)
    }
    let scaled = value &* powers[9 - fraction]
    return start == 1 ? -scaled : scaled
  }
}
