import MarketModel
import Testing

@testable import MarketCalendar

/// What holds for all markets in all years.
@Suite struct PropertyTests {
  /// Every transition is the end of one period and the start of the next, with another status.
  @Test(arguments: Market.allCases)
  func transitionsPartitionTime(market: Market) throws {
    let calendar = try Calendars.of(market)
    var instant = MarketCalendar.firstInstant
    var period = calendar.period(at: instant)
    #expect(period.start == instant)
    var steps = 0
    while period.end < MarketCalendar.endInstant {
      let next = calendar.period(at: period.end)
      guard next.start == period.end, next.end > next.start,
        next.state.status != period.state.status,
        calendar.period(at: period.end.advanced(byNanos: -1)) == period
      else {
        Issue.record("\(market) at \(period.end): \(period) then \(next)")
        return
      }
      instant = period.end
      period = next
      steps += 1
    }
    #expect(period.end == MarketCalendar.endInstant)
    #expect(market == .crypto ? steps == 0 : steps > 4_000)
  }

  /// Forth and back again leads to the same transition, from it and from between.
  @Test(arguments: Market.allCases)
  func nextAndPreviousAgree(market: Market) throws {
    let calendar = try Calendars.of(market)
    var instant = MarketCalendar.firstInstant
    while let next = calendar.nextTransition(after: instant), next.at < MarketCalendar.endInstant {
      let back = try #require(calendar.previousTransition(before: next.at.advanced(byNanos: 1)))
      guard back.at == next.at, back.to == next.to, next.at > instant,
        calendar.state(at: next.at) == next.to,
        calendar.previousTransition(before: next.at).map({ $0.at <= instant }) ?? true
      else {
        Issue.record("\(market) at \(next.at)")
        return
      }
      instant = next.at
    }
  }

  /// The table of transitions and the list of sessions were made of the same minutes.
  @Test(arguments: Market.allCases)
  func openTimeIsTheSumOfSessions(market: Market) throws {
    let calendar = try Calendars.of(market)
    for year in MarketCalendar.years {
      let sessions = calendar.sessions(in: year)
      let first = try #require(sessions.first)
      let last = try #require(sessions.last)
      var open: Int64 = 0
      var instant = first.start
      while instant < last.end {
        let period = calendar.period(at: instant)
        let end = min(period.end, last.end)
        if period.state.isOpen { open += end.nanos(since: instant) }
        instant = end
      }
      // The first period may reach into the year before, but the walk begins at the session.
      #expect(open == sessions.reduce(0) { $0 + $1.expectedNanos }, "\(market) \(year)")
    }
  }

  @Test(arguments: Market.allCases)
  func sessionsAreInOrder(market: Market) throws {
    let sessions = try Calendars.of(market).sessions
    for (session, next) in zip(sessions, sessions.dropFirst()) {
      guard session.date < next.date, session.end <= next.start, session.start <= session.open,
        session.open < session.close, session.close <= session.end, session.expectedNanos > 0
      else {
        Issue.record("\(market) \(session.date)")
        return
      }
    }
  }

  /// One nanosecond either side of each transition of some years, and what is said of them.
  @Test(arguments: Market.allCases)
  func nanosecondsAroundTransitions(market: Market) throws {
    let calendar = try Calendars.of(market)
    for year in [2001, 2012, 2024, 2026, 2040] {
      var instant = UnixNanos(Int64(TradeDate(year, 1, 1).daysSince1970) * 86_400_000_000_000)
      let end = UnixNanos(Int64(TradeDate(year + 1, 1, 1).daysSince1970) * 86_400_000_000_000)
      while let next = calendar.nextTransition(after: instant), next.at < end {
        let before = try #require(calendar.moment(at: next.at.advanced(byNanos: -1)))
        let at = try #require(calendar.moment(at: next.at))
        let after = try #require(calendar.moment(at: next.at.advanced(byNanos: 1)))
        guard before.nextTransition == next.at, before.nextStatus == next.to.status,
          at.previousTransition == next.at, at.state == next.to, after.state == next.to,
          before.tradeDate <= at.tradeDate, at.tradeDate == after.tradeDate
        else {
          Issue.record("\(market) at \(next.at)")
          return
        }
        instant = next.at
      }
    }
  }

  /// All that a moment says holds until the end that it is given.
  @Test(arguments: Market.allCases)
  func momentsHoldUntilTheirEnd(market: Market) throws {
    let calendar = try Calendars.of(market)
    var instant = try MarketCalendarTests.instant("2024-12-20T00:00:00Z")
    let end = try MarketCalendarTests.instant("2025-01-12T00:00:00Z")
    while instant < end {
      let first = try #require(calendar.moment(at: instant))
      let until = first.validUntil
      let last = try #require(calendar.moment(at: until.advanced(byNanos: -1)))
      #expect(until > instant)
      #expect(first.state == last.state && first.nextTransition == last.nextTransition)
      #expect(first.tradeDate == last.tradeDate && first.date == last.date)
      #expect(first.isTradingDay == last.isTradingDay && first.holidayName == last.holidayName)
      instant = until
    }
  }

  /// The cache answers what the table answers, wherever time jumps.
  @Test(arguments: [Market.cmeEquity, .newYorkStock, .crypto])
  func cacheAgreesWithTheTable(market: Market) throws {
    let calendar = try Calendars.of(market)
    var generator = SeededGenerator(seed: 4)
    var cache = MarketStateCache()
    var instants: [UnixNanos] = [.distantPast, .distantFuture, .zero, .distantPast]
    var nanos = MarketCalendar.firstInstant.nanos
    for step in 0..<20_000 {
      let jump: Int64 = step % 50 == 0 ? 90_000_000_000_000_000 : 900_000_000_000
      nanos += Int64.random(in: -jump / 3...jump, using: &generator)
      if nanos > 2_400_000_000_000_000_000 { nanos = MarketCalendar.firstInstant.nanos }
      instants.append(UnixNanos(nanos))
    }
    for instant in instants {
      let state = cache.state(at: instant, in: calendar)
      // The very last instant that there is ends no period.
      guard state == calendar.state(at: instant),
        cache.period.contains(instant) || instant == .distantFuture
      else {
        Issue.record("\(market) at \(instant)")
        return
      }
    }
  }

  @Test func catalogMakesEachCalendarOnce() throws {
    var catalog = CalendarCatalog(zones: .system, exceptions: Calendars.exceptions)
    for market in Market.allCases {
      let calendar = try catalog.calendar(of: market)
      #expect(calendar.market == market)
      #expect(try catalog.calendar(of: market).sessions.count == calendar.sessions.count)
    }
    var nowhere = CalendarCatalog(zones: ZoneDirectory(path: "/nowhere"), exceptions: [])
    #expect(throws: ZoneFailure.unknown(zone: "Asia/Tokyo", path: "/nowhere/Asia/Tokyo")) {
      try nowhere.calendar(of: .tokyoStock)
    }
  }
}

/// A generator with a seed: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators".
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
