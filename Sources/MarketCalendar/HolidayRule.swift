/// What a special day does to a market's hours.
enum DayEffect: Hashable, Sendable {
  case closed
  /// Where the regular session begins and ends instead, in minutes after the trade date's
  /// midnight; nil where that is as always.
  case hours(open: Int?, close: Int?)
  /// A day like any other, whatever the rules say.
  case normal

  /// What two effects on one day come to: a closure beats hours, the shorter hours win.
  func joined(with other: DayEffect) -> DayEffect {
    guard case .hours(let open, let close) = self,
      case .hours(let otherOpen, let otherClose) = other
    else { return self == .closed || other == .closed ? .closed : self }
    return .hours(
      open: open.map { max($0, otherOpen ?? $0) } ?? otherOpen,
      close: close.map { min($0, otherClose ?? $0) } ?? otherClose)
  }
}

/// A special day of a market: its name and its effect on one date.
struct DayNote: Hashable, Sendable {
  let date: TradeDate
  let name: String
  let effect: DayEffect
  /// Whether the day is the holiday itself, not the eve or the day after.
  let isHoliday: Bool
}

/// A special day that comes again every year.
struct HolidayRule: Sendable {
  let name: String
  let date: HolidayDate
  let effect: DayEffect
  let years: ClosedRange<Int>
  let isHoliday: Bool

  static let allYears = 1999...2041

  /// A holiday on which the market stays closed.
  static func closed(
    _ name: String, _ date: HolidayDate, in years: ClosedRange<Int> = allYears
  ) -> HolidayRule {
    HolidayRule(name: name, date: date, effect: .closed, years: years, isHoliday: true)
  }

  /// A holiday on which the market stops early.
  static func halt(
    _ name: String, _ date: HolidayDate, at hour: Int, _ minute: Int = 0,
    in years: ClosedRange<Int> = allYears
  ) -> HolidayRule {
    HolidayRule(
      name: name, date: date, effect: .hours(open: nil, close: hour * 60 + minute), years: years,
      isHoliday: true)
  }

  /// A working day beside a holiday on which the market stops early.
  static func earlyClose(
    _ name: String, _ date: HolidayDate, at hour: Int, _ minute: Int = 0,
    in years: ClosedRange<Int> = allYears
  ) -> HolidayRule {
    HolidayRule(
      name: name, date: date, effect: .hours(open: nil, close: hour * 60 + minute), years: years,
      isHoliday: false)
  }

  /// A working day after a holiday on which the market begins late.
  static func lateOpen(
    _ name: String, _ date: HolidayDate, at hour: Int, _ minute: Int = 0,
    in years: ClosedRange<Int> = allYears
  ) -> HolidayRule {
    HolidayRule(
      name: name, date: date, effect: .hours(open: hour * 60 + minute, close: nil), years: years,
      isHoliday: false)
  }

  /// The special days of `years`.
  func notes(in years: ClosedRange<Int>) -> [DayNote] {
    years.compactMap { year in
      guard self.years.contains(year), let day = date.day(in: year) else { return nil }
      return DayNote(date: day, name: name, effect: effect, isHoliday: isHoliday)
    }
  }
}
