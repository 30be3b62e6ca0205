/// An instant: nanoseconds since 1970-01-01T00:00:00Z, from 1677 to 2262.
@frozen public struct UnixNanos: Comparable, Hashable, Sendable, CustomStringConvertible {
  public var nanos: Int64
  @inlinable public init(_ nanos: Int64) { self.nanos = nanos }

  public static let zero = UnixNanos(0)
  public static let distantPast = UnixNanos(.min)
  public static let distantFuture = UnixNanos(.max)

  @inlinable public static func < (left: UnixNanos, right: UnixNanos) -> Bool {
    left.nanos < right.nanos
  }

  /// The instant `duration` later, held at the ends of the range.
  @inlinable public func advanced(byNanos duration: Int64) -> UnixNanos {
    let (sum, overflow) = nanos.addingReportingOverflow(duration)
    return UnixNanos(overflow ? (duration < 0 ? .min : .max) : sum)
  }

  /// Nanoseconds from `earlier` to here, held at the ends of the range.
  @inlinable public func nanos(since earlier: UnixNanos) -> Int64 {
    let (difference, overflow) = nanos.subtractingReportingOverflow(earlier.nanos)
    return overflow ? (nanos < earlier.nanos ? .min : .max) : difference
  }

  /// `YYYY-MM-DDTHH:MM:SS.nnnnnnnnnZ`, always with nine decimals.
  public var description: String {
    String(unsafeUninitializedCapacity: 32) { InstantText.write(self, into: $0) }
  }
}

/// Why some bytes are not an instant.
public enum InstantFailure: Error, Hashable, Sendable, CustomStringConvertible {
  case notAnInstant
  case outOfRange

  public var description: String {
    switch self {
    case .notAnInstant:
      "expected ISO 8601 with a zone such as 2026-01-05T14:30:00Z, or an integer"
    case .outOfRange: "expected an instant between the years 1678 and 2262"
    }
  }
}

