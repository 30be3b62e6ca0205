import CPlatform

/// The only clock. Whatever else needs the time is handed it as a number.
public struct Clock: Sendable {
  private let unixOffsetNanos: Int64?
  /// For tests: by the monotonic clock, when the wall clock is set and by how much.
  private let leaps: [(atNanos: Int64, byNanos: Int64)]

  /// The machine's clocks.
  public init() {
    unixOffsetNanos = nil
    leaps = []
  }

  /// A clock that shows `unixNanos` now and runs on from there, for tests and demonstrations.
  ///
  /// - Parameter leaps: how long from now, and by how much, it is set forward or back.
  public init(
    startingAtUnixNanos unixNanos: Int64, leaps: [(afterNanos: Int64, byNanos: Int64)] = []
  ) {
    let start = thor_monotonic_nanos()
    unixOffsetNanos = unixNanos &- start
    self.leaps = leaps.map { (start &+ $0.afterNanos, $0.byNanos) }
  }

  /// Nanoseconds since an arbitrary point; never goes back. For deadlines and durations.
  public var monotonicNanos: Int64 { thor_monotonic_nanos() }

  /// Nanoseconds since 1970, UTC. Goes back when somebody sets the machine's clock back.
  public var unixNanos: Int64 {
    guard let unixOffsetNanos else { return thor_unix_nanos() }
    let now = thor_monotonic_nanos()
    var nanos = unixOffsetNanos &+ now
    for leap in leaps where now >= leap.atNanos { nanos &+= leap.byNanos }
    return nanos
  }
}
