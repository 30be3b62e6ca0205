import MarketModel

/// What a position's size is asked to follow from. Equity and price are taken from the account
/// and the market where they are nil.
public struct SizingRequest: Hashable, Sendable {
  public enum Method: Hashable, Sendable {
    case kelly(
      winRate: Ratio, payoff: Ratio, fraction: Ratio, maxFraction: Ratio, stopPoints: Price)
    case volatility(price: Price?, targetDailyVolatility: Ratio, dailySigma: Ratio)
    case fixedRisk(riskShare: Ratio, entry: Price?, stop: Price)
    case fixed(Quantity)
  }

  public var instrument: InstrumentIndex
  public var method: Method
  public var equity: Money?
  /// 0 … 1, with what is already held.
  public var correlation: Ratio?

  public init(
    instrument: InstrumentIndex, method: Method, equity: Money? = nil, correlation: Ratio? = nil
  ) {
    self.instrument = instrument
    self.method = method
    self.equity = equity
    self.correlation = correlation
  }
}
