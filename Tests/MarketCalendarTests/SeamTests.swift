import MarketModel
import Testing

@testable import MarketCalendar

/// The days on which a calendar is likely to be wrong, each by its name.
@Suite struct SeamTests {
  /// Chicago and New York change on the second Sunday of March, London two or three weeks later.
  @Test(arguments: [
    (Market.cmeEquity, "2026-03-06", "2026-03-05T23:00:00Z", "2026-03-06T22:00:00Z"),
    (.cmeEquity, "2026-03-09", "2026-03-08T22:00:00Z", "2026-03-09T21:00:00Z"),
    (.cmeEquity, "2026-10-30", "2026-10-29T22:00:00Z", "2026-10-30T21:00:00Z"),
    (.cmeEquity, "2026-11-02", "2026-11-01T23:00:00Z", "2026-11-02T22:00:00Z"),
    (.newYorkStock, "2026-03-06", "2026-03-06T14:30:00Z", "2026-03-06T21:00:00Z"),
    (.newYorkStock, "2026-03-09", "2026-03-09T13:30:00Z", "2026-03-09T20:00:00Z"),
    (.newYorkStock, "2026-10-30", "2026-10-30T13:30:00Z", "2026-10-30T20:00:00Z"),
    (.newYorkStock, "2026-11-02", "2026-11-02T14:30:00Z", "2026-11-02T21:00:00Z"),
    (.londonStock, "2026-03-09", "2026-03-09T08:00:00Z", "2026-03-09T16:30:00Z"),
    (.londonStock, "2026-03-27", "2026-03-27T08:00:00Z", "2026-03-27T16:30:00Z"),
    (.londonStock, "2026-03-30", "2026-03-30T07:00:00Z", "2026-03-30T15:30:00Z"),
    (.londonStock, "2026-10-23", "2026-10-23T07:00:00Z", "2026-10-23T15:30:00Z"),
    (.londonStock, "2026-10-26", "2026-10-26T08:00:00Z", "2026-10-26T16:30:00Z"),
    // Until 2006 America changed in April and October.
    (.newYorkStock, "2006-03-31", "2006-03-31T14:30:00Z", "2006-03-31T21:00:00Z"),
    (.newYorkStock, "2006-04-03", "2006-04-03T13:30:00Z", "2006-04-03T20:00:00Z"),
    // Beyond the table of a zone's file the rule in its footer counts.
    (.newYorkStock, "2040-03-09", "2040-03-09T14:30:00Z", "2040-03-09T21:00:00Z"),
    (.newYorkStock, "2040-03-12", "2040-03-12T13:30:00Z", "2040-03-12T20:00:00Z"),
    (.londonStock, "2040-03-26", "2040-03-26T07:00:00Z", "2040-03-26T15:30:00Z"),
  ])
  func clocksChange(market: Market, date: String, open: String, close: String) throws {
    let calendar = try Calendars.of(market)
    let date = try #require(TradeDate(date))
    let session = try #require(calendar.session(on: date))
    #expect(session.open == (try instant(open)))
    #expect(session.close == (try instant(close)))
  }

  @Test func spotFollowsNewYorkThroughTheClocksChange() throws {
    #expect(try status(.fx, "2026-03-06T21:59:59Z") == "OPEN")
    #expect(try status(.fx, "2026-03-06T22:00:00Z") == "CLOSED WEEKEND")
    #expect(try status(.fx, "2026-03-08T20:59:59Z") == "CLOSED WEEKEND")
    #expect(try status(.fx, "2026-03-08T21:00:00Z") == "OPEN")
    // It does not pause between trade dates, but the trade date changes.
    let before = try #require(try Calendars.of(.fx).moment(at: instant("2026-03-10T20:59:59Z")))
    let after = try #require(try Calendars.of(.fx).moment(at: instant("2026-03-10T21:00:00Z")))
    #expect(before.tradeDate == TradeDate(2026, 3, 10))
    #expect(after.tradeDate == TradeDate(2026, 3, 11))
    #expect(before.state == after.state)
    #expect(before.nextTransition == after.nextTransition)
  }

