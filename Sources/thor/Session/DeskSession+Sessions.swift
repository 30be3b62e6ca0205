import Execution
import MarketCalendar
import MarketModel
import Panes
import Workstation

extension DeskSession {
  /// How long the day's baseline waits for positions to have a price, after a start.
  private static let patienceNanos: Int64 = 10_000_000_000
  /// What happened longer ago than this is for the log alone.
  private static let newsNanos: Int64 = 60_000_000_000

  // MARK: The start

  /// Takes up what happened to the markets of orders and positions while the desk was down. No tick
  /// may come first: it could fill an order that is over, or be a loss of a day that is.
  mutating func takeUpSessions() {
    sessions.learn(trading.engine.instruments)
    guard !sessions.board.isSimulated else { return }
    let now = now
    let dayOrders = oldestDayOrders()
    let positions = trading.positions
    for order in dayOrders { sessions.want(order.instrument) }
    for position in positions { sessions.want(position.instrument) }
    while sessions.hasWork { sessions.makeNext(now: now.wall) }
    for order in dayOrders { endSession(of: order.instrument, since: order.since, now) }
    if !positions.isEmpty { awaitDay(now) }
  }

  /// The instruments with live day orders, each with the instant of its oldest.
  private func oldestDayOrders() -> [(instrument: InstrumentIndex, since: UnixNanos)] {
    var dayOrders: [(instrument: InstrumentIndex, since: UnixNanos)] = []
    trading.engine.forEachLiveOrder { order in
      guard order.timeInForce == .day, let instrument = order.instrument,
        !dayOrders.contains(where: { $0.instrument == instrument })
      else { return }
      dayOrders.append((instrument, order.submittedAt))
    }
    return dayOrders
  }

  private mutating func endSession(
    of instrument: InstrumentIndex, since: UnixNanos, _ now: DeskTime
  ) {
    guard let end = sessions.closed(instrument, after: since, by: now.wall),
      let zone = sessions.board.calendar(of: instrument)?.zone
    else { return }
    let symbol = trading.engine.instruments[instrument].symbol
    desk.note(
      .info,
      "\(symbol): its session ended \(SessionText.dateAndTime(end, zone)), while the desk was down",
      now: now)
    trading.closeSession(of: [instrument], at: now.steady)
  }

  /// A trade date that began while the desk was down is to begin.
  private mutating func awaitDay(_ now: DeskTime) {
    guard !sessions.board.calendars.isEmpty else { return }
    hasAwaitedDay = true
    guard let day = sessions.openedDay(by: now.wall), trading.mayOpen(day) else { return }
    awaitSession(day, now)
  }

  private mutating func awaitSession(_ day: Int32, _ now: DeskTime) {
    awaitedDay = (day, now.monotonicNanos + DeskSession.patienceNanos)
    trading.awaitSession(at: now.steady)
  }

  // MARK: The loop

  /// Follows the watchlist: one calendar a pass, so that no key waits for many.
  mutating func followSessions() {
    sessions.learn(trading.engine.instruments)
    sessions.follow(desk.watchlist)
    let now = now
    if sessions.hasWork {
      sessions.makeNext(now: now.wall)
      hasNewData = true
    } else if !sessions.board.isSimulated, trading.failure == nil {
      catchUpDay(now)
    }
    handOutHours(now)
    endContracts(now)
    for complaint in sessions.takeComplaints() { desk.note(.warning, complaint, now: now) }
  }

  /// Gives the rules about hours what they need of the calendars.
  private mutating func handOutHours(_ now: DeskTime) {
    guard trading.failure == nil else { return }
    for (calendar, instruments) in sessions.takeHours() where refusesClosedSessions {
      source.set(CalendarHours.trading(of: calendar, around: now.wall), of: instruments)
    }
    // The limits may begin to ask for hours at any time.
    guard trading.engine.config.risk.checkSession else { return }
    sessions.wantAll()
    for calendar in sessions.board.calendars { trading.take(calendar, at: now.steady) }
  }

  /// Gives the contract months that the data has brought their end, where it is known.
  private mutating func endContracts(_ now: DeskTime) {
    guard trading.failure == nil else { return }
    for month in contractEnds.takeNew(trading.engine.instruments) {
      let symbol = trading.engine.instruments[month].symbol
      guard ContractCalendar.covers(symbol) else {
        desk.note(
          .info, "\(symbol): no end is known; last_trade in instruments.yaml names one", now: now)
        continue
      }
      if contractEnds.calendar == nil {
        contractEnds.calendar = sessions.calendar(of: ContractCalendar.market)
          .map { ContractCalendar(openings: $0) }
      }
      guard let calendar = contractEnds.calendar,
        let end = calendar.lastTrade(of: symbol, metAt: now.wall)
      else { continue }
      trading.end(month, at: end, now: now.steady)
      tellEnd(of: symbol, at: end, calendar.zone, now)
      hasNewData = true
    }
  }

