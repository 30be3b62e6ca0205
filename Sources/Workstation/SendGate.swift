/// Decides whether a key may send the order whose line is on the screen.
///
/// A key held down, a paste and a bounced key must send nothing, so a second Enter counts only
/// after a key-free gap of 250 ms since the line was painted, and only when no further key
/// follows for as long: terminals tell nobody whether a key is held, but a held key repeats every
/// 25 to 200 ms once its first delay (250 to 660 ms) is over. `y` was not pressed before; sooner
/// than 250 ms after the painting nobody has read the line, so it waits until then, and longer
/// where a paste goes on.
///
/// Times are monotonic nanoseconds.
public struct SendGate: Sendable, Equatable {
  /// What a key or the passing of time means for the shown line.
  public enum Decision: Sendable, Equatable { case wait, send }

  /// The key-free time before a second press of the same key counts.
  public static let gapNanos: Int64 = 250_000_000
  /// How long a repeated key must stay alone.
  public static let repeatSettleNanos: Int64 = 250_000_000
  /// How long a `y` within the gap must stay alone at least.
  public static let yesSettleNanos: Int64 = 100_000_000

  private var paintedAt: Int64?
  private var lastKeyAt: Int64
  private var settlesAt: Int64?

  /// A gate for a line that the key pressed at `now` asked for and that is not painted yet.
  public init(now: Int64) { lastKeyAt = now }

  /// The frame that shows the line has been written.
  public mutating func painted(now: Int64) {
    if paintedAt == nil { paintedAt = now }
  }

  /// The same key as before came again.
  ///
  /// - Parameter alone: whether it came by itself and not in one burst with others.
  public mutating func repeated(now: Int64, alone: Bool) {
    let quietSince = max(paintedAt ?? .max, lastKeyAt)
    lastKeyAt = now
    let isFree = paintedAt != nil && alone && now - quietSince >= SendGate.gapNanos
    settlesAt = isFree ? now + SendGate.repeatSettleNanos : nil
  }

  /// `y` was pressed.
  public mutating func yes(now: Int64, alone: Bool) -> Decision {
    lastKeyAt = now
    settlesAt = nil
    guard let paintedAt, alone else { return .wait }
    let readable = paintedAt + SendGate.gapNanos
    if now >= readable { return .send }
    settlesAt = max(readable, now + SendGate.yesSettleNanos)
    return .wait
  }

  /// Any other key came: whatever was settling is off.
  public mutating func otherKey(now: Int64) {
    lastKeyAt = now
    settlesAt = nil
  }

  /// When `passed` must be asked next.
  public var deadline: Int64? { settlesAt }

  /// Time has passed without a key.
  public mutating func passed(now: Int64) -> Decision {
    guard let settlesAt, now >= settlesAt else { return .wait }
    self.settlesAt = nil
    return .send
  }
}