  /// Saturday to Friday and Sunday to Monday, but a New Year on a Saturday is lost.
  @Test(arguments: [
    (Market.newYorkStock, "2020-07-03", "closed"), (.newYorkStock, "2021-07-05", "closed"),
    (.newYorkStock, "2021-07-02", "09:30 16:00"), (.newYorkStock, "2021-12-24", "closed"),
    (.newYorkStock, "2021-12-31", "09:30 16:00"), (.newYorkStock, "2022-01-03", "09:30 16:00"),
    (.newYorkStock, "2022-12-26", "closed"), (.newYorkStock, "2023-01-02", "closed"),
    (.newYorkStock, "2027-12-24", "closed"), (.newYorkStock, "2027-12-31", "09:30 16:00"),
    (.cmeEquity, "2020-07-03", "17:00-1 12:00"), (.cmeEquity, "2021-07-05", "17:00-1 12:00"),
    (.cmeEquity, "2021-12-24", "closed"), (.cmeEquity, "2022-12-26", "closed"),
    (.cmeEquity, "2021-12-31", "17:00-1 16:00"),
    (.londonStock, "2020-12-28", "closed"), (.londonStock, "2021-12-27", "closed"),
    (.londonStock, "2021-12-28", "closed"), (.londonStock, "2022-12-26", "closed"),
    (.londonStock, "2022-12-27", "closed"), (.londonStock, "2022-01-03", "closed"),
    (.londonStock, "2023-01-02", "closed"), (.londonStock, "2022-12-28", "08:00 16:30"),
    (.tokyoStock, "2024-02-12", "closed"), (.tokyoStock, "2024-08-12", "closed"),
    (.tokyoStock, "2025-05-06", "closed"), (.tokyoStock, "2020-05-06", "closed"),
  ])
  func holidayOnAWeekend(market: Market, date: String, expected: String) throws {
    #expect(try hours(market, date) == expected)
  }

  @Test(arguments: [
    (Market.newYorkStock, "2020-06-19", "09:30 16:00"),
    (.newYorkStock, "2021-06-18", "09:30 16:00"), (.newYorkStock, "2022-06-20", "closed"),
    (.newYorkStock, "2023-06-19", "closed"), (.newYorkStock, "2027-06-18", "closed"),
    (.cmeEquity, "2020-06-19", "17:00-1 16:00"), (.cmeEquity, "2021-06-18", "17:00-1 16:00"),
    (.cmeEquity, "2022-06-20", "17:00-1 12:00"), (.cmeEquity, "2024-06-19", "17:00-1 12:00"),
    (.cbotGrains, "2021-06-18", "19:00-1 13:20"), (.cbotGrains, "2024-06-19", "closed"),
  ])
  func juneteenthBeforeAndAfter2021(market: Market, date: String, expected: String) throws {
    #expect(try hours(market, date) == expected)
  }

  @Test(arguments: [
    (Market.cmeEquity, "2026-04-03", "17:00-1 08:15"), (.cmeEquity, "2023-04-07", "17:00-1 08:15"),
    (.cmeEquity, "2021-04-02", "17:00-1 08:15"), (.cmeEquity, "2015-04-03", "17:00-1 08:15"),
    (.cmeEquity, "2024-03-29", "closed"), (.cmeEquity, "2022-04-15", "closed"),
    (.cmeEquity, "2019-04-19", "closed"), (.cbotRates, "2026-04-03", "17:00-1 10:15"),
    (.cbotRates, "2025-04-18", "closed"), (.cmeFX, "2026-04-03", "17:00-1 10:15"),
    (.cmeEnergy, "2026-04-03", "closed"), (.cmeMetals, "2023-04-07", "closed"),
    (.newYorkStock, "2026-04-03", "closed"), (.newYorkStock, "2023-04-07", "closed"),
  ])
  func goodFridayWithAndWithoutTheJobsReport(
    market: Market, date: String, expected: String
  ) throws {
    #expect(try hours(market, date) == expected)
  }

