import MarketModel

/// A quote event as a publisher knows it: by names, with everything the contract has.
public struct TickRecord: Hashable, Sendable {
  public var symbol: Symbol
  public var timestamp: UnixNanos
  public var source: SourceName
  public var last: Price?
  public var bid: Price?
  public var ask: Price?
  /// Present where the event is a trade.
  public var lastSize: Quantity?
  public var bidSize: Quantity?
  public var askSize: Quantity?
  public var ingestID: IngestID?
  public var collector: String?
  public var latencyMicros: Int?
  public var sequence: Int64?
  public var figures = SessionFigures()

  public init(symbol: Symbol, timestamp: UnixNanos, source: SourceName) {
    self.symbol = symbol
    self.timestamp = timestamp
    self.source = source
  }
}
