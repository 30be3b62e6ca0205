import MarketModel

/// Makes the sessions of a market from its hours, its special days and its zone.
struct SessionBuilder {
  let definition: MarketDefinition
  let zone: ZoneRules
  /// One note a date, exceptions before rules.
  let notes: [TradeDate: DayNote]

  init(_ market: Market, _ zone: ZoneRules, _ exceptions: [CalendarException]) {
    definition = market.definition
    self.zone = zone
    var notes: [TradeDate: DayNote] = [:]
    for note in definition.ruleNotes(in: HolidayRule.allYears) {
      notes[note.date] = notes[note.date].map { Self.joined($0, note) } ?? note
    }
    for exception in exceptions where exception.market == market {
      notes[exception.date] = exception.note
    }
    self.notes = notes
  }

  /// The holiday names the day when two rules meet on it.
  private static func joined(_ one: DayNote, _ other: DayNote) -> DayNote {
    let named =
      one.effect != .closed && (other.effect == .closed || (other.isHoliday && !one.isHoliday))
      ? other : one
    return DayNote(
      date: one.date, name: named.name, effect: one.effect.joined(with: other.effect),
      isHoliday: named.isHoliday)
  }

  /// The sessions from `first` to `last`, in order.
  func sessions(from first: TradeDate, to last: TradeDate) -> [TradingSession] {
    var sessions: [TradingSession] = []
    sessions.reserveCapacity(Int(last.daysSince1970 - first.daysSince1970) * 5 / 7 + 8)
    var date = first
    var isAfterGap = true
    while date <= last {
      if let session = session(on: date, isAfterGap: isAfterGap) {
        sessions.append(session)
        isAfterGap = session.isEarlyClose
      } else {
        isAfterGap = true
      }
      date = date.advanced(byDays: 1)
    }
    return sessions
  }

  private func isTradeDate(_ date: TradeDate, _ note: DayNote?) -> Bool {
    switch note?.effect {
    case .closed: false
    case .normal: true
    default: definition.tradesWeekends || !date.isWeekend
    }
  }

  private func session(on date: TradeDate, isAfterGap: Bool) -> TradingSession? {
    let note = notes[date]
    guard isTradeDate(date, note), let hours = definition.hours(on: date) else { return nil }
    let minutes = SessionMinutes(hours, note, isAfterGap: isAfterGap)
    return TradingSession(
      date: date, preOpen: hours.preOpen.map { instant(date, $0) },
      open: instant(date, minutes.open), close: instant(date, minutes.close),
      postClose: minutes.postClose.map { instant(date, $0) },
      pauses: minutes.pauses.map {
        .init(start: instant(date, $0.start), end: instant(date, $0.end), detail: $0.detail)
      },
      isEarlyClose: minutes.isEarlyClose, isLateOpen: minutes.isLateOpen, occasion: note?.name)
  }

  private func instant(_ date: TradeDate, _ minute: Int) -> UnixNanos {
    let local = Int64(date.daysSince1970) * 86_400 + Int64(minute) * 60
    return UnixNanos(zone.unixSeconds(ofLocalSeconds: local) * 1_000_000_000)
  }
}
