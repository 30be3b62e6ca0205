import Execution
import MarketModel

/// Writes effects as JSON lines, as the protocol and the journal have them.
public struct EffectEncoder: Sendable {
  /// What has been written; the caller takes it and empties it.
  public var bytes: [UInt8] = []

  public init() { bytes.reserveCapacity(1 << 16) }

  /// Appends one effect and a line feed.
  public mutating func append(_ effect: Effect, of effects: Effects, from engine: Engine) {
  }

  /// Appends an order as it was made, for the journal; `Engine.restore(line:)` reads it back.
  public mutating func append(order index: OrderIndex, from engine: Engine) {
  }

  /// Appends the day's figures (baseline, peak, trade date, market statuses), for the journal.
  public mutating func appendDay(from engine: Engine) {
  }
}
