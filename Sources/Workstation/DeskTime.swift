import MarketModel

/// One instant on all clocks: the wall's for what is shown, the steady one for what is put in order,
/// the monotonic one for waiting.
public struct DeskTime: Sendable, Equatable {
  public let wall: UnixNanos
  /// The wall's, but never set back: the time of the engine and of the data.
  public let steady: UnixNanos
  public let monotonicNanos: Int64

  /// - Parameter steady: nil where the wall clock is never set.
  public init(wall: UnixNanos, steady: UnixNanos? = nil, monotonicNanos: Int64) {
    self.wall = wall
    self.steady = steady ?? wall
    self.monotonicNanos = monotonicNanos
  }
}
