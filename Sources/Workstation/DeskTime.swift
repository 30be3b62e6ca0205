import MarketModel

/// One instant on both clocks: the wall's for what is shown, the monotonic one for waiting.
public struct DeskTime: Sendable, Equatable {
  public let wall: UnixNanos
  public let monotonicNanos: Int64

  public init(wall: UnixNanos, monotonicNanos: Int64) {
    self.wall = wall
    self.monotonicNanos = monotonicNanos
  }
}
