import MarketModel
import Testing

@testable import MarketCalendar

/// What happens to markets as a clock goes on, told once and in order.
@Suite struct SessionWatchTests {
  private func watch(_ markets: [Market], from start: String) throws -> SessionWatch {
    var watch = SessionWatch(alertMinutes: [1, 15, 5])
    for market in markets { watch.follow(try Calendars.of(market), from: try instant(start)) }
    return watch
  }

  private func lines(_ events: [SessionEvent]) -> [String] {
    events.map { event in
      let what =
        switch event.kind {
        case .closed(let date): "closed \(date)"
        case .opened(let date): "opened \(date)"
        case .changed(let from, let to): "\(from.status.word) to \(to.status.word)"
        case .soon(let at, let to):
          "\(to.status.word) in \(at.nanos(since: event.at) / 60_000_000_000)"
        }
      return "\(event.at.description.dropFirst(11).prefix(8)) \(event.market.name) \(what)"
    }
  }

  @Test func anEveningInChicago() throws {
    var watch = try watch([.cmeEquity], from: "2026-11-19T21:00:00Z")
    var told: [SessionEvent] = []
    // Every instant at which it wants to be asked, and nothing a nanosecond before.
    while watch.nextAt <= (try instant("2026-11-19T23:00:00Z")) {
      let next = watch.nextAt
      #expect(watch.passed(to: next.advanced(byNanos: -1)) == [])
      told += watch.passed(to: next)
    }
    #expect(
      lines(told) == [
        "21:45:00 CME_Equity BREAK in 15", "21:55:00 CME_Equity BREAK in 5",
        "21:59:00 CME_Equity BREAK in 1", "22:00:00 CME_Equity closed 2026-11-19",
        "22:00:00 CME_Equity OPEN to BREAK", "22:45:00 CME_Equity OPEN in 15",
        "22:55:00 CME_Equity OPEN in 5", "22:59:00 CME_Equity OPEN in 1",
        "23:00:00 CME_Equity BREAK to OPEN", "23:00:00 CME_Equity opened 2026-11-20",
      ])
  }

  @Test func whatEndsGoesBeforeWhatBegins() throws {
    var watch = try watch([.fx, .cmeEquity, .cmeMetals], from: "2026-11-19T21:59:30Z")
    #expect(
      lines(watch.passed(to: try instant("2026-11-19T22:00:00Z"))) == [
        "22:00:00 FX closed 2026-11-19", "22:00:00 CME_Equity closed 2026-11-19",
        "22:00:00 CME_Metals closed 2026-11-19", "22:00:00 CME_Equity OPEN to BREAK",
        "22:00:00 CME_Metals OPEN to BREAK", "22:00:00 FX opened 2026-11-20",
      ])
  }

  @Test func aMarketWithoutNightsHasTradeDates() throws {
    var watch = try watch([.crypto], from: "2026-11-19T12:00:00Z")
    #expect(
      lines(watch.passed(to: try instant("2026-11-20T12:00:00Z"))) == [
        "00:00:00 CRYPTO closed 2026-11-19", "00:00:00 CRYPTO opened 2026-11-20",
      ])
  }

  /// The regular close ends the day, not the post-market; the pre-market begins none.
  @Test func newYorksDayIsItsRegularSession() throws {
    var watch = try watch([.newYorkStock], from: "2026-11-20T02:00:00Z")
    let told = watch.passed(to: try instant("2026-11-21T02:00:00Z"))
    #expect(
      lines(told) == [
        "09:00:00 XNYS CLOSED to PRE_MARKET", "14:30:00 XNYS PRE_MARKET to OPEN",
        "14:30:00 XNYS opened 2026-11-20", "21:00:00 XNYS closed 2026-11-20",
        "21:00:00 XNYS OPEN to POST_MARKET", "01:00:00 XNYS POST_MARKET to CLOSED",
      ])
  }

  @Test func lunchIsAlertedAndEndsNoDay() throws {
    var watch = try watch([.tokyoStock], from: "2026-11-20T02:20:00Z")
    let told = lines(watch.passed(to: try instant("2026-11-20T02:26:00Z")))
    #expect(told == ["02:25:00 XTKS BREAK in 5"])
    #expect(
      lines(watch.passed(to: try instant("2026-11-20T03:00:00Z"))) == [
        "02:30:00 XTKS OPEN to BREAK"
      ])
  }

  @Test func aLeapForwardBringsAllButOldAlerts() throws {
    var watch = try watch([.cmeEquity], from: "2026-11-16T18:00:00Z")
    let told = lines(watch.passed(to: try instant("2026-11-18T21:57:00Z")))
    #expect(
      told == [
        "22:00:00 CME_Equity closed 2026-11-16", "22:00:00 CME_Equity OPEN to BREAK",
        "23:00:00 CME_Equity BREAK to OPEN", "23:00:00 CME_Equity opened 2026-11-17",
        "22:00:00 CME_Equity closed 2026-11-17", "22:00:00 CME_Equity OPEN to BREAK",
        "23:00:00 CME_Equity BREAK to OPEN", "23:00:00 CME_Equity opened 2026-11-18",
        "21:55:00 CME_Equity BREAK in 5",
      ])
  }

  /// A clock that has been wrong by decades costs no more than two weeks.
  @Test func anAbsurdLeapIsBounded() throws {
    var watch = try watch(Market.allCases, from: "2001-01-01T00:00:00Z")
    #expect(watch.passed(to: try instant("2026-11-18T21:57:00Z")).count < 1_000)
    _ = watch.passed(to: .distantFuture)
    _ = watch.passed(to: .distantPast)
    #expect(watch.nextAt > .distantPast)
  }

  @Test func aSmallStepBackRepeatsNothing() throws {
    var watch = try watch([.cmeEquity], from: "2026-11-19T21:59:30Z")
    #expect(watch.passed(to: try instant("2026-11-19T22:00:01Z")).count == 2)
    #expect(watch.passed(to: try instant("2026-11-19T21:59:50Z")) == [])
    #expect(watch.passed(to: try instant("2026-11-19T22:00:02Z")) == [])
    #expect(watch.nextAt == (try instant("2026-11-19T22:45:00Z")))
  }

  @Test func aLargeStepBackStartsOver() throws {
    var watch = try watch([.cmeEquity], from: "2027-11-19T12:00:00Z")
    #expect(watch.passed(to: try instant("2026-11-19T21:59:30Z")) == [])
    #expect(watch.nextAt == (try instant("2026-11-19T22:00:00Z")))
    #expect(watch.passed(to: try instant("2026-11-19T22:00:00Z")).count == 2)
  }

  @Test func asksForTheSessionsAroundAnInstant() throws {
    let calendar = try Calendars.of(.cmeEquity)
    let friday = try instant("2026-11-20T21:00:00Z")
    let saturday = try instant("2026-11-21T12:00:00Z")
    #expect(calendar.session(closingAfter: friday)?.date == TradeDate(2026, 11, 20))
    #expect(calendar.session(openedBy: friday)?.date == TradeDate(2026, 11, 20))
    #expect(calendar.session(closingAfter: saturday)?.date == TradeDate(2026, 11, 23))
    #expect(calendar.session(openedBy: saturday)?.date == TradeDate(2026, 11, 20))
  }

  @Test func specialDaysCome() throws {
    let calendar = try Calendars.of(.cmeEquity)
    let days = calendar.specialDays(from: TradeDate(2026, 11, 20), limit: 4)
    #expect(
      days.map { "\($0.date) \($0.name)" } == [
        "2026-11-26 Thanksgiving", "2026-11-27 Day after Thanksgiving",
        "2026-12-24 Christmas Eve", "2026-12-25 Christmas",
      ])
    #expect(days[0].effect == .closesEarly(try instant("2026-11-26T18:00:00Z")))
    #expect(days[3].effect == .closed)
  }

  @Test(arguments: [
    ("America/Chicago", "2026-11-20T12:00:00Z", "CST"),
    ("America/Chicago", "2026-06-20T12:00:00Z", "CDT"),
    ("America/Chicago", "2040-06-20T12:00:00Z", "CDT"),
    ("Europe/London", "2026-07-01T12:00:00Z", "BST"), ("Asia/Tokyo", "2026-07-01T12:00:00Z", "JST"),
    ("UTC", "2026-07-01T12:00:00Z", "UTC"),
  ])
  func zonesHaveNames(zone: String, at: String, name: String) throws {
    let rules = try ZoneDirectory.system.zone(named: zone)
    #expect(rules.abbreviation(atUnixSeconds: try instant(at).nanos / 1_000_000_000) == name)
  }
}