  @Test(arguments: [
    (Market.newYorkStock, "2025-11-28", "09:30 13:00"), (.cmeEquity, "2025-11-27", "17:00-1 12:00"),
    (.cmeEquity, "2025-11-28", "17:00-1 12:15"), (.cmeEnergy, "2024-11-29", "17:00-1 12:45"),
    (.cmeEnergy, "2026-11-27", "17:00-1 13:45"), (.cbotGrains, "2024-11-28", "closed"),
    (.cbotGrains, "2024-11-29", "08:30 12:05"), (.newYorkStock, "2025-12-24", "09:30 13:00"),
    (.newYorkStock, "2025-12-26", "09:30 16:00"), (.newYorkStock, "2003-12-26", "09:30 13:00"),
    (.newYorkStock, "2022-12-23", "09:30 16:00"), (.cmeEquity, "2025-12-24", "17:00-1 12:15"),
    (.cmeEquity, "2025-12-26", "17:00-1 16:00"), (.londonStock, "2023-12-22", "08:00 12:30"),
    (.londonStock, "2023-12-29", "08:00 12:30"), (.londonStock, "2025-12-24", "08:00 12:30"),
    (.newYorkStock, "2012-07-03", "09:30 13:00"), (.newYorkStock, "2002-07-05", "09:30 13:00"),
    (.newYorkStock, "2013-07-03", "09:30 13:00"), (.newYorkStock, "2013-07-05", "09:30 16:00"),
    (.newYorkStock, "2020-07-02", "09:30 16:00"), (.newYorkStock, "2025-07-03", "09:30 13:00"),
  ])
  func halfDays(market: Market, date: String, expected: String) throws {
    #expect(try hours(market, date) == expected)
  }

  @Test func halfDayShortensThePostMarket() throws {
    #expect(try status(.newYorkStock, "2024-11-29T18:00:00Z") == "POST_MARKET")
    #expect(try status(.newYorkStock, "2024-11-29T21:59:59Z") == "POST_MARKET")
    #expect(try status(.newYorkStock, "2024-11-29T22:00:00Z") == "CLOSED WEEKEND")
  }

  /// 2024-01-01 was a Monday: the weekend before it and the day itself are one closure.
  @Test func newYearIntoAMonday() throws {
    let calendar = try Calendars.of(.cmeEquity)
    let moment = try #require(calendar.moment(at: try instant("2023-12-30T12:00:00Z")))
    #expect(moment.state == MarketState(.closed, .holiday))
    #expect(moment.previousTransition == (try instant("2023-12-29T22:00:00Z")))
    #expect(moment.nextTransition == (try instant("2024-01-01T23:00:00Z")))
    #expect(moment.tradeDate == TradeDate(2024, 1, 2))
    #expect(try hours(.newYorkStock, "2024-01-01") == "closed")
    #expect(try hours(.newYorkStock, "2024-01-02") == "09:30 16:00")
    #expect(try hours(.tokyoStock, "2024-01-03") == "closed")
    #expect(try hours(.tokyoStock, "2024-01-04") == "09:00 15:00")
  }

