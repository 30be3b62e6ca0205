/// Time for whatever is put in order by it: the wall clock's, but never set back.
///
/// A wall clock that leaps forward (a correction, a suspend) is followed at once. One that was set
/// back is waited for: meanwhile time goes on at 15/16 of its pace, so that what waits for a span of
/// time waits about that span, and what happens later has a later instant.
///
///     var steady = SteadyTime(unixNanos: clock.unixNanos, monotonicNanos: clock.monotonicNanos)
///     …
///     let leap = steady.pass(unixNanos: clock.unixNanos, monotonicNanos: clock.monotonicNanos)
public struct SteadyTime: Sendable {
  private var unixNanos: Int64
  private var monotonicNanos: Int64
  private var steadyNanos: Int64

  /// From here on the wall clock has leapt; less is a correction that nobody notices.
  public static let leapNanos: Int64 = 500_000_000

  /// - Parameter earliestNanos: an instant that has been told already, such as a journal's last.
  public init(unixNanos: Int64, monotonicNanos: Int64, earliestNanos: Int64 = .min) {
    self.unixNanos = unixNanos
    self.monotonicNanos = monotonicNanos
    steadyNanos = max(unixNanos, earliestNanos)
  }

  /// The instant at a look at both clocks.
  public func nanos(unixNanos: Int64, monotonicNanos: Int64) -> Int64 {
    let passed = max(0, monotonicNanos &- self.monotonicNanos)
    return max(unixNanos, steadyNanos &+ passed &- passed / 16)
  }

  /// Takes a look at both clocks.
  ///
  /// - Returns: how far the wall clock has leapt since the last look, below zero for back; 0 where
  ///   it went with the monotonic one.
  public mutating func pass(unixNanos: Int64, monotonicNanos: Int64) -> Int64 {
    let leap = (unixNanos &- self.unixNanos) &- (monotonicNanos &- self.monotonicNanos)
    steadyNanos = nanos(unixNanos: unixNanos, monotonicNanos: monotonicNanos)
    self.unixNanos = unixNanos
    self.monotonicNanos = monotonicNanos
    return leap.magnitude >= UInt64(SteadyTime.leapNanos) ? leap : 0
  }
}
