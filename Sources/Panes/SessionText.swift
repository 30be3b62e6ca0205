import MarketCalendar
import MarketModel
import TerminalKit

/// Market states, instants and countdowns as a trader reads them.
public enum SessionText {
  /// `16:00:00` on a zone's clocks.
  public static func timeOfDay(_ instant: UnixNanos, _ zone: ZoneRules) -> String {
    ClockText.timeOfDay(shifted(instant, zone))
  }

  /// `Fri 16:00` on a zone's clocks.
  public static func dayAndTime(_ instant: UnixNanos, _ zone: ZoneRules) -> String {
    let local = shifted(instant, zone)
    return "\(ClockText.weekday(CivilTime(local).weekday)) \(ClockText.timeOfDay(local).prefix(5))"
  }

  /// `16:00` on a zone's clocks.
  public static func hourAndMinute(_ instant: UnixNanos, _ zone: ZoneRules) -> String {
    String(timeOfDay(instant, zone).prefix(5))
  }

  /// `Fri 20 Nov 10:47:17 CST`.
  public static func dateAndTime(_ instant: UnixNanos, _ zone: ZoneRules) -> String {
    let local = shifted(instant, zone)
    return "\(date(CivilTime(local))) \(ClockText.timeOfDay(local)) \(abbreviation(instant, zone))"
  }

  /// `Fri 20 Nov`.
  public static func date(_ date: TradeDate) -> String {
    let (_, month, day) = date.civil
    return ClockText.date(weekday: date.weekday, day: day, month: month)
  }

  /// What the zone's clocks are called, such as `CST`.
  public static func abbreviation(_ instant: UnixNanos, _ zone: ZoneRules) -> String {
    zone.abbreviation(atUnixSeconds: seconds(instant))
  }

  /// `05:12:43` or `2d 05:12:43`; rounded up, so that it ends when the time has come.
  public static func countdown(nanos: Int64) -> String {
    let left = max(0, nanos)
    let seconds = left / 1_000_000_000 + (left % 1_000_000_000 > 0 ? 1 : 0)
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let clock = "\(two(seconds / 3_600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    return seconds >= 86_400 ? "\(seconds / 86_400)d \(clock)" : clock
  }

  /// What a change to a status is called ahead of it: `opens`, `break`.
  public static func verb(_ status: MarketStatus) -> String {
    switch status {
    case .open: "opens"
    case .closed, .postMarket: "closes"
    case .break: "break"
    case .preMarket: "pre-market"
    }
  }

  /// Why a market is closed or pauses, in words; empty for none.
  public static func reason(_ detail: StatusDetail) -> String {
    switch detail {
    case .none: ""
    case .weekend: "weekend"
    case .holiday: "holiday"
    case .holidayHalt: "holiday halt"
    case .maintenance: "maintenance"
    case .lunch: "lunch"
    }
  }

  private static func date(_ civil: CivilTime) -> String {
    ClockText.date(weekday: civil.weekday, day: civil.day, month: civil.month)
  }

  private static func shifted(_ instant: UnixNanos, _ zone: ZoneRules) -> UnixNanos {
    let offset = zone.offsetSeconds(atUnixSeconds: seconds(instant))
    return instant.advanced(byNanos: Int64(offset) * 1_000_000_000)
  }

  private static func seconds(_ instant: UnixNanos) -> Int64 {
    let (quotient, remainder) = instant.nanos.quotientAndRemainder(dividingBy: 1_000_000_000)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// What a status looks like.
  static func role(_ status: MarketStatus) -> Role {
    switch status {
    case .open: .sessionOpen
    case .closed: .sessionClosed
    case .break, .preMarket, .postMarket: .sessionBreak
    }
  }
}
