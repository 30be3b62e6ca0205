import MarketModel

/// One line of the log, and of the toasts.
public struct LogEntry: Sendable, Equatable {
  public enum Level: Sendable, Equatable { case info, success, warning, error }

  public let at: UnixNanos
  public let level: Level
  public let text: String

  public init(at: UnixNanos, level: Level, text: String) {
    self.at = at
    self.level = level
    self.text = text
  }
}

/// What the desk said, newest last; bounded, since a desk runs for weeks.
public struct LogBook: Sendable {
  public private(set) var entries: [LogEntry] = []

  /// The lines kept for scrolling back; the file has them all.
  public static let limit = 2_000

  public init() {}

  public mutating func add(_ entry: LogEntry) {
    // Half at a time, so that a full book costs nothing a line.
    if entries.count >= LogBook.limit { entries.removeFirst(LogBook.limit / 2) }
    entries.append(entry)
  }
}
