import MarketCalendar
import MarketModel
import Panes

/// The hours of the markets a desk watches: their calendars, made when there is time for it, and
/// what happens to them as the clock goes on.
struct MarketSessions {
  /// What panes draw from.
  private(set) var board: SessionBoard
  /// Read before the first calendar is made.
  private var exceptions: [CalendarException]?
  private var watch: SessionWatch
  private var ticks = SessionTicks()
  /// Markets whose calendar is still to be made, the next one first.
  private var wanted: [Market] = []
  private var known: Set<Market> = []
  /// How much of the watchlist has been looked at.
  private var followedCount = 0
  /// Whether the calendars of all instruments are wanted, not of the watched ones alone: rules about
  /// hours hold for each.
  private var wantsAll: Bool
  /// Instruments whose hours have been taken.
  private var handed: [Bool] = []
  /// What could not be had, for the log, once each.
  private var complaints: [String] = []

  /// - Parameter isSimulated: whether the data flows at any hour; then nothing that happens to a
  ///   market is told to the engine.
  init(isSimulated: Bool, alertMinutes: [Int], wantsAll: Bool = false) {
    self.wantsAll = wantsAll && !isSimulated
    board = SessionBoard(isSimulated: isSimulated)
    watch = SessionWatch(alertMinutes: alertMinutes)
  }

  /// Whether a calendar is still to be made.
  var hasWork: Bool { !wanted.isEmpty }

  /// When something happens next.
  var nextAt: UnixNanos { watch.nextAt }

  /// The complaints so far, once.
  mutating func takeComplaints() -> [String] {
    defer { complaints.removeAll() }
    return complaints
  }

  // MARK: Markets

  /// Learns the instruments that are new in the catalog.
  mutating func learn(_ instruments: InstrumentCatalog) {
    while board.instrumentCount < instruments.count {
      let name = instruments[InstrumentIndex(board.instrumentCount)].market
      let market = name.flatMap { Market(rawValue: $0) }
      board.append(market: market)
      ticks.append(market: market)
      handed.append(false)
      if wantsAll { want(InstrumentIndex(board.instrumentCount - 1)) }
    }
  }

  /// Wants the calendars of the watchlist's markets.
  mutating func follow(_ watchlist: [InstrumentIndex]) {
    guard watchlist.count != followedCount else { return }
    for instrument in watchlist.dropFirst(followedCount) { want(instrument) }
    followedCount = watchlist.count
  }

  /// Wants the calendars of all instruments, from now on.
  mutating func wantAll() {
    guard !wantsAll, !board.isSimulated else { return }
    wantsAll = true
    for place in 0..<board.instrumentCount { want(InstrumentIndex(place)) }
  }

  /// Wants the calendar of an instrument's market.
  mutating func want(_ instrument: InstrumentIndex) {
    guard let market = board.market(of: instrument), known.insert(market).inserted else { return }
    wanted.append(market)
  }

  /// Makes one calendar that is wanted: some milliseconds. What cannot be had is a complaint.
  mutating func makeNext(now: UnixNanos) {
    guard !wanted.isEmpty else { return }
    let market = wanted.removeFirst()
    do throws(CommandFailure) {
      let calendar = try makeCalendar(of: market)
      board.add(calendar)
      watch.follow(calendar, from: now)
      if board.localZone == nil { board.localZone = try? ZoneDirectory.system.local() }
    } catch {
      complain(error.message, about: market)
    }
  }

  private mutating func makeCalendar(
    of market: Market
  ) throws(CommandFailure) -> MarketCalendar {
    if exceptions == nil { exceptions = try CalendarFiles.exceptions() }
    do throws(ZoneFailure) {
      return try MarketCalendar(market: market, zones: .system, exceptions: exceptions ?? [])
    } catch {
      throw CommandFailure(.failed, error.description)
    }
  }

  /// The calendar of a market that nobody has to watch; nil where it cannot be had, which is a
  /// complaint.
  mutating func calendar(of market: Market) -> MarketCalendar? {
    if let made = board.calendars.first(where: { $0.market == market }) { return made }
    do throws(CommandFailure) {
      return try makeCalendar(of: market)
    } catch {
      complain(error.message, about: market)
      return nil
    }
  }

  /// The first trouble is told; the others are most likely the same.
  private mutating func complain(_ message: String, about market: Market) {
    guard board.failure == nil else { return }
    let line = message.split(separator: "\n").joined(separator: "; ")
    board.failure = line
    complaints.append("no hours of \(market.name): \(line)")
  }

  /// The calendars that rules about hours need by now, each with its instruments, once.
  mutating func takeHours() -> [(calendar: MarketCalendar, instruments: [InstrumentIndex])] {
    guard wantsAll, handed.contains(false) else { return [] }
    return board.calendars.compactMap { calendar in
      let new = instruments(of: calendar.market).filter { !handed[$0.offset] }
      for instrument in new { handed[instrument.offset] = true }
      return new.isEmpty ? nil : (calendar, new)
    }
  }

  // MARK: Time

  /// What has happened up to `now`, once each, in order; the board's history takes it up.
  mutating func passed(to now: UnixNanos) -> [SessionEvent] {
    let events = watch.passed(to: now)
    for event in events {
      guard case .changed(_, let state) = event.kind else { continue }
      board.note(SessionMark(market: event.market, at: event.at, state: state))
      if state.isOpen { ticks.opened(event.market, at: event.at) }
    }
    return events
  }

  /// Notes a tick; nothing of a simulated market, which knows no hours.
  mutating func note(_ tick: Tick) {
    if !board.isSimulated { ticks.note(tick.instrument, at: tick.eventAt) }
  }

  /// Holds the newest change of each market against its first or last tick.
  mutating func refreshHistory() {
    var seen: Set<Market> = []
    for place in board.history.indices.reversed() {
      let mark = board.history[place]
      guard seen.insert(mark.market).inserted else { continue }
      let tick = mark.state.isOpen ? ticks.first(of: mark.market) : ticks.last(of: mark.market)
      if let tick, tick != mark.tickAt { board.note(tickAt: tick, at: place) }
    }
  }

  /// The instruments of a market.
  func instruments(of market: Market) -> [InstrumentIndex] {
    (0..<board.instrumentCount).map { InstrumentIndex($0) }.filter {
      board.market(of: $0) == market
    }
  }

  // MARK: The start

  /// When the session in which an instrument's order was given ended, if it has by now.
  func closed(_ instrument: InstrumentIndex, after instant: UnixNanos, by now: UnixNanos)
    -> UnixNanos?
  {
    guard let session = board.calendar(of: instrument)?.session(closingAfter: instant),
      session.close <= now
    else { return nil }
    return session.close
  }

  /// The latest trade date that any watched market has opened by now, as days since 1970.
  func openedDay(by now: UnixNanos) -> Int32? {
    board.calendars.compactMap { $0.session(openedBy: now)?.date.daysSince1970 }.max()
  }
}
