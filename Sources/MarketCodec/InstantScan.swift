import MarketModel

/// Reads a bus's time stamps, remembering the day of the last one.
///
/// Nearly every event is of the same day as the one before: then only the time of day is read.
struct InstantScan: Sendable {
  /// `YYYY-MM-DD` and its separator as the bytes came, and the day's first nanosecond.
  private var dayHead: UInt64 = 0
  private var dayTail: UInt32 = 0
  private var dayNanos: Int64 = 0

  /// The forms of the contract: ISO 8601 with a zone, or an integer whose magnitude is its unit.
  mutating func read(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(InstantFailure) -> UnixNanos {
    guard bytes.count >= 20, let base = bytes.baseAddress else {
      return try InstantText.parseEpoch(bytes)
    }
    let raw = UnsafeRawPointer(base)
    let head = raw.loadUnaligned(as: UInt64.self)
    let tail =
      UInt32(bytes[8]) | UInt32(bytes[9]) << 8 | UInt32(bytes[10]) << 16
    if head == dayHead, tail == dayTail, let nanos = InstantScan.timeOfDay(bytes) {
      return UnixNanos(dayNanos).advanced(byNanos: nanos)
    }
    let instant = try InstantText.parse(bytes)
    if let nanos = InstantScan.timeOfDay(bytes) {
      dayHead = head
      dayTail = tail
      dayNanos = instant.advanced(byNanos: -nanos).nanos
    }
    return instant
  }

  /// Nanoseconds since midnight of `…THH:MM:SS[.f]Z`, or nil for any other form.
  private static func timeOfDay(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      bytes[bytes.count - 1] == UInt8(ascii: "Z"), bytes.count <= 30
    else { return nil }
    var bad = false
    let hour = pair(bytes, 11, &bad)
    let minute = pair(bytes, 14, &bad)
    let second = pair(bytes, 17, &bad)
    guard !bad, hour < 24, minute < 60, second < 60 else { return nil }
    var fraction: Int64 = 0
    if bytes.count > 20 {
      guard bytes[19] == UInt8(ascii: "."), bytes.count > 21 else { return nil }
      var scale: Int64 = 1_000_000_000
      for index in 20..<bytes.count - 1 {
        let digit = bytes[index] &- 48
        guard digit < 10 else { return nil }
        fraction = fraction &* 10 &+ Int64(digit)
        scale /= 10
      }
      fraction &*= scale
    }
    return ((hour &* 60 &+ minute) &* 60 &+ second) &* 1_000_000_000 &+ fraction
  }

  @inline(__always)
  private static func pair(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ bad: inout Bool
  ) -> Int64 {
    let tens = bytes[index] &- 48
    let units = bytes[index + 1] &- 48
    if tens > 9 || units > 9 { bad = true }
    return Int64(tens) &* 10 &+ Int64(units)
  }
}
