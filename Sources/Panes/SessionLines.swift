import MarketCalendar
import MarketModel
import TerminalKit

/// The lines of the session pane by subject, the more important subjects first.
struct SessionLines {
  private let view: DeskView
  private let glyphs: Glyphs
  private let width: Int
  private var status: [SessionLine] = []
  private var events: [SessionLine] = []
  private var specialDays: [SessionLine] = []
  private var others: [SessionLine] = []
  private var clocks: [SessionLine] = []
  private var history: [SessionLine] = []

  init(_ view: DeskView, _ calendar: MarketCalendar?, glyphs: Glyphs, width: Int) {
    self.view = view
    self.glyphs = glyphs
    self.width = width
    if let calendar, let moment = calendar.moment(at: view.now) {
      status = statusLines(calendar, moment) + contractLines(calendar)
      events = eventLines(calendar)
      specialDays = specialDayLines(calendar, moment)
    } else {
      status = absenceLines(calendar)
    }
    others = otherLines(besides: calendar?.market)
    clocks = [clockLine(calendar?.zone)] + skewLines()
    history = view.sessions.history.reversed().map(historyLine)
  }

  /// The lines that fit, each subject in its place; when room is short the last subjects go first.
  func fitted(height: Int) -> [SessionLine] {
    var left = height
    func take(_ count: Int, of lines: [SessionLine]) -> Int {
      let taken = max(0, min(count, left, lines.count))
      left -= taken
      return taken
    }
    let statusCount = take(status.count, of: status)
    var eventCount = take(1, of: events)
    var clockCount = take(1, of: clocks)
    var dayCount = take(1, of: specialDays)
    var otherCount = take(1, of: others)
    eventCount += take(2, of: Array(events.dropFirst(eventCount)))
    otherCount += take(others.count, of: Array(others.dropFirst(otherCount)))
    dayCount += take(2, of: Array(specialDays.dropFirst(dayCount)))
    clockCount += take(1, of: Array(clocks.dropFirst(clockCount)))
    let historyCount = take(history.count, of: history)
    dayCount += take(specialDays.count, of: Array(specialDays.dropFirst(dayCount)))
    return Array(
      [
        status.prefix(statusCount), events.prefix(eventCount), specialDays.prefix(dayCount),
        others.prefix(otherCount), clocks.prefix(clockCount), history.prefix(historyCount),
      ].joined())
  }

  // MARK: The market's own

  private func statusLines(
    _ calendar: MarketCalendar, _ moment: MarketMoment
  ) -> [SessionLine] {
    let theme = view.theme
    var state = SessionLine(left: [stateSpan(moment.state)])
    let reason = SessionText.reason(moment.state.detail)
    if !reason.isEmpty { state.left.append(Span(" \(reason)", theme[.text])) }
    state.right = [Span("for \(SessionText.date(moment.tradeDate))", theme[.textDim])]
    guard let session = calendar.session(on: moment.tradeDate), session.close > session.open,
      view.now >= session.open, view.now < session.close
    else { return [state] }
    let part =
      Double(view.now.nanos(since: session.open)) / Double(session.close.nanos(since: session.open))
    let percent = "\(Int(part * 100))%"
    let padded = String(repeating: " ", count: 4 - percent.count) + percent
    return [state, SessionLine(right: [Span(padded, theme[.text])], fraction: part)]
  }

  /// When the selected contract trades last.
  private func contractLines(_ calendar: MarketCalendar) -> [SessionLine] {
    guard let selected = view.selectedInstrument,
      case let instrument = view.engine.instruments[selected], let end = instrument.endsAt
    else { return [] }
    let left = end.nanos(since: view.now)
    let isNear = left <= view.engine.config.expiryWarningNanos
    let date =
      "\(SessionText.date(calendar.civilDate(at: end))) "
      + "\(SessionText.hourAndMinute(end, calendar.zone)) "
      + SessionText.abbreviation(end, calendar.zone)
    return [
      SessionLine(
        left: [
          Span(
            "\(instrument.symbol) \(left > 0 ? "ends" : "ended") \(date)",
            view.theme[isNear ? .logWarning : .text])
        ],
        right: left > 0 ? [Span(view.figures.age(nanos: left), view.theme[.textStrong])] : [])
    ]
  }