  @Test(arguments: [
    (Market.newYorkStock, "2004-06-11", "closed"), (.newYorkStock, "2007-01-02", "closed"),
    (.newYorkStock, "2018-12-05", "closed"), (.newYorkStock, "2025-01-09", "closed"),
    (.newYorkStock, "2012-10-29", "closed"), (.newYorkStock, "2012-10-30", "closed"),
    (.newYorkStock, "2001-09-14", "closed"), (.newYorkStock, "2001-09-17", "09:33 16:00"),
    (.newYorkStock, "2002-09-11", "12:00 16:00"), (.newYorkStock, "2005-06-01", "09:30 15:56"),
    (.cmeEquity, "2025-01-09", "17:00-1 08:30"), (.cmeEquity, "2012-10-29", "17:00-1 08:15"),
    (.londonStock, "2022-09-19", "closed"), (.londonStock, "2022-05-30", "08:00 16:30"),
    (.londonStock, "2022-06-02", "closed"), (.londonStock, "2020-05-04", "08:00 16:30"),
    (.londonStock, "2020-05-08", "closed"), (.tokyoStock, "2020-10-01", "closed"),
  ])
  func datedException(market: Market, date: String, expected: String) throws {
    #expect(try hours(market, date) == expected)
  }

  /// What a desk adds counts after what ships, and can make a holiday a trading day again.
  @Test func deskExceptionsOverrule() throws {
    let zone = try ZoneDirectory.system.zone(named: "America/New_York")
    let date = TradeDate(2025, 1, 9)
    func session(_ effects: [CalendarException.Effect]) -> TradingSession? {
      let added = effects.map {
        CalendarException(market: .newYorkStock, date: date, effect: $0, name: "desk")
      }
      return MarketCalendar(
        market: .newYorkStock, zone: zone, exceptions: Calendars.exceptions + added
      ).session(on: date)
    }
    #expect(session([]) == nil)
    #expect(session([.normal])?.expectedNanos == 23_400_000_000_000)
    #expect(session([.normal, .closed]) == nil)
    #expect(session([.earlyClose(minute: 720)])?.expectedNanos == 9_000_000_000_000)
    #expect(session([.lateOpen(minute: 930)])?.isLateOpen == true)
    // Hours that make no session are not believed.
    #expect(session([.earlyClose(minute: 0)])?.isEarlyClose == false)
  }

  @Test func sundayOpenBelongsToMonday() throws {
    let calendar = try Calendars.of(.cmeEquity)
    let open = try instant("2026-06-07T22:00:00Z")
    let before = try #require(calendar.moment(at: open.advanced(byNanos: -1)))
    #expect(before.state == MarketState(.closed, .weekend))
    #expect(before.isWeekend && !before.isTradingDay)
    #expect(before.nextTransition == open)
    let after = try #require(calendar.moment(at: open))
    #expect(after.state == MarketState(.open))
    #expect(after.tradeDate == TradeDate(2026, 6, 8))
    #expect(after.isTradingDay && !after.isWeekend)
  }

  @Test func tokyoLunch() throws {
    #expect(try status(.tokyoStock, "2026-06-08T02:29:59.999999999Z") == "OPEN")
    #expect(try status(.tokyoStock, "2026-06-08T02:30:00Z") == "BREAK LUNCH")
    #expect(try status(.tokyoStock, "2026-06-08T03:29:59.999999999Z") == "BREAK LUNCH")
    #expect(try status(.tokyoStock, "2026-06-08T03:30:00Z") == "OPEN")
    // Until 2011-11-18 lunch began at 11.
    #expect(try status(.tokyoStock, "2011-11-18T02:00:00Z") == "BREAK LUNCH")
    #expect(try status(.tokyoStock, "2011-11-21T02:00:00Z") == "OPEN")
    let half = try #require(try Calendars.of(.tokyoStock).session(on: TradeDate(2008, 12, 30)))
    #expect(half.isEarlyClose && half.pauses.isEmpty)
    #expect(half.expectedNanos == 7_200_000_000_000)
  }

