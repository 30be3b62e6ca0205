/// Decides whether a key may send an order at once while one-key trading is armed.
///
/// No key is asked for again here, so what comes in a burst (a paste, a bounce), within 250 ms of
/// another key, or before the banner has been read for as long, sends nothing. A key held down
/// repeats for the first time 250 to 660 ms after it was pressed, on some machines later, and then
/// every 25 to 200 ms. So the same key counts again only when it has been quiet for 700 ms, and
/// within 2.5 s only when no further key follows for 250 ms: one press, one order.
///
/// Times are monotonic nanoseconds.
public struct ArmedGate: Sendable, Equatable {
  /// What a key means.
  public enum Decision: Sendable, Equatable {
    case ignore, send
    /// To be sent when `passed` says so.
    case settle
  }

  /// The key-free time before a key counts.
  public static let gapNanos = SendGate.gapNanos
  /// The time in which the same key is taken to be held.
  public static let holdNanos: Int64 = 700_000_000
  /// The time in which the same key may be held on a keyboard that is slow to repeat.
  public static let slowHoldNanos: Int64 = 2_500_000_000
  /// How long it stays armed without a key.
  public static let lifeNanos: Int64 = 30_000_000_000

  private var paintedAt: Int64?
  private var lastKeyAt: Int64
  private var lastPresses: [Command: Int64] = [:]
  private var settlesAt: Int64?

  /// A gate for a banner that the key pressed at `now` asked for and that is not painted yet.
  public init(now: Int64) { lastKeyAt = now }

  /// The frame that shows the banner has been written.
  public mutating func painted(now: Int64) {
    if paintedAt == nil { paintedAt = now }
  }

  /// The banner says something else now, which is to be read anew.
  public mutating func changed() { paintedAt = nil }

  /// A key came that sends an order.
  ///
  /// - Parameter alone: whether it came by itself and not in one burst with others.
  public mutating func pressed(_ command: Command, now: Int64, alone: Bool) -> Decision {
    let quietSince = max(paintedAt ?? .max, lastKeyAt)
    let lastPress = lastPresses[command]
    lastPresses[command] = now
    otherKey(now: now)
    guard alone, paintedAt != nil, now - quietSince >= ArmedGate.gapNanos else { return .ignore }
    guard let lastPress, now - lastPress < ArmedGate.slowHoldNanos else { return .send }
    guard now - lastPress >= ArmedGate.holdNanos else { return .ignore }
    settlesAt = now + SendGate.repeatSettleNanos
    return .settle
  }

  /// Any other key came: whatever was settling is off.
  public mutating func otherKey(now: Int64) {
    lastKeyAt = now
    settlesAt = nil
  }

  /// Time has passed without a key; whether what was settling may go.
  public mutating func passed(now: Int64) -> Bool {
    guard let settlesAt, now >= settlesAt else { return false }
    self.settlesAt = nil
    return true
  }

  /// When it disarms by itself.
  public var end: Int64 { lastKeyAt + ArmedGate.lifeNanos }

  /// When something is due.
  public var deadline: Int64 { min(settlesAt ?? .max, end) }
}