  private func absenceLines(_ calendar: MarketCalendar?) -> [SessionLine] {
    if calendar != nil {
      return [SessionLine(left: [Span("hours are known from 2000 to 2040", view.theme[.textDim])])]
    }
    if let failure = view.sessions.failure {
      return Surface.wrapped("no calendar: \(failure)", width: width).map {
        SessionLine(left: [Span($0, view.theme[.logWarning])])
      }
    }
    guard let instrument = view.selectedInstrument else { return [] }
    let symbol = view.engine.instruments[instrument].symbol
    let text =
      view.sessions.market(of: instrument) == nil ? "no market listed for \(symbol)" : "\(symbol)"
    return [SessionLine(left: [Span(text, view.theme[.textDim])])]
  }

  private func eventLines(_ calendar: MarketCalendar) -> [SessionLine] {
    var lines: [SessionLine] = []
    var instant = view.now
    while lines.count < 3, let next = calendar.nextTransition(after: instant) {
      let time = SessionText.dayAndTime(next.at, calendar.zone)
      let zone = SessionText.abbreviation(next.at, calendar.zone)
      let isFirst = lines.isEmpty
      let left = next.at.nanos(since: view.now)
      let countdown = isFirst ? SessionText.countdown(nanos: left) : view.figures.age(nanos: left)
      lines.append(
        SessionLine(
          left: [
            Span(padded(SessionText.verb(next.to.status), 11), view.theme[role(next.to)]),
            Span("\(time) \(zone)", view.theme[isFirst ? .text : .textDim]),
          ],
          right: [Span(countdown, view.theme[isFirst ? .textStrong : .textDim])]))
      instant = next.at
    }
    return lines
  }

  private func specialDayLines(
    _ calendar: MarketCalendar, _ moment: MarketMoment
  ) -> [SessionLine] {
    let today = calendar.civilDate(at: view.now)
    return calendar.specialDays(from: min(today, moment.tradeDate), limit: 6).map { day in
      let what =
        switch day.effect {
        case .closed: "closed"
        case .closesEarly(let at): "closes \(SessionText.hourAndMinute(at, calendar.zone))"
        case .opensLate(let at): "opens \(SessionText.hourAndMinute(at, calendar.zone))"
        }
      return SessionLine(left: [
        Span("\(SessionText.date(day.date)) ", view.theme[.text]),
        Span("\(what) ", view.theme[day.effect == .closed ? .sessionClosed : .sessionBreak]),
        Span(day.name, view.theme[.textDim]),
      ])
    }
  }

  // MARK: Around it

  private func otherLines(besides selected: Market?) -> [SessionLine] {
    let calendars = view.sessions.calendars.filter {
      $0.market != selected && $0.moment(at: view.now) != nil
    }
    let nameWidth = (calendars.map { $0.market.name.utf8.count }.max() ?? 0) + 1
    return calendars.map { otherLine($0, nameWidth: nameWidth) }
  }

  private func otherLine(_ calendar: MarketCalendar, nameWidth: Int) -> SessionLine {
    let state = stateSpan(calendar.state(at: view.now))
    var line = SessionLine(left: [
      Span(padded(calendar.market.name, nameWidth), view.theme[.text]), state,
    ])
    guard let next = calendar.nextTransition(after: view.now) else { return line }
    let countdown = SessionText.countdown(nanos: next.at.nanos(since: view.now))
    let full = "\(SessionText.verb(next.to.status)) \(countdown)"
    let room = width - nameWidth - Surface.columns(of: state.text) - 1
    line.right = [Span(full.utf8.count <= room ? full : countdown, view.theme[.textDim])]
    return line
  }