/// Instants as text: ISO 8601 with a zone, and integers whose magnitude names the unit.
public enum InstantText {
  /// Reads `YYYY-MM-DDTHH:MM:SS[.f{1,9}](Z|±HH[:]MM)`; a blank may stand for the `T`.
  ///
  /// A leap second (`:60`) is taken as the first instant of the next minute.
  public static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(InstantFailure) -> UnixNanos {
    var scan = FieldScan(bytes: bytes)
    let year = try scan.number(4)
    try scan.expect("-")
    let month = try scan.number(2, in: 1...12)
    try scan.expect("-")
    let day = try scan.number(2, in: 1...CivilDate.daysIn(month: month, year: year))
    try scan.expect("T", or: " ")
    let hour = try scan.number(2, in: 0...23)
    try scan.expect(":")
    let minute = try scan.number(2, in: 0...59)
    try scan.expect(":")
    let second = try scan.number(2, in: 0...60)
    let fractionNanos = try scan.fraction()
    let offsetSeconds = try scan.zone()
    guard scan.isAtEnd else { throw .notAnInstant }
    let days = CivilDate.daysSince1970(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offsetSeconds
    return try instant(seconds: Int64(seconds), nanos: Int64(fractionNanos))
  }

  /// Reads an integer as s, ms, µs or ns since 1970, by its magnitude.
  ///
  /// Below 1e11 it counts seconds (to the year 5138), below 1e14 milliseconds, below 1e17
  /// microseconds, else nanoseconds.
  public static func parseEpoch(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(InstantFailure) -> UnixNanos {
    guard bytes.count > 0, bytes.count <= 19 else { throw .notAnInstant }
    var value: UInt64 = 0
    for byte in bytes {
      let digit = byte &- 48
      guard digit < 10 else { throw .notAnInstant }
      value = value * 10 + UInt64(digit)
    }
    let unit: UInt64 =
      value < 100_000_000_000
      ? 1_000_000_000
      : value < 100_000_000_000_000 ? 1_000_000 : value < 100_000_000_000_000_000 ? 1_000 : 1
    let (product, overflow) = value.multipliedReportingOverflow(by: unit)
    guard !overflow, product <= UInt64(Int64.max) else { throw .outOfRange }
    return UnixNanos(Int64(product))
  }

  private static func instant(seconds: Int64, nanos: Int64) throws(InstantFailure) -> UnixNanos {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = product.addingReportingOverflow(nanos)
    guard !overflow, !carry else { throw .outOfRange }
    return UnixNanos(sum)
  }

  /// Writes `YYYY-MM-DDTHH:MM:SS.nnnnnnnnnZ` into `buffer` and returns its length, 30.
  public static func write(
    _ instant: UnixNanos, into buffer: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    var seconds = instant.nanos / 1_000_000_000
    var nanos = instant.nanos % 1_000_000_000
    if nanos < 0 {
      nanos += 1_000_000_000
      seconds -= 1
    }
    let civil = CivilTime(unixSeconds: seconds)
    var offset = 0
    func put(_ value: Int, _ digits: Int, then separator: UInt8) {
      offset += DecimalText.writeDigits(
        UInt64(value), minimum: digits, into: buffer, at: offset)
      buffer[offset] = separator
      offset += 1
    }
    put(civil.year, 4, then: UInt8(ascii: "-"))
    put(civil.month, 2, then: UInt8(ascii: "-"))
    put(civil.day, 2, then: UInt8(ascii: "T"))
    put(civil.hour, 2, then: UInt8(ascii: ":"))
    put(civil.minute, 2, then: UInt8(ascii: ":"))
    put(civil.second, 2, then: UInt8(ascii: "."))
    put(Int(nanos), 9, then: UInt8(ascii: "Z"))
    return offset
  }
}

/// Reads the fields of a date one after the other.
private struct FieldScan {
  let bytes: UnsafeBufferPointer<UInt8>
  var index = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { index == bytes.count }

  mutating func number(_ digits: Int) throws(InstantFailure) -> Int {
    guard index + digits <= bytes.count else { throw .notAnInstant }
    var value = 0
    for offset in index..<index + digits {
      let digit = bytes[offset] &- 48
      guard digit < 10 else { throw .notAnInstant }
      value = value * 10 + Int(digit)
    }
    index += digits
    return value
  }

  mutating func number(_ digits: Int, in range: ClosedRange<Int>) throws(InstantFailure) -> Int {
    let value = try number(digits)
    guard range.contains(value) else { throw .notAnInstant }
    return value
  }

  mutating func expect(_ byte: Unicode.Scalar, or other: Unicode.Scalar? = nil)
    throws(InstantFailure)
  {
    guard index < bytes.count else { throw .notAnInstant }
    let found = UInt32(bytes[index])
    guard found == byte.value || found == other?.value else { throw .notAnInstant }
    index += 1
  }

  /// Digits after a point as nanoseconds, 0 where there is no point.
  mutating func fraction() throws(InstantFailure) -> Int {
    guard index < bytes.count, bytes[index] == UInt8(ascii: ".") else { return 0 }
    index += 1
    var value = 0
    var digits = 0
    while index < bytes.count, case let digit = bytes[index] &- 48, digit < 10 {
      digits += 1
      guard digits <= 9 else { throw .notAnInstant }
      value = value * 10 + Int(digit)
      index += 1
    }
    guard digits > 0 else { throw .notAnInstant }
    while digits < 9 {
      value *= 10
      digits += 1
    }
    return value
  }

  /// The zone's offset from UTC in seconds.
  mutating func zone() throws(InstantFailure) -> Int {
    guard index < bytes.count else { throw .notAnInstant }
    let mark = bytes[index]
    index += 1
    if mark | 0x20 == UInt8(ascii: "z") { return 0 }
    guard mark == UInt8(ascii: "+") || mark == UInt8(ascii: "-") else { throw .notAnInstant }
    let hours = try number(2, in: 0...23)
    if index < bytes.count, bytes[index] == UInt8(ascii: ":") { index += 1 }
    let minutes = try number(2, in: 0...59)
    return (mark == UInt8(ascii: "-") ? -1 : 1) * (hours * 3_600 + minutes * 60)
  }
}
