/// The bank holidays of England, as the London Stock Exchange keeps them.
///
/// The years in which one was moved for a jubilee or an anniversary are dated exceptions.
enum LondonHolidays {
  static let all: [HolidayRule] = [
    .closed("New Year's Day", HolidayDate(.fixed(month: 1, day: 1), .weekendToMonday)),
    .closed("Good Friday", HolidayDate(.easter(-2))),
    .closed("Easter Monday", HolidayDate(.easter(1))),
    .closed("Early May Bank Holiday", HolidayDate(.nth(1, weekday: 0, month: 5))),
    .closed("Spring Bank Holiday", HolidayDate(.nth(-1, weekday: 0, month: 5))),
    .closed("Summer Bank Holiday", HolidayDate(.nth(-1, weekday: 0, month: 8))),
    .closed("Christmas", HolidayDate(.fixed(month: 12, day: 25), .weekendTwoDaysOn)),
    .closed("Boxing Day", HolidayDate(.fixed(month: 12, day: 26), .weekendTwoDaysOn)),
    .earlyClose(
      "Christmas Eve", HolidayDate(.fixed(month: 12, day: 24), .weekendToFriday), at: 12, 30),
    .earlyClose(
      "New Year's Eve", HolidayDate(.fixed(month: 12, day: 31), .weekendToFriday), at: 12, 30),
  ]
}
