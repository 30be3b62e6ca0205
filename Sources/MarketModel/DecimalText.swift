/// Why some bytes are not a decimal that fixed point can hold.
public enum DecimalFailure: Error, Hashable, Sendable, CustomStringConvertible {
  case empty
  case notADecimal
  case finerThanNanos
  case outOfRange

  public var description: String {
    switch self {
    case .empty: "expected a decimal, got nothing"
    case .notADecimal: "expected a decimal such as 5000.25"
    case .finerThanNanos: "expected at most nine decimals"
    case .outOfRange: "expected a decimal between -9223372036 and 9223372036"
    }
  }
}

/// Decimals as text, to and from counts of 1e-9.
///
/// A byte scan: about 20 ns where Foundation's `Decimal(string:)` costs some 550 ns.
public enum DecimalText {
  /// Digits after the point that a count of 1e-9 can hold.
  public static let decimals = 9
  /// No text that names a representable number needs more; longer is refused unread.
  public static let lengthLimit = 64

  /// Reads `-?digits(.digits)?`, with `exponents` also `e±digits`.
  ///
  /// - Throws: `DecimalFailure`; zeros beyond the ninth decimal are taken, other digits are not.
  public static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, exponents: Bool
  ) throws(DecimalFailure) -> Int64 {
    guard bytes.count > 0 else { throw .empty }
    guard bytes.count <= lengthLimit else { throw .outOfRange }
    var index = 0
    let negative = bytes[0] == UInt8(ascii: "-")
    if negative { index = 1 }
    var digits = DigitRun()
    let whole = digits.take(bytes, &index)
    guard whole > 0 else { throw .notADecimal }
    var fraction = 0
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      fraction = digits.take(bytes, &index)
      guard fraction > 0 else { throw .notADecimal }
    }
    var scale = decimals - fraction
    if exponents, index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      scale += try exponent(bytes, &index)
    }
    guard index == bytes.count else { throw .notADecimal }
    return try digits.scaled(by: scale, negative: negative)
  }

  private static func exponent(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int
  ) throws(DecimalFailure) -> Int {
    var sign = 1
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      if bytes[index] == UInt8(ascii: "-") { sign = -1 }
      index += 1
    }
    var value = 0
    let start = index
    while index < bytes.count, case let digit = bytes[index] &- 48, digit < 10 {
      value = min(value * 10 + Int(digit), 1000)
      index += 1
    }
    guard index > start else { throw .notADecimal }
    return sign * value
  }

  /// The shortest exact form of a count of 1e-9.
  public static func string(_ nanos: Int64) -> String {
    String(unsafeUninitializedCapacity: 32) { write(nanos, into: $0) }
  }

  /// Writes the shortest exact form into `buffer` (32 bytes suffice) and returns its length.
  public static func write(_ nanos: Int64, into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    precondition(buffer.count >= 32, "room for a decimal")
    return buffer.baseAddress.map { write(nanos, at: $0) } ?? 0
  }

  /// Writes the shortest exact form where 32 bytes of room begin and returns its length.
  @inlinable @inline(__always)
  public static func write(_ nanos: Int64, at start: UnsafeMutablePointer<UInt8>) -> Int {
    var place = start
    if nanos < 0 {
      place.pointee = UInt8(ascii: "-")
      place += 1
    }
    let whole = nanos.magnitude / 1_000_000_000
    let fraction = nanos.magnitude &- whole &* 1_000_000_000
    place += writeDigits(whole, at: place)
    if fraction != 0 { place += writeFraction(fraction, at: place) }
    return place - start
  }

  /// Writes what stands behind the whole, point included: nothing for 0; returns its length.
  @inlinable @inline(__always)
  static func writeFraction(_ nanos: UInt64, at start: UnsafeMutablePointer<UInt8>) -> Int {
    guard nanos > 0 else { return 0 }
    start.pointee = UInt8(ascii: ".")
    let eight = nanos / 10
    let last = nanos &- eight &* 10
    let digits = eightDigits(eight)
    store(digits | zeros, at: start + 1)
    guard last == 0 else {
      start[9] = 48 + UInt8(truncatingIfNeeded: last)
      return 10
    }
    return 9 - digits.leadingZeroBitCount / 8
  }

  /// Writes a whole number into `buffer` (32 bytes suffice) and returns its length.
  public static func writeInteger(
    _ value: Int64, into buffer: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    precondition(buffer.count >= 32, "room for a number")
    return buffer.baseAddress.map { writeInteger(value, at: $0) } ?? 0
  }

  /// Writes a whole number where 32 bytes of room begin and returns its length.
  @inlinable
  public static func writeInteger(
    _ value: Int64, at start: UnsafeMutablePointer<UInt8>
  ) -> Int {
    guard value < 0 else { return writeDigits(UInt64(value), at: start) }
    start.pointee = UInt8(ascii: "-")
    return 1 + writeDigits(value.magnitude, at: start + 1)
  }

  /// Writes `value` with at least `minimum` digits at `offset`; returns how many it wrote.
  static func writeDigits(
    _ value: UInt64, minimum: Int, into buffer: UnsafeMutableBufferPointer<UInt8>, at offset: Int
  ) -> Int {
    var count = 1
    var rest = value
    while rest >= 10 {
      count += 1
      rest /= 10
    }
    count = max(count, minimum)
    precondition(offset + count <= buffer.count, "room for digits")
    var remaining = value
    var position = offset + count
    while position > offset {
      position -= 1
      buffer[position] = 48 + UInt8(remaining % 10)
      remaining /= 10
    }
    return count
  }

  /// Writes digits without zeros before them, where 32 bytes of room begin, and returns how many.
  @inlinable @inline(__always)
  static func writeDigits(_ value: UInt64, at start: UnsafeMutablePointer<UInt8>) -> Int {
    if value < 10 {
      start.pointee = 48 + UInt8(truncatingIfNeeded: value)
      return 1
    }
    guard value < 100_000_000 else { return writeManyDigits(value, at: start) }
    let digits = eightDigits(value)
    let blank = digits.trailingZeroBitCount & ~7
    store((digits | zeros) >> UInt64(blank), at: start)
    return 8 - blank / 8
  }

  @usableFromInline
  static func writeManyDigits(_ value: UInt64, at start: UnsafeMutablePointer<UInt8>) -> Int {
    let head = value / 100_000_000
    let length = writeDigits(head, at: start)
    store(eightDigits(value &- head &* 100_000_000) | zeros, at: start + length)
    return length + 8
  }

  /// Writes nine digits, zeros before them.
  @inlinable @inline(__always)
  public static func writeNine(_ value: UInt32, at start: UnsafeMutablePointer<UInt8>) {
    let eight = UInt64(value / 10)
    store(eightDigits(eight) | zeros, at: start)
    start[8] = 48 + UInt8(truncatingIfNeeded: UInt64(value) &- eight &* 10)
  }

  /// Eight times the digit 0.
  @inlinable static var zeros: UInt64 { 0x3030_3030_3030_3030 }

  @inlinable @inline(__always)
  static func store(_ word: UInt64, at start: UnsafeMutablePointer<UInt8>) {
    UnsafeMutableRawPointer(start).storeBytes(of: word.littleEndian, as: UInt64.self)
  }

  /// The eight digits of a number below 1e8, a byte each from 0 to 9, the first in the lowest: two
  /// fours, four pairs, eight digits, each step for all of them at once.
  @inlinable @inline(__always)
  static func eightDigits(_ value: UInt64) -> UInt64 {
    let high = value / 10_000
    let fours = high | (value &- high &* 10_000) << 32
    let hundreds = (fours &* 10_486) >> 20 & 0x0000_007F_0000_007F
    let pairs = hundreds | (fours &- hundreds &* 100) << 16
    let tens = (pairs &* 103) >> 10 & 0x000F_000F_000F_000F
    return tens | (pairs &- tens &* 10) << 8
  }

  /// The decimals that `nanos` needs to be written exactly, 0 to 9.
  public static func decimalsNeeded(_ nanos: Int64) -> Int {
    var rest = nanos.magnitude % 1_000_000_000
    guard rest > 0 else { return 0 }
    var places = decimals
    while rest % 10 == 0 {
      rest /= 10
      places -= 1
    }
    return places
  }
}

/// Digits seen so far: their value, and whether any was too far left or right to keep.
struct DigitRun {
  private var value: UInt64 = 0
  private var overflowed = false
  private var isZero = true

  /// Reads digits from `index` on and returns how many there were.
  mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Int {
    let start = index
    while index < bytes.count, case let digit = bytes[index] &- 48, digit < 10 {
      if digit != 0 { isZero = false }
      let (product, high) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      if high || carry { overflowed = true } else { value = sum }
      index += 1
    }
    return index - start
  }

  /// The digits × 10^`power`, signed.
  func scaled(by power: Int, negative: Bool) throws(DecimalFailure) -> Int64 {
    if isZero { return 0 }
    if overflowed { throw .outOfRange }
    var value = value
    var power = power
    while power < 0 {
      guard value % 10 == 0 else { throw .finerThanNanos }
      value /= 10
      power += 1
    }
    while power > 0 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { throw .outOfRange }
      value = product
      power -= 1
    }
    guard value <= UInt64(Int64.max) else { throw .outOfRange }
    return negative ? -Int64(value) : Int64(value)
  }
}