  @Test(arguments: [
    ("2024-11-01", "09:00 15:00"), ("2024-11-04", "closed"), ("2024-11-05", "09:00 15:30"),
    ("2019-04-30", "closed"), ("2019-05-01", "closed"), ("2019-05-02", "closed"),
    ("2019-10-22", "closed"), ("2009-09-22", "closed"), ("2032-09-21", "closed"),
    ("2020-07-24", "closed"), ("2020-10-12", "09:00 15:00"), ("2021-08-09", "closed"),
    ("2021-10-11", "09:00 15:00"), ("2019-02-25", "09:00 15:00"), ("2019-12-23", "09:00 15:00"),
  ])
  func tokyoDays(date: String, expected: String) throws {
    #expect(try hours(.tokyoStock, date) == expected)
  }

  @Test func leapDay() throws {
    #expect(try hours(.newYorkStock, "2024-02-29") == "09:30 16:00")
    #expect(try hours(.cmeEquity, "2024-02-29") == "17:00-1 16:00")
    #expect(try status(.crypto, "2024-02-29T23:59:59Z") == "OPEN")
    let calendar = try Calendars.of(.crypto)
    let moment = try #require(calendar.moment(at: try instant("2024-02-29T23:59:59Z")))
    #expect(moment.tradeDate == TradeDate(2024, 2, 29))
    #expect(TradeDate("2023-02-29") == nil)
    #expect(TradeDate("2100-02-29") == nil)
  }

  @Test func yearEnds() throws {
    #expect(try status(.cmeEquity, "2025-12-31T21:59:59Z") == "OPEN")
    #expect(try status(.cmeEquity, "2025-12-31T22:00:00Z") == "CLOSED HOLIDAY")
    #expect(try status(.cmeEquity, "2026-01-01T23:00:00Z") == "OPEN")
    #expect(try status(.londonStock, "2025-12-31T12:30:00Z") == "CLOSED HOLIDAY")
    #expect(try status(.tokyoStock, "2025-12-30T06:30:00Z") == "CLOSED HOLIDAY")
    for (market, calendar) in Calendars.all {
      let first = MarketCalendar.firstInstant
      let end = MarketCalendar.endInstant
      #expect(calendar.moment(at: first) != nil, "\(market)")
      #expect(calendar.moment(at: end.advanced(byNanos: -1)) != nil, "\(market)")
      #expect(calendar.moment(at: first.advanced(byNanos: -1)) == nil, "\(market)")
      #expect(calendar.moment(at: end) == nil, "\(market)")
      #expect(calendar.state(at: .distantPast) == MarketState(.closed), "\(market)")
      #expect(calendar.state(at: .distantFuture) == MarketState(.closed), "\(market)")
    }
  }

  @Test func splitSessionsOfGrains() throws {
    #expect(try status(.cbotGrains, "2026-06-09T00:00:00Z") == "OPEN")
    #expect(try status(.cbotGrains, "2026-06-09T12:45:00Z") == "BREAK MAINTENANCE")
    #expect(try status(.cbotGrains, "2026-06-09T13:30:00Z") == "OPEN")
    #expect(try status(.cbotGrains, "2026-06-09T18:20:00Z") == "CLOSED")
    let session = try #require(try Calendars.of(.cbotGrains).session(on: TradeDate(2026, 6, 9)))
    #expect(session.expectedNanos == (17 * 60 + 35) * 60_000_000_000)
  }

  /// The quarter of an hour that the pit's close cut out of the electronic session.
  @Test func hoursOfOtherYears() throws {
    #expect(try status(.cmeEquity, "2021-06-25T20:15:00Z") == "BREAK MAINTENANCE")
    #expect(try status(.cmeEquity, "2021-06-28T20:15:00Z") == "OPEN")
    #expect(try hours(.cmeEquity, "2015-09-18") == "17:00-1 16:15")
    #expect(try hours(.cmeEquity, "2015-09-21") == "17:00-1 16:00")
    #expect(try hours(.cmeMetals, "2013-10-07") == "17:00-1 16:15")
    #expect(try hours(.cmeEquity, "2010-06-08") == "15:30-1 15:15")
    #expect(try hours(.cmeEquity, "2010-06-07") == "17:00-1 15:15")
  }
}
