import MarketModel

/// From where on a quote is suspicious, for an instrument or for all.
public struct QualityBounds: Hashable, Sendable {
  /// How far the last price may move from one event to the next, as a share (0.05 is 5 %); 0 lets it
  /// move as it likes.
  public var priceJump = Ratio(nanos: 50_000_000)
  /// From more ticks than this on two fresh sources disagree; nil never compares them.
  public var divergenceTicks: Int64? = 2
  /// How many times the usual spread is wide; 0 for never.
  public var wideSpreadFactor: Int64 = 10

  public init() {}
}