  private mutating func tellEnd(
    of symbol: Symbol, at end: UnixNanos, _ zone: ZoneRules, _ now: DeskTime
  ) {
    let date = "\(SessionText.dateAndTime(end, zone)) \(CivilTime(end).year)"
    if end > now.wall {
      desk.note(.info, "\(symbol) trades last \(date)", now: now)
    } else {
      desk.announce(
        .warning,
        "\(symbol) ended \(date): it takes no orders (instruments.yaml can say otherwise)",
        now: now)
    }
  }

  /// It begins as soon as every position has a price: the day is measured from what the account was
  /// worth then.
  private mutating func catchUpDay(_ now: DeskTime) {
    if !hasAwaitedDay { awaitDay(now) }
    guard let awaited = awaitedDay, trading.isMarked || now.monotonicNanos >= awaited.until else {
      return
    }
    awaitedDay = nil
    let watched = sessions.board.calendars.flatMap { sessions.instruments(of: $0.market) }
    trading.openSession(of: Array(watched.prefix(1)), day: awaited.day, at: now.steady)
  }

  /// Tells the engine and the trader what has happened to the markets.
  mutating func passSessions(_ now: DeskTime) {
    guard trading.failure == nil else { return }
    let events = sessions.passed(to: now.wall)
    guard !events.isEmpty else { return }
    if !sessions.board.isSimulated {
      for event in events { tell(event, now) }
    }
    announce(events, now)
    hasNewData = true
  }

  private mutating func tell(_ event: SessionEvent, _ now: DeskTime) {
    switch event.kind {
    case .closed:
      trading.closeSession(of: sessions.instruments(of: event.market), at: event.at)
    case .opened(let date):
      let day = date.daysSince1970
      trading.beginVolume(of: sessions.instruments(of: event.market))
      guard trading.isMarked else { return awaitSession(day, now) }
      awaitedDay = nil
      trading.openSession(of: sessions.instruments(of: event.market), day: day, at: event.at)
    case .changed, .soon: break
    }
  }

  // MARK: The trader

  private struct Announcement {
    let text: String
    let isToast: Bool
    let level: LogEntry.Level
    var markets: [String]
  }

  /// Says it once for all markets that share it.
  private mutating func announce(_ events: [SessionEvent], _ now: DeskTime) {
    var announcements: [Announcement] = []
    for event in events {
      guard let one = announcement(of: event, now) else { continue }
      if let place = announcements.firstIndex(where: { $0.text == one.text }) {
        announcements[place].markets += one.markets
      } else {
        announcements.append(one)
      }
    }
    for one in announcements {
      let text = one.markets.joined(separator: ", ") + " " + one.text
      if one.isToast {
        desk.announce(one.level, text, now: now)
      } else {
        desk.note(one.level, text, now: now)
      }
    }
    if ringsBell, announcements.contains(where: \.isToast) { terminal.ringBell() }
  }

  private func announcement(of event: SessionEvent, _ now: DeskTime) -> Announcement? {
    guard let calendar = sessions.board.calendar(of: event.market) else { return nil }
    func zoned(_ text: String, _ at: UnixNanos) -> String {
      "\(text) \(SessionText.abbreviation(at, calendar.zone))"
    }
    switch event.kind {
    case .closed, .opened: return nil
    case .changed(let from, let to):
      let reason = SessionText.reason(to.detail)
      var text = "\(to.status.word)" + (reason.isEmpty ? "" : " (\(reason))")
      if let next = calendar.nextTransition(after: event.at) {
        let time = SessionText.dayAndTime(next.at, calendar.zone)
        text += ", \(SessionText.verb(next.to.status)) \(zoned(time, next.at))"
      }
      let isNews = now.wall.nanos(since: event.at) < DeskSession.newsNanos
      return Announcement(
        text: text, isToast: isNews && from.isOpen != to.isOpen, level: .info,
        markets: [event.market.name])
    case .soon(let at, let to):
      let minutes = (at.nanos(since: now.wall) + 59_999_999_999) / 60_000_000_000
      let time = SessionText.hourAndMinute(at, calendar.zone)
      return Announcement(
        text: "\(SessionText.verb(to.status)) in \(minutes) min, at \(zoned(time, at))",
        isToast: true, level: to.isOpen ? .info : .warning, markets: [event.market.name])
    }
  }
}
