import Testing

@testable import MarketCalendar

@Suite struct RuleTests {
  /// Source: the table of Easter Sundays of the U.S. Census Bureau.
  @Test(arguments: [
    (2000, 4, 23), (2005, 3, 27), (2008, 3, 23), (2011, 4, 24), (2016, 3, 27), (2019, 4, 21),
    (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2035, 3, 25), (2038, 4, 25),
    (2040, 4, 1),
  ])
  func easter(year: Int, month: Int, day: Int) {
    #expect(Easter.sunday(in: year) == TradeDate(year, month, day))
  }

  @Test func nthWeekdays() {
    #expect(DateRule.nth(3, weekday: 0, month: 1).day(in: 2026) == TradeDate(2026, 1, 19))
    #expect(DateRule.nth(1, weekday: 0, month: 9).day(in: 2025) == TradeDate(2025, 9, 1))
    #expect(DateRule.nth(4, weekday: 3, month: 11).day(in: 2029) == TradeDate(2029, 11, 22))
    #expect(DateRule.nth(-1, weekday: 0, month: 5).day(in: 2027) == TradeDate(2027, 5, 31))
    #expect(DateRule.nth(-1, weekday: 0, month: 8).day(in: 2026) == TradeDate(2026, 8, 31))
  }

  @Test func observances() {
    let saturday = TradeDate(2027, 12, 25)
    let sunday = TradeDate(2022, 12, 25)
    let monday = TradeDate(2023, 12, 25)
    #expect(Observance.nearestWeekday.observed(saturday) == TradeDate(2027, 12, 24))
    #expect(Observance.nearestWeekday.observed(sunday) == TradeDate(2022, 12, 26))
    #expect(Observance.sundayToMonday.observed(saturday) == saturday)
    #expect(Observance.weekendToMonday.observed(saturday) == TradeDate(2027, 12, 27))
    #expect(Observance.weekendToFriday.observed(sunday) == TradeDate(2022, 12, 23))
    #expect(Observance.weekendTwoDaysOn.observed(sunday) == TradeDate(2022, 12, 27))
    #expect(Observance.nearestWeekday.observed(monday) == monday)
  }

  /// Source: the National Astronomical Observatory's announcements; later years by its formula.
  @Test(arguments: [
    (2000, 20, 23), (2003, 21, 23), (2012, 20, 22), (2016, 20, 22), (2020, 20, 22),
    (2023, 21, 23), (2024, 20, 22), (2025, 20, 23), (2026, 20, 23), (2027, 21, 23),
    (2040, 20, 22),
  ])
  func equinoxes(year: Int, march: Int, september: Int) {
    #expect(TokyoHolidays.vernalEquinox(in: year) == TradeDate(year, 3, march))
    #expect(TokyoHolidays.autumnalEquinox(in: year) == TradeDate(year, 9, september))
  }

  /// The week of a holiday law: substitutes skip over holidays, a day between two is one too.
  @Test func goldenAndSilverWeek() {
    func names(_ year: Int, _ month: Int) -> [Int: String] {
      var result: [Int: String] = [:]
      for note in TokyoHolidays.notes(in: year) where note.effect == .closed {
        let civil = note.date.civil
        if civil.month == month { result[civil.day] = note.name }
      }
      return result
    }
    #expect(names(2026, 5)[6] == "Constitution Memorial Day")
    #expect(names(2025, 5)[6] == "Greenery Day")
    #expect(names(2024, 5)[6] == "Children's Day")
    #expect(names(2005, 5)[4] == "Citizen's Holiday")
    #expect(names(2019, 4)[30] == "Citizen's Holiday")
    #expect(names(2019, 5)[2] == "Citizen's Holiday")
    #expect(names(2026, 9)[22] == "Citizen's Holiday")
    #expect(names(2015, 9)[22] == "Citizen's Holiday")
    #expect(names(2021, 9)[22] == nil)
  }

  @Test func effectsOnOneDayJoin() {
    let early = DayEffect.hours(open: nil, close: 780)
    let late = DayEffect.hours(open: 510, close: nil)
    #expect(early.joined(with: late) == .hours(open: 510, close: 780))
    #expect(early.joined(with: .hours(open: nil, close: 720)) == .hours(open: nil, close: 720))
    #expect(early.joined(with: .closed) == .closed)
    #expect(DayEffect.closed.joined(with: late) == .closed)
  }

  @Test(arguments: ["2024-2-1", "2024-02-30", "20240201", "2024-13-01", "2024-00-10", "x", ""])
  func noDates(text: String) { #expect(TradeDate(text) == nil) }

  @Test func datesAsText() {
    #expect(TradeDate("2024-02-29")?.description == "2024-02-29")
    #expect(TradeDate(2026, 11, 20).weekday == 4)
    #expect(TradeDate(1969, 12, 31).weekday == 2)
  }

  /// Every exception that ships names a market and a date that there are, and changes the day.
  @Test func shippedExceptionsCount() throws {
    #expect(Calendars.exceptions.count > 40)
    for exception in Calendars.exceptions {
      let bare = try MarketCalendar(market: exception.market, zones: .system)
      let full = try Calendars.of(exception.market)
      #expect(
        bare.session(on: exception.date) != full.session(on: exception.date),
        "\(exception.market) \(exception.date)")
    }
  }
}
