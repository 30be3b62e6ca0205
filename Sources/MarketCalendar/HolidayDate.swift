import MarketModel

/// How a holiday's day is found in a year.
enum DateRule: Hashable, Sendable {
  case fixed(month: Int, day: Int)
  /// The n-th weekday (0 is Monday) of a month; the last with n = -1.
  case nth(Int, weekday: Int, month: Int)
  /// Days after Easter Sunday; Good Friday is -2.
  case easter(Int)

  func day(in year: Int) -> TradeDate {
    switch self {
    case .fixed(let month, let day):
      return TradeDate(year, month, day)
    case .easter(let days):
      return Easter.sunday(in: year).advanced(byDays: days)
    case .nth(let ordinal, let weekday, let month):
      if ordinal < 0 {
        let last = TradeDate(year, month, CivilDate.daysIn(month: month, year: year))
        return last.advanced(byDays: -((last.weekday - weekday + 7) % 7))
      }
      let first = TradeDate(year, month, 1)
      return first.advanced(byDays: (weekday - first.weekday + 7) % 7 + 7 * (ordinal - 1))
    }
  }
}

/// Where a holiday goes that falls on a weekend.
enum Observance: Hashable, Sendable {
  case asIs
  case sundayToMonday
  case weekendToMonday
  /// Saturday to Friday, Sunday to Monday.
  case nearestWeekday
  case weekendToFriday
  /// Two days on: how Christmas and Boxing Day make room for each other.
  case weekendTwoDaysOn

  func observed(_ date: TradeDate) -> TradeDate {
    let saturday = date.weekday == 5
    let sunday = date.weekday == 6
    guard saturday || sunday else { return date }
    switch self {
    case .asIs: return date
    case .sundayToMonday: return sunday ? date.advanced(byDays: 1) : date
    case .weekendToMonday: return date.advanced(byDays: sunday ? 1 : 2)
    case .nearestWeekday: return date.advanced(byDays: sunday ? 1 : -1)
    case .weekendToFriday: return date.advanced(byDays: sunday ? -2 : -1)
    case .weekendTwoDaysOn: return date.advanced(byDays: 2)
    }
  }
}

/// A day of every year: its rule, its observation, and days before or after it.
struct HolidayDate: Hashable, Sendable {
  let rule: DateRule
  var observance = Observance.asIs
  /// Added after the observation: 1 is the day after the holiday.
  var shiftDays = 0
  /// Weekdays (0 is Monday) on which it counts; others drop it.
  var weekdays: ClosedRange<Int>?
  /// Days of the month on which it counts.
  var monthDays: ClosedRange<Int>?

  init(_ rule: DateRule, _ observance: Observance = .asIs) {
    self.rule = rule
    self.observance = observance
  }

  /// The day in a year; nil where it does not count.
  func day(in year: Int) -> TradeDate? {
    let date = observance.observed(rule.day(in: year)).advanced(byDays: shiftDays)
    if let weekdays, !weekdays.contains(date.weekday) { return nil }
    if let monthDays, !monthDays.contains(date.civil.day) { return nil }
    return date
  }

  func shifted(byDays days: Int) -> HolidayDate {
    var copy = self
    copy.shiftDays += days
    return copy
  }

  func on(weekdays: ClosedRange<Int>) -> HolidayDate {
    var copy = self
    copy.weekdays = weekdays
    return copy
  }

  func on(monthDays: ClosedRange<Int>) -> HolidayDate {
    var copy = self
    copy.monthDays = monthDays
    return copy
  }
}

/// Easter of the Gregorian calendar.
enum Easter {
  /// Source: Meeus, Jones, Butcher, "Astronomical Algorithms".
  static func sunday(in year: Int) -> TradeDate {
    let golden = year % 19
    let century = year / 100
    let yearOfCentury = year % 100
    let moonShift = (8 * century + 13) / 25
    let epact = (19 * golden + century - century / 4 - moonShift + 15) % 30
    let weekday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
    let correction = (golden + 11 * epact + 22 * weekday) / 451
    let days = epact + weekday - 7 * correction + 114
    return TradeDate(year, days / 31, days % 31 + 1)
  }
}
