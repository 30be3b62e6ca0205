/// How long to wait before the next attempt: longer each time, drawn at random up to a bound, so
/// that a room of desks does not knock all at once on a server that comes back.
struct ReconnectPace {
  private static let firstNanos: UInt64 = 200_000_000
  private static let limitNanos: UInt64 = 10_000_000_000
  private static let floorNanos: UInt64 = 50_000_000

  private var attempts: UInt64 = 0
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The wait after a failure; one that needs somebody is tried again at the long end.
  mutating func next(after fault: DatabaseFault) -> Int64 {
    let bound = min(ReconnectPace.limitNanos, ReconnectPace.firstNanos << min(attempts, 10))
    attempts += 1
    let low = fault.needsAttention ? ReconnectPace.limitNanos / 5 : ReconnectPace.floorNanos
    let high = fault.needsAttention ? ReconnectPace.limitNanos / 2 : bound
    return Int64(low + draw() % (high - low + 1))
  }

  /// It works: the next failure starts from the short end again.
  mutating func reset() { attempts = 0 }

  /// SplitMix64.
  private mutating func draw() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
