/// A dated exception to a market's rules: a day of mourning, a storm, a jubilee.
///
/// Exceptions are data, so that a desk can add what its exchange announces. On its date an
/// exception replaces what the rules say; of two for one date the later in the list counts.
public struct CalendarException: Hashable, Sendable {
  /// What the day is like.
  public enum Effect: Hashable, Sendable {
    case closed
    /// The regular session ends at this minute after midnight on the market's clocks.
    case earlyClose(minute: Int)
    /// The regular session begins at this minute after midnight on the market's clocks.
    case lateOpen(minute: Int)
    /// A trading day like any other although a rule says otherwise.
    case normal
  }

  public let market: Market
  public let date: TradeDate
  public let effect: Effect
  /// What happened.
  public let name: String

  /// An exception for one market on one date.
  public init(market: Market, date: TradeDate, effect: Effect, name: String) {
    self.market = market
    self.date = date
    self.effect = effect
    self.name = name
  }

  var note: DayNote {
    let dayEffect: DayEffect =
      switch effect {
      case .closed: .closed
      case .earlyClose(let minute): .hours(open: nil, close: minute)
      case .lateOpen(let minute): .hours(open: minute, close: nil)
      case .normal: .normal
      }
    return DayNote(date: date, name: name, effect: dayEffect, isHoliday: effect == .closed)
  }
}
