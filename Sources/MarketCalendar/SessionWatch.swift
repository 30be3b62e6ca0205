import MarketModel

/// Follows the clocks of some markets and tells what has happened to them, once each, in order.
///
/// It reads no clock: whoever runs it says what time it is. A wall clock that is set back by up to
/// `patienceNanos` repeats nothing; one that is set back further starts over from there. One that
/// leaps forward, as after a suspend, brings all that was missed, up to `reachNanos` of it, but no
/// alert for what has already come.
public struct SessionWatch: Sendable {
  private struct Followed: Sendable {
    let calendar: MarketCalendar
    /// Everything up to here has been told.
    var toldUntil: UnixNanos
    /// When the next thing happens.
    var nextAt: UnixNanos
  }

  /// How long before a change alerts are due, the longest first.
  public let alertNanos: [Int64]
  private var followed: [Followed] = []
  /// The latest that any market has been told until.
  private var toldUntil = UnixNanos.distantPast
  /// When `passed` has something to tell next; the distant future when never.
  public private(set) var nextAt = UnixNanos.distantFuture

  public static let patienceNanos: Int64 = 60_000_000_000
  public static let reachNanos: Int64 = 14 * 86_400_000_000_000

  /// - Parameter alertMinutes: how long before trading begins or ends an alert is due.
  public init(alertMinutes: [Int]) {
    alertNanos = alertMinutes.map { Int64($0) * 60_000_000_000 }.sorted(by: >)
  }

  /// The markets that are followed, in the order in which they were added.
  public var calendars: [MarketCalendar] { followed.map(\.calendar) }

  /// Follows a market from an instant on; what happens at that instant is over.
  public mutating func follow(_ calendar: MarketCalendar, from now: UnixNanos) {
    let next = nextInstant(of: calendar, after: now)
    followed.append(Followed(calendar: calendar, toldUntil: now, nextAt: next))
    toldUntil = max(toldUntil, now)
    nextAt = min(nextAt, next)
  }

  /// Everything that has happened up to and at `now` and has not been told, in order of time; at
  /// one instant what ends goes before what begins, in the order of the markets.
  ///
  /// - Complexity: two comparisons while nothing has happened.
  public mutating func passed(to now: UnixNanos) -> [SessionEvent] {
    guard now >= nextAt || isSetBack(toldUntil, now) else { return [] }
    var events: [SessionEvent] = []
    for place in followed.indices {
      if isSetBack(followed[place].toldUntil, now) {
        followed[place].toldUntil = now
        followed[place].nextAt = nextInstant(of: followed[place].calendar, after: now)
      } else if now >= followed[place].nextAt {
        let from = max(
          followed[place].toldUntil, now.advanced(byNanos: -SessionWatch.reachNanos))
        events += happened(in: followed[place].calendar, after: from, to: now)
        followed[place].toldUntil = now
        followed[place].nextAt = nextInstant(of: followed[place].calendar, after: now)
      }
    }
    nextAt = followed.map(\.nextAt).min() ?? .distantFuture
    toldUntil = followed.map(\.toldUntil).max() ?? .distantPast
    // The sort keeps the markets' order only through the places.
    return events.enumerated().sorted {
      ($0.element.at, $0.element.rank, $0.offset) < ($1.element.at, $1.element.rank, $1.offset)
    }.map(\.element)
  }

  /// Whether a clock that has shown one instant now shows another, too far back for a correction.
  private func isSetBack(_ instant: UnixNanos, _ now: UnixNanos) -> Bool {
    instant.nanos(since: now) > SessionWatch.patienceNanos
  }

  // MARK: One market

  private func happened(
    in calendar: MarketCalendar, after start: UnixNanos, to end: UnixNanos
  ) -> [SessionEvent] {
    var events: [SessionEvent] = []
    func add(_ at: UnixNanos, _ kind: SessionEvent.Kind) {
      events.append(SessionEvent(at: at, market: calendar.market, kind: kind))
    }
    let first = calendar.sessions.boundary { $0.close > start }
    for session in calendar.sessions[first...].prefix(while: { $0.open <= end }) {
      if session.open > start { add(session.open, .opened(session.date)) }
      if session.close <= end { add(session.close, .closed(session.date)) }
    }
    var instant = start
    while let next = calendar.nextTransition(after: instant), next.at <= end {
      let before = calendar.state(at: next.at.advanced(byNanos: -1))
      add(next.at, .changed(from: before, to: next.to))
      instant = next.at
    }
    if let alert = alert(in: calendar, after: start, to: end) {
      add(alert.at, .soon(at: alert.change, to: alert.to))
    }
    return events
  }

  /// The last alert of a stretch of time whose change is still to come.
  private func alert(
    in calendar: MarketCalendar, after start: UnixNanos, to end: UnixNanos
  ) -> (at: UnixNanos, change: UnixNanos, to: MarketState)? {
    guard let change = calendar.tradingChange(after: end) else { return nil }
    let due = alertNanos.map { change.at.advanced(byNanos: -$0) }.filter { $0 > start && $0 <= end }
    return due.max().map { ($0, change.at, change.to) }
  }

  private func nextInstant(
    of calendar: MarketCalendar, after instant: UnixNanos
  ) -> UnixNanos {
    var instants: [UnixNanos] = []
    if let session = calendar.session(closingAfter: instant) { instants.append(session.close) }
    let opening = calendar.sessions.boundary { $0.open > instant }
    if opening < calendar.sessions.count { instants.append(calendar.sessions[opening].open) }
    if let next = calendar.nextTransition(after: instant) { instants.append(next.at) }
    for lead in alertNanos {
      if let change = calendar.tradingChange(after: instant.advanced(byNanos: lead)) {
        instants.append(change.at.advanced(byNanos: -lead))
      }
    }
    return instants.min() ?? .distantFuture
  }
}
