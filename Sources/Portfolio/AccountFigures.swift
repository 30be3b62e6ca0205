import MarketModel

/// The account in one row, as a query or the screen asks for it.
public struct AccountFigures: Hashable, Sendable {
  /// Opening cash + realised − fees.
  public var cash: Money
  /// Cash + unrealised.
  public var equity: WideAmount
  public var fees: Money
  /// nil where a requirement cannot be evaluated (a rate without a mid).
  public var marginInitial: WideAmount?
  public var marginMaintenance: WideAmount?
  /// Equity − initial requirement.
  public var marginAvailable: WideAmount?
  /// Equity − equity at the day's baseline.
  public var dayProfit: WideAmount

  public init(
    cash: Money, equity: WideAmount, fees: Money, marginInitial: WideAmount?,
    marginMaintenance: WideAmount?, marginAvailable: WideAmount?, dayProfit: WideAmount
  ) {
    self.cash = cash
    self.equity = equity
    self.fees = fees
    self.marginInitial = marginInitial
    self.marginMaintenance = marginMaintenance
    self.marginAvailable = marginAvailable
    self.dayProfit = dayProfit
  }
}
