import CPlatform

/// The only clock. Whatever else needs the time is handed it as a number.
public struct Clock: Sendable {
  private let unixOffsetNanos: Int64?

  /// The machine's clocks.
  public init() {
    unixOffsetNanos = nil
  }

  /// A clock that shows `unixNanos` now and runs on from there, for tests and demonstrations.
  public init(startingAtUnixNanos unixNanos: Int64) {
    unixOffsetNanos = unixNanos &- thor_monotonic_nanos()
  }

  /// Nanoseconds since an arbitrary point; never goes back. For deadlines and durations.
  public var monotonicNanos: Int64 { thor_monotonic_nanos() }

  /// Nanoseconds since 1970, UTC. Goes back when somebody sets the machine's clock back.
  public var unixNanos: Int64 {
    unixOffsetNanos.map { $0 &+ thor_monotonic_nanos() } ?? thor_unix_nanos()
  }
}
