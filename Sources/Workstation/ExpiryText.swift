import MarketModel

/// When an order ends, as a trader types and reads it. All times are UTC's, as in the log.
enum ExpiryText {
  static let expectation =
    "a span such as +30m, +2h or +1d, a time such as 15:30, or a date and time"

  /// Reads `+90s`, `+30m`, `+2h`, `+1d`; `15:30` or `15:30:00`, today or else tomorrow; or
  /// `2026-11-20 15:30`. Nil for anything else, and for what is over already.
  static func parse(_ text: String, now: UnixNanos) -> UnixNanos? {
    let words = text.split(separator: " ")
    let instant: UnixNanos?
    switch words.count {
    case 1 where text.hasPrefix("+"): instant = span(words[0].dropFirst(), now)
    case 1: instant = nextTime(words[0], now)
    case 2: instant = day(words[0]).flatMap { at($0, words[1]) }
    default: instant = nil
    }
    return instant.flatMap { $0 > now ? $0 : nil }
  }

  private static func span(_ text: Substring, _ now: UnixNanos) -> UnixNanos? {
    let seconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    // A year at most: what is longer is a slip of the finger.
    guard let unit = text.last.flatMap({ seconds[$0] }), let count = Int64(text.dropLast()),
      (1...31_622_400 / unit).contains(count)
    else { return nil }
    return now.advanced(byNanos: count * unit * 1_000_000_000)
  }

  private static func nextTime(_ text: Substring, _ now: UnixNanos) -> UnixNanos? {
    let today = now.nanos / 86_400_000_000_000
    guard let instant = at(today, text) else { return nil }
    return instant > now ? instant : at(today + 1, text)
  }

  /// Days since 1970 of `2026-11-20`.
  private static func day(_ text: Substring) -> Int64? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
      (1970...2261).contains(year), (1...12).contains(month),
      (1...CivilDate.daysIn(month: month, year: year)).contains(day)
    else { return nil }
    return Int64(CivilDate.daysSince1970(year: year, month: month, day: day))
  }

  private static func at(_ day: Int64, _ text: Substring) -> UnixNanos? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
    guard parts.count == 2 || parts.count == 3, let hour = parts[0], let minute = parts[1],
      (0...23).contains(hour), (0...59).contains(minute)
    else { return nil }
    guard let second = parts.count == 3 ? parts[2] : 0, (0...59).contains(second) else {
      return nil
    }
    return UnixNanos((day * 86_400 + hour * 3_600 + minute * 60 + second) * 1_000_000_000)
  }

  /// `17:47:17Z` within a day, else with the date before it.
  static func string(_ instant: UnixNanos, now: UnixNanos) -> String {
    let civil = CivilTime(instant)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let time = "\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second))Z"
    guard instant.nanos(since: now).magnitude >= 86_400_000_000_000 else { return time }
    return "\(civil.year)-\(two(civil.month))-\(two(civil.day)) \(time)"
  }
}
