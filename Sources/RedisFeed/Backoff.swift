import MarketCodec

/// How long to wait before the next attempt: exponential with full jitter, from a seed.
///
/// Full jitter (a uniform draw from zero to the bound) keeps a room of workstations from knocking
/// all at once on a server that comes back. Source: AWS Architecture Blog, "Exponential Backoff
/// And Jitter".
struct Backoff: Sendable {
  static let firstNanos: Int64 = 100_000_000
  static let limitNanos: Int64 = 10_000_000_000
  /// However the draw falls, no attempt follows another faster than this.
  static let floorNanos: Int64 = 20_000_000

  private(set) var attempts = 0
  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// The wait before the next attempt; faults that need somebody are retried at the long end.
  mutating func next(after fault: RedisFault) -> Int64 {
    let doublings = min(attempts, 16)
    attempts += 1
    let bound = min(Backoff.limitNanos, Backoff.firstNanos << Int64(doublings))
    let low = fault.needsAttention ? Backoff.limitNanos / 4 : Backoff.floorNanos
    let high = fault.needsAttention ? Backoff.limitNanos : max(bound, low)
    return low + Int64(generator.below(UInt64(high - low) + 1))
  }

  /// The server answered: the next failure starts from the short end again.
  mutating func reset() { attempts = 0 }
}
