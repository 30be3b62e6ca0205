import MarketModel

/// Why a journaled line cannot be taken up again.
public struct RestoreFailure: Error, Hashable, Sendable, CustomStringConvertible {
  public let field: String
  public let message: String
  public var description: String { "\(field): \(message)" }
}

extension Engine {
  /// Takes up one journaled line (an order as it was made, or an effect), in the order in which
  /// they were written. Only for an engine that has its instruments and configuration and has
  /// seen no input since.
  public mutating func restore(
    line: UnsafeBufferPointer<UInt8>
  ) throws(RestoreFailure) {
  }
}

extension Engine {
  /// Ends a restoration: time stands at `now` at least, and deadlines missed meanwhile are due.
  public mutating func finishRestoring(at now: UnixNanos) {
    clock = max(clock, now)
  }
}
