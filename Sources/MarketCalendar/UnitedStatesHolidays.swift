/// The days that the exchanges of the United States keep, and the days around them.
enum UnitedStatesHolidays {
  static let newYear = HolidayDate(.fixed(month: 1, day: 1), .sundayToMonday)
  static let martinLutherKing = HolidayDate(.nth(3, weekday: 0, month: 1))
  static let presidents = HolidayDate(.nth(3, weekday: 0, month: 2))
  static let goodFriday = HolidayDate(.easter(-2))
  static let memorial = HolidayDate(.nth(-1, weekday: 0, month: 5))
  static let juneteenth = HolidayDate(.fixed(month: 6, day: 19), .nearestWeekday)
  static let independence = HolidayDate(.fixed(month: 7, day: 4), .nearestWeekday)
  static let labor = HolidayDate(.nth(1, weekday: 0, month: 9))
  static let thanksgiving = HolidayDate(.nth(4, weekday: 3, month: 11))
  static let christmas = HolidayDate(.fixed(month: 12, day: 25), .nearestWeekday)

  /// The employment report comes on a month's first Friday, so on a Good Friday from the 1st to
  /// the 7th the futures on what it moves trade for an hour after it.
  static let goodFridayWithReport = goodFriday.on(monthDays: 1...7)
  static let goodFridayWithoutReport = goodFriday.on(monthDays: 8...31)

  /// July 3rd, where the 4th is Tuesday to Friday.
  static let independenceEve = HolidayDate(.fixed(month: 7, day: 3)).on(weekdays: 0...3)
  static let thanksgivingFriday = thanksgiving.shifted(byDays: 1)
  /// December 24th from Monday to Thursday; on a Friday it is Christmas observed.
  static let christmasEve = HolidayDate(.fixed(month: 12, day: 24)).on(weekdays: 0...3)

  static let newYearName = "New Year's Day"
  static let martinLutherKingName = "Dr. Martin Luther King Jr. Day"
  static let presidentsName = "President's Day"
  static let goodFridayName = "Good Friday"
  static let memorialName = "Memorial Day"
  static let juneteenthName = "Juneteenth National Independence Day"
  static let independenceName = "July 4th"
  static let laborName = "Labor Day"
  static let thanksgivingName = "Thanksgiving"
  static let christmasName = "Christmas"
  static let independenceEveName = "Day before Independence Day"
  static let thanksgivingFridayName = "Day after Thanksgiving"
  static let christmasEveName = "Christmas Eve"

  /// The exchanges took Juneteenth in from 2022; before, it was a trading day.
  static let juneteenthYears = 2022...2041

  /// New York Stock Exchange.
  static let newYorkStock: [HolidayRule] =
    [
      .closed(newYearName, newYear),
      .closed(martinLutherKingName, martinLutherKing),
      .closed(presidentsName, presidents),
      .closed(goodFridayName, goodFriday),
      .closed(memorialName, memorial),
      .closed(juneteenthName, juneteenth, in: juneteenthYears),
      .closed(independenceName, independence),
      .closed(laborName, labor),
      .closed(thanksgivingName, thanksgiving),
      .closed(christmasName, christmas),
    ] + newYorkHalfDays

  private static let july3 = HolidayDate(.fixed(month: 7, day: 3))

  /// Until 2012 the half day beside a Thursday's July 4th was the Friday after it.
  private static let newYorkHalfDays: [HolidayRule] = [
    .earlyClose(independenceEveName, july3.on(weekdays: 0...1), at: 13),
    .earlyClose(independenceEveName, july3.on(weekdays: 2...2), at: 13, in: 2013...2041),
    .earlyClose(independenceEveName, july3.on(weekdays: 3...3), at: 13),
    .earlyClose(
      "Day after Independence Day",
      HolidayDate(.fixed(month: 7, day: 5)).on(weekdays: 4...4), at: 13, in: 1999...2012),
    .earlyClose(thanksgivingFridayName, thanksgivingFriday, at: 13),
    .earlyClose(christmasEveName, christmasEve, at: 13),
  ]
}
