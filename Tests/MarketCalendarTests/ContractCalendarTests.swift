import MarketModel
import Testing

@testable import MarketCalendar

/// When contract months end, held against dates that the exchange announced.
@Suite struct ContractCalendarTests {
  private static let calendar = Calendars.all[.newYorkStock].map { ContractCalendar(openings: $0) }

  private static func instant(_ text: String) throws -> UnixNanos {
    try Array(text.utf8).withUnsafeBufferPointer { try InstantText.parse($0) }
  }

  @Test(arguments: [
    ("ESH0", "2020-01-02", "2020-03-20T13:30:00Z"),
    // Juneteenth was no holiday of New York's before 2022.
    ("ESM0", "2020-05-01", "2020-06-19T13:30:00Z"),
    ("NQU1", "2021-08-01", "2021-09-17T13:30:00Z"),
    ("RTYZ24", "2024-10-01", "2024-12-20T14:30:00Z"),
    ("YMH2025", "2025-01-02", "2025-03-21T13:30:00Z"),
    // A third Friday on Juneteenth: the Thursday before.
    ("ESM6", "2026-01-02", "2026-06-18T13:30:00Z"),
    ("MESZ6", "2026-11-21", "2026-12-18T14:30:00Z"),
    // A third Friday on Good Friday.
    ("ESH8", "2008-01-02", "2008-03-20T13:30:00Z"),
    // What ended in the last year is still that one.
    ("ESU5", "2026-11-21", "2025-09-19T13:30:00Z"),
    ("ESZ3", "2026-11-21", "2033-12-16T14:30:00Z"),
  ])
  func equityIndexMonthsEndAtNewYorksOpening(symbol: String, met: String, ends: String) throws {
    let calendar = try #require(ContractCalendarTests.calendar)
    let end = calendar.lastTrade(
      of: try #require(Symbol(symbol)),
      metAt: try ContractCalendarTests.instant("\(met)T12:00:00Z"))
    #expect(end == (try ContractCalendarTests.instant(ends)))
  }

  /// Months that are not listed, products whose rule is not known, and what is no month.
  @Test(arguments: ["ESF7", "GCZ6", "CLF7", "6EZ6", "ES", "AAPL", "ESZ1999"])
  func othersHaveNoKnownEnd(symbol: String) throws {
    let calendar = try #require(ContractCalendarTests.calendar)
    let now = try ContractCalendarTests.instant("2026-11-21T12:00:00Z")
    #expect(calendar.lastTrade(of: try #require(Symbol(symbol)), metAt: now) == nil)
  }

  @Test func everyQuarterEndsOnItsThirdFridayOrJustBefore() throws {
    let openings = try #require(Calendars.all[.newYorkStock])
    let calendar = ContractCalendar(openings: openings)
    var moved: [String] = []
    for year in MarketCalendar.years {
      for code in ["H", "M", "U", "Z"] {
        let symbol = try #require(Symbol("ES\(code)\(year)"))
        let end = try #require(calendar.lastTrade(of: symbol, metAt: UnixNanos(0)))
        let date = openings.civilDate(at: end)
        #expect(date.civil.month == ContractMonth(symbol)?.month && date.year == year)
        #expect((14...21).contains(date.civil.day))
        if date.weekday != 4 { moved.append(date.description) }
      }
    }
    // Good Friday 2008; Juneteenth, the Friday itself or observed on it.
    #expect(
      moved == [
        "2008-03-20", "2026-06-18", "2027-06-17", "2032-06-17", "2037-06-18", "2038-06-17",
      ])
  }
}
