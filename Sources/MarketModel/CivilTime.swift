/// Dates of the proleptic Gregorian calendar as day numbers.
///
/// Source: Howard Hinnant, "chrono-compatible low-level date algorithms".
public enum CivilDate {
  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// The last day of a month, 28 to 31.
  public static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01 to the date, negative before it.
  public static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The date `days` after 1970-01-01.
  public static func date(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let month = monthIndex + (monthIndex < 10 ? 3 : -9)
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
  }
}

/// An instant taken apart into UTC's year, month, day, hour, minute and second.
public struct CivilTime: Hashable, Sendable {
  public let year: Int
  public let month: Int
  public let day: Int
  public let hour: Int
  public let minute: Int
  public let second: Int
  /// 0 is Monday.
  public let weekday: Int

  /// - Parameter unixSeconds: seconds since 1970-01-01T00:00:00Z, rounded down.
  public init(unixSeconds: Int64) {
    var days = unixSeconds / 86_400
    var rest = unixSeconds % 86_400
    if rest < 0 {
      rest += 86_400
      days -= 1
    }
    (year, month, day) = CivilDate.date(daysSince1970: Int(days))
    hour = Int(rest / 3_600)
    minute = Int(rest / 60 % 60)
    second = Int(rest % 60)
    weekday = Int(((days + 3) % 7 + 7) % 7)
  }

  public init(_ instant: UnixNanos) {
    let seconds = instant.nanos / 1_000_000_000
    self.init(unixSeconds: instant.nanos % 1_000_000_000 < 0 ? seconds - 1 : seconds)
  }
}
