import MarketModel

/// A weekday that is not like the others: a holiday, an early close, a late opening.
public struct SpecialDay: Hashable, Sendable {
  public enum Effect: Hashable, Sendable {
    case closed
    case closesEarly(UnixNanos)
    case opensLate(UnixNanos)
  }

  public let date: TradeDate
  public let name: String
  public let effect: Effect
}

extension MarketCalendar {
  /// The special days from a date on, in order, `limit` at most.
  ///
  /// - Complexity: O(log n) in the special days, then O(1) each.
  public func specialDays(from date: TradeDate, limit: Int) -> [SpecialDay] {
    var days: [SpecialDay] = []
    for note in notes[notes.boundary { $0.date >= date }...] {
      guard days.count < limit else { break }
      guard !note.date.isWeekend, let effect = effect(of: note) else { continue }
      days.append(SpecialDay(date: note.date, name: note.name, effect: effect))
    }
    return days
  }

  private func effect(of note: DayNote) -> SpecialDay.Effect? {
    if note.effect == .closed { return .closed }
    guard let session = session(on: note.date) else { return nil }
    if session.isEarlyClose { return .closesEarly(session.close) }
    return session.isLateOpen ? .opensLate(session.open) : nil
  }
}
