import MarketCalendar
import MarketModel

/// Instants as `thor session` reads and writes them.
enum InstantForm {
  static let expectation =
    "expects ISO 8601 with a zone such as 2026-01-05T14:30:00Z, or an integer since 1970"

  /// ISO 8601 with a zone, or an integer whose magnitude names its unit.
  static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> UnixNanos? {
    let isInteger = bytes.allSatisfy { $0 &- 48 < 10 }
    do throws(InstantFailure) {
      return isInteger ? try InstantText.parseEpoch(bytes) : try InstantText.parse(bytes)
    } catch {
      return nil
    }
  }

  /// `YYYY-MM-DDTHH:MM:SS[.fff…]Z` with as many decimals as there are, in threes.
  static func text(_ instant: UnixNanos) -> String {
    var bytes: [UInt8] = []
    append(instant, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  static func append(_ instant: UnixNanos, to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { buffer in
      let length = InstantText.write(instant, into: buffer)
      // The nine decimals stand before the Z, behind a point at 19.
      var end = length - 1
      while end > 20, buffer[end - 1] == 48, buffer[end - 2] == 48, buffer[end - 3] == 48 {
        end -= 3
      }
      if end == 20 { end = 19 }
      bytes.append(contentsOf: buffer[..<end])
      bytes.append(UInt8(ascii: "Z"))
    }
  }

  /// `YYYY-MM-DD`, for the years from 1000 to 9999.
  static func append(_ date: TradeDate, to bytes: inout [UInt8]) {
    let (year, month, day) = date.civil
    for (value, divisor) in [(year, 1_000), (year, 100), (year, 10), (year, 1)] {
      bytes.append(UInt8(48 + value / divisor % 10))
    }
    for value in [month, day] {
      bytes += [UInt8(ascii: "-"), UInt8(48 + value / 10), UInt8(48 + value % 10)]
    }
  }

  /// `YYYY-MM-DD HH:MM:SS` on a zone's clocks.
  static func local(_ instant: UnixNanos, _ zone: ZoneRules) -> String {
    String(shifted(instant, zone).description.prefix(19).map { $0 == "T" ? " " : $0 })
  }

  /// `HH:MM` on a zone's clocks, with `-1` or `+1` when that is another day than `date`.
  static func wallTime(_ instant: UnixNanos, _ zone: ZoneRules, on date: TradeDate) -> String {
    let text = shifted(instant, zone).description
    let day = TradeDate(String(text.prefix(10))) ?? date
    let days = Int(day.daysSince1970 - date.daysSince1970)
    let suffix = days == 0 ? "" : days < 0 ? "\(days)" : "+\(days)"
    return String(text.dropFirst(11).prefix(5)) + suffix
  }

  /// `2 d 04:59:30`, seconds rounded up so that a countdown ends at zero.
  static func countdown(nanos: Int64) -> String {
    let seconds = nanos / 1_000_000_000 + (nanos % 1_000_000_000 > 0 ? 1 : 0)
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let days = seconds / 86_400
    let clock = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map(two)
    return (days > 0 ? "\(days) d " : "") + clock.joined(separator: ":")
  }

  private static func shifted(_ instant: UnixNanos, _ zone: ZoneRules) -> UnixNanos {
    let seconds = instant.nanos / 1_000_000_000
    let offset = zone.offsetSeconds(atUnixSeconds: seconds)
    return instant.advanced(byNanos: Int64(offset) * 1_000_000_000)
  }
}

/// Text in columns.
enum Column {
  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
