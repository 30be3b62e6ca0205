import MarketModel
import TerminalKit

/// What the desk said, newest at the bottom.
public enum LogPane {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    let inner = view.box(.log, "Log", in: rect, on: &surface)
    guard !inner.isEmpty else { return }
    let entries = view.log.entries
    // A selected row holds the log still; without one the newest is seen.
    let end = min(entries.count, view.selectedRows[.log].map { $0 + 1 } ?? entries.count)
    let start = max(0, end - inner.height)
    for (line, entry) in entries[start..<max(start, end)].enumerated() {
      surface.draw(
        [
          Span(ClockText.timeOfDay(entry.at) + "  ", view.theme[.logTime]),
          Span(entry.text, view.theme[role(entry.level)]),
        ], in: inner.row(line))
    }
  }

  static func role(_ level: LogEntry.Level) -> Role {
    switch level {
    case .info, .success: .logInfo
    case .warning: .logWarning
    case .error: .logError
    }
  }
}

/// The time of day as the status bar and the log write it.
enum ClockText {
  /// `10:47:17`, in UTC.
  static func timeOfDay(_ instant: UnixNanos) -> String {
    let civil = CivilTime(instant)
    return "\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second))"
  }

  /// `11-20 10:47:17`, in UTC.
  static func dayAndTime(_ instant: UnixNanos) -> String {
    let civil = CivilTime(instant)
    return "\(two(civil.month))-\(two(civil.day)) \(timeOfDay(instant))"
  }

  /// `10:47:17.083`, in UTC.
  static func timeWithMillis(_ instant: UnixNanos) -> String {
    let rest = instant.nanos % 1_000_000_000
    let millis = (rest < 0 ? rest + 1_000_000_000 : rest) / 1_000_000
    return timeOfDay(instant) + (millis < 10 ? ".00" : millis < 100 ? ".0" : ".") + "\(millis)"
  }

  /// `Fri 20 Nov 10:47:17 UTC`.
  static func dateAndTime(_ instant: UnixNanos) -> String {
    let civil = CivilTime(instant)
    return date(weekday: civil.weekday, day: civil.day, month: civil.month) + " "
      + timeOfDay(instant) + " UTC"
  }

  /// `Fri 20 Nov 2026`, in UTC.
  static func date(_ instant: UnixNanos) -> String {
    let civil = CivilTime(instant)
    return date(weekday: civil.weekday, day: civil.day, month: civil.month) + " \(civil.year)"
  }

  /// `Fri 20 Nov`; 0 is Monday.
  static func date(weekday: Int, day: Int, month: Int) -> String {
    "\(days[weekday]) \(two(day)) \(months[month - 1])"
  }

  /// `Fri` for 4.
  static func weekday(_ weekday: Int) -> String { days[weekday] }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