  /// The exchange's clock, the trader's own where that shows another time, and UTC.
  private func clockLine(_ exchange: ZoneRules?) -> SessionLine {
    let seconds = view.now.nanos / 1_000_000_000
    var zones: [(zone: ZoneRules, label: String)] = []
    if let exchange { zones.append((exchange, "")) }
    let offsets = { zones.map { $0.zone.offsetSeconds(atUnixSeconds: seconds) } }
    if let local = view.sessions.localZone,
      !offsets().contains(local.offsetSeconds(atUnixSeconds: seconds))
    {
      zones.append((local, "local "))
    }
    var texts = zones.map { zone, label in
      label + SessionText.timeOfDay(view.now, zone)
        + " \(SessionText.abbreviation(view.now, zone))"
    }
    if !offsets().contains(0) { texts.append(ClockText.timeOfDay(view.now) + " UTC") }
    let wide = texts.joined(separator: "  ")
    if Surface.columns(of: wide) <= width {
      return SessionLine(left: [Span(wide, view.theme[.text])])
    }
    // The others tell hours and minutes, where the exchange's clock already tells the second.
    let short = texts.enumerated().map { place, text in
      place == 0 ? text : withoutSeconds(text)
    }
    return SessionLine(left: [Span(short.joined(separator: "  "), view.theme[.text])])
  }

  /// How far the server's clock and the sources' run ahead of ours.
  private func skewLines() -> [SessionLine] {
    var clocks: [(name: String, ahead: Int64)] = []
    if let server = view.meters.serverAheadNanos { clocks.append(("redis", server)) }
    for (source, meter) in view.meters.known where meter.aheadNanos != 0 {
      clocks.append((view.engine.sources[source].description, meter.aheadNanos))
    }
    guard !clocks.isEmpty else { return [] }
    let texts = clocks.map { "\($0.name) \(view.figures.skew(nanos: $0.ahead))" }
    let isOff = clocks.contains { $0.ahead.magnitude >= UInt64(SessionLines.noticedSkewNanos) }
    return [
      SessionLine(left: [
        Span(
          "clocks  " + texts.joined(separator: "  "),
          view.theme[isOff ? .checkWarning : .textDim])
      ])
    ]
  }

  /// From here on somebody should set a clock.
  private static let noticedSkewNanos: Int64 = 500_000_000

  private func withoutSeconds(_ text: String) -> String {
    let parts = text.split(separator: " ").filter { $0 != "local" }
    return parts.map { $0.utf8.count == 8 && $0.contains(":") ? $0.prefix(5) : $0 }
      .joined(separator: " ")
  }

  private func historyLine(_ mark: SessionMark) -> SessionLine {
    let zone = view.sessions.calendar(of: mark.market)?.zone
    let time = zone.map { SessionText.timeOfDay(mark.at, $0) } ?? ClockText.timeOfDay(mark.at)
    var line = SessionLine(left: [
      Span("\(time) ", view.theme[.logTime]), Span("\(mark.market.name) ", view.theme[.textDim]),
      Span("\(mark.state.status.word)", view.theme[role(mark.state)]),
    ])
    if let tick = mark.tickAt {
      let word = mark.state.isOpen ? "first" : "last"
      let distance = tick.nanos(since: mark.at)
      let sign = distance < 0 ? String(Character(glyphs.minus)) : "+"
      let age = view.figures.age(nanos: Int64(clamping: distance.magnitude))
      let room =
        width - line.left.reduce(1) { $0 + Surface.columns(of: $1.text) }
      let full = "\(word) tick \(sign)\(age)"
      let fits = Surface.columns(of: full) <= room
      line.right = [Span(fits ? full : "\(word) \(sign)\(age)", view.theme[.textDim])]
    }
    return line
  }

  // MARK: Words and colours

  /// A mark and a word beside the colour.
  private func stateSpan(_ state: MarketState) -> Span {
    let bullet =
      switch state.status {
      case .open: glyphs.full
      case .closed: glyphs.hollow
      case .break, .preMarket, .postMarket: glyphs.half
      }
    return Span("\(bullet) \(state.status.word)", view.theme[role(state)])
  }

  private func role(_ state: MarketState) -> Role { SessionText.role(state.status) }

  private func padded(_ text: String, _ columns: Int) -> String {
    text + String(repeating: " ", count: max(1, columns - text.utf8.count))
  }
}
