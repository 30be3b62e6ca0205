import Panes

/// The messages in the corner: three at most, newest first, five seconds; errors stay.
public struct ToastStack: Sendable {
  public private(set) var shown: [LogEntry] = []
  private var endsAt: [Int64] = []

  public static let countLimit = 3
  public static let lifeNanos: Int64 = 5_000_000_000

  public init() {}

  /// Shows an entry from `now` on (monotonic nanoseconds).
  public mutating func show(_ entry: LogEntry, now: Int64) {
    shown.insert(entry, at: 0)
    endsAt.insert(entry.level == .error ? .max : now + ToastStack.lifeNanos, at: 0)
    if shown.count > ToastStack.countLimit { dropOldest() }
  }

  /// When the next toast goes by itself.
  public var deadline: Int64? { endsAt.filter { $0 != .max }.min() }

  /// Takes away what has been there long enough; returns whether anything went.
  public mutating func passed(now: Int64) -> Bool {
    let before = shown.count
    for index in shown.indices.reversed() where endsAt[index] <= now { remove(at: index) }
    return shown.count != before
  }

  /// Takes away what waits for a key.
  public mutating func dismiss() {
    shown.removeAll()
    endsAt.removeAll()
  }

  /// The oldest that goes by itself makes room, or the oldest of all.
  private mutating func dropOldest() {
    remove(at: endsAt.lastIndex { $0 != .max } ?? shown.count - 1)
  }

  private mutating func remove(at index: Int) {
    shown.remove(at: index)
    endsAt.remove(at: index)
  }
}
