import MarketModel

/// The values in 1e-9 from which on the account's rules have something to say: the warnings at four
/// fifths, or the breach where a rule never warns. Plain numbers, for the path of every quote.
public struct RiskThresholds: Sendable {
  public private(set) var loss = Int128.max
  public private(set) var drawdown = Int128.max
  public private(set) var profit = Int128.max
  public private(set) var twiceGross = Int128.max
  public private(set) var twiceNet = Int128.max
  public private(set) var twiceGroup = Int128.max
  /// The least of the three before it.
  public private(set) var least = Int128.max
  public private(set) var watchesGroups = false
  public private(set) var watchesMargin = false

  init() {}

  init(_ limits: RiskLimits) {
    if let limit = limits.dailyLossLimit { loss = RiskThresholds.warning(limit) }
    if let limit = limits.maxDrawdown { drawdown = RiskThresholds.warning(limit) }
    if let target = limits.profitTarget { profit = Int128(target.amount.nanos) }
    if let limit = limits.maxGrossExposure { twiceGross = 2 * RiskThresholds.warning(limit) }
    if let limit = limits.maxNetExposure { twiceNet = 2 * RiskThresholds.warning(limit) }
    if let limit = limits.maxGroupExposure { twiceGroup = 2 * RiskThresholds.warning(limit) }
    least = min(twiceGross, twiceNet, twiceGroup)
    watchesGroups = limits.maxGroupExposure != nil
    watchesMargin = limits.checkMargin
  }

  /// The lowest whole count of 1e-9 that is four fifths of a limit or more, less one for the half
  /// that a doubled exposure may be rounded up by.
  private static func warning(_ limit: Money) -> Int128 {
    ExactMath.dividedUp(Int128(limit.nanos) * 4, by: 5) - 1
  }
}
