/// The days of CME Group's electronic markets, where most holidays are a halt and not a closure.
///
/// Sources: CME Group's holidays as the public calendars have them: pandas_market_calendars 5.5 and
/// QuantConnect's market hours; docs/sessions.md names every place where they disagree.
enum ChicagoHolidays {
  private typealias US = UnitedStatesHolidays

  /// The holidays that New York keeps and Chicago halts on, without Juneteenth.
  private static func halts(
    at hour: Int, _ minute: Int = 0, in years: ClosedRange<Int>
  ) -> [HolidayRule] {
    [
      .halt(US.martinLutherKingName, US.martinLutherKing, at: hour, minute, in: years),
      .halt(US.presidentsName, US.presidents, at: hour, minute, in: years),
      .halt(US.memorialName, US.memorial, at: hour, minute, in: years),
      .halt(US.independenceName, US.independence, at: hour, minute, in: years),
      .halt(US.laborName, US.labor, at: hour, minute, in: years),
      .halt(US.thanksgivingName, US.thanksgiving, at: hour, minute, in: years),
    ]
  }

  private static let closures: [HolidayRule] = [
    .closed(US.newYearName, US.newYear), .closed(US.christmasName, US.christmas),
  ]

  private static func goodFriday(
    report hour: Int, _ minute: Int, since year: Int
  ) -> [HolidayRule] {
    [
      .closed(US.goodFridayName, US.goodFriday, in: 1999...year - 1),
      .closed(US.goodFridayName, US.goodFridayWithoutReport, in: year...2041),
      .halt(US.goodFridayName, US.goodFridayWithReport, at: hour, minute, in: year...2041),
    ]
  }

  /// Equity index futures: halts at 10:30 until 2013 or 2014, at noon since.
  static let equity: [HolidayRule] =
    closures + goodFriday(report: 8, 15, since: 2010)
    + [
      .halt(US.martinLutherKingName, US.martinLutherKing, at: 10, 30, in: 1999...2014),
      .halt(US.martinLutherKingName, US.martinLutherKing, at: 12, in: 2015...2041),
      .halt(US.presidentsName, US.presidents, at: 10, 30, in: 1999...2014),
      .halt(US.presidentsName, US.presidents, at: 12, in: 2015...2041),
      .halt(US.memorialName, US.memorial, at: 10, 30, in: 1999...2013),
      .halt(US.memorialName, US.memorial, at: 12, in: 2014...2041),
      .halt(US.juneteenthName, US.juneteenth, at: 12, in: US.juneteenthYears),
      .halt(US.independenceName, US.independence, at: 10, 30, in: 1999...2013),
      .halt(US.independenceName, US.independence, at: 12, in: 2014...2041),
      .halt(US.laborName, US.labor, at: 10, 30, in: 1999...2013),
      .halt(US.laborName, US.labor, at: 12, in: 2014...2041),
      .halt(US.thanksgivingName, US.thanksgiving, at: 10, 30, in: 1999...2013),
      .halt(US.thanksgivingName, US.thanksgiving, at: 12, in: 2014...2041),
      .earlyClose(US.independenceEveName, US.independenceEve, at: 12, 15),
      .earlyClose(US.thanksgivingFridayName, US.thanksgivingFriday, at: 12, 15),
      .earlyClose(US.christmasEveName, US.christmasEve, at: 12, 15),
    ]

  /// Currencies: since 2022 they trade through the bank holidays.
  static let currency: [HolidayRule] =
    closures + goodFriday(report: 10, 15, since: 2010) + halts(at: 12, in: 1999...2021)
    + [
      .earlyClose(US.thanksgivingFridayName, US.thanksgivingFriday, at: 12, 15),
      .earlyClose(US.christmasEveName, US.christmasEve, at: 12, 15),
    ]

  /// NYMEX and COMEX: Good Friday is always closed; a holiday on a Friday ends the week at noon.
  static let energyAndMetals: [HolidayRule] =
    closures + [.closed(US.goodFridayName, US.goodFriday)] + halts(at: 12, in: 1999...2021)
    + halts(at: 13, 30, in: 2022...2041)
    + [
      .halt(US.juneteenthName, US.juneteenth, at: 13, 30, in: US.juneteenthYears),
      .halt(US.juneteenthName, US.juneteenth.on(weekdays: 4...4), at: 12, in: 2026...2041),
      .halt(US.independenceName, US.independence.on(weekdays: 4...4), at: 12, in: 2026...2041),
      .earlyClose(US.thanksgivingFridayName, US.thanksgivingFriday, at: 12, 45, in: 1999...2025),
      .earlyClose(US.thanksgivingFridayName, US.thanksgivingFriday, at: 13, 45, in: 2026...2026),
      .earlyClose(US.thanksgivingFridayName, US.thanksgivingFriday, at: 12, 45, in: 2027...2041),
      .earlyClose(US.christmasEveName, US.christmasEve, at: 12, 45),
    ]

  /// Interest rates; until the middle of the 2010s the Friday before a long weekend ended early.
  static let rates: [HolidayRule] =
    closures + goodFriday(report: 10, 15, since: 2010) + halts(at: 12, in: 1999...2041)
    + [
      .halt(US.juneteenthName, US.juneteenth, at: 12, in: US.juneteenthYears),
      .earlyClose(US.thanksgivingFridayName, US.thanksgivingFriday, at: 12, 15),
      .earlyClose(US.christmasEveName, US.christmasEve, at: 12, 15),
      longWeekend(US.martinLutherKing, until: 2015),
      longWeekend(US.presidents, until: 2015),
      longWeekend(US.memorial, until: 2015),
      longWeekend(US.labor, until: 2014),
    ]

  private static func longWeekend(_ monday: HolidayDate, until year: Int) -> HolidayRule {
    .earlyClose(
      "Friday before a long weekend", monday.shifted(byDays: -3), at: 15, 15, in: 1999...year)
  }

  /// Grains: closed on all holidays. After those in mid-week the day session is the first to open.
  static let grains: [HolidayRule] =
    closures
    + [
      .closed(US.martinLutherKingName, US.martinLutherKing),
      .closed(US.presidentsName, US.presidents),
      .closed(US.goodFridayName, US.goodFriday),
      .closed(US.memorialName, US.memorial),
      .closed(US.juneteenthName, US.juneteenth, in: US.juneteenthYears),
      .closed(US.independenceName, US.independence),
      .closed(US.laborName, US.labor),
      .closed(US.thanksgivingName, US.thanksgiving),
      .earlyClose(US.thanksgivingFridayName, US.thanksgivingFriday, at: 12, 5),
      .earlyClose(US.christmasEveName, US.christmasEve, at: 12, 5),
      .lateOpen("Day after New Year's Day", dayAfter(US.newYear), at: 8, 30, in: grainsLate),
      .lateOpen("Day after July 4th", dayAfter(US.independence), at: 8, 30, in: grainsLate),
      .lateOpen(US.thanksgivingFridayName, US.thanksgivingFriday, at: 8, 30, in: grainsLate),
      .lateOpen("Day after Christmas", dayAfter(US.christmas), at: 8, 30, in: grainsLate),
    ]

  /// Since the split sessions of 2013.
  private static let grainsLate = 2013...2041

  private static func dayAfter(_ holiday: HolidayDate) -> HolidayDate {
    holiday.shifted(byDays: 1).on(weekdays: 0...4)
  }
}
