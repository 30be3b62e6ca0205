import MarketModel

/// What a sizing takes from the account and the market where the request leaves it out.
public struct SizingMarket: Sendable {
  public var multiplier: Ratio
  public var equity: WideAmount
  /// The mid, in 1e-9.
  public var price: Int128?

  public init(multiplier: Ratio, equity: WideAmount, price: Int128?) {
    self.multiplier = multiplier
    self.equity = equity
    self.price = price
  }
}

extension SizingRequest {
  /// The size with every step to it; nil where it cannot be worked out (no price, nothing to divide
  /// by, a number beyond 128 bits).
  public func result(in market: SizingMarket) -> SizingResult? {
    var work = SizingWork(equity: equity.map { WideAmount($0) } ?? market.equity)
    switch method {
    case .kelly(let winRate, let payoff, let fraction, let maxFraction, let stopPoints):
      guard work.kelly(winRate, payoff, fraction, maxFraction) else { return nil }
      work.take("risk_per_unit", Int128(stopPoints.nanos), market.multiplier)
    case .volatility(let price, let target, let sigma):
      guard let price = price.map({ Int128($0.nanos) }) ?? market.price else { return nil }
      work.budget(target, named: "target_daily_vol")
      work.take("risk_per_unit", abs(price), market.multiplier, times: sigma)
    case .fixedRisk(let share, let entry, let stop):
      guard let price = entry.map({ Int128($0.nanos) }) ?? market.price else { return nil }
      work.budget(share, named: "risk_pct")
      work.take("risk_per_unit", abs(price - Int128(stop.nanos)), market.multiplier)
    case .fixed(let quantity):
      return SizingResult(
        instrument: instrument, quantity: quantity,
        steps: [SizingResult.Step("quantity", WideAmount(quantity))])
    }
    guard let quantity = work.units(correlation: correlation) else { return nil }
    return SizingResult(instrument: instrument, quantity: quantity, steps: work.steps)
  }
}

/// A sizing on its way: exact fractions, rounded only in what the trace shows.
struct SizingWork {
  private(set) var steps: [SizingResult.Step] = []
  private let equity: WideAmount
  /// The money at risk as a fraction.
  private var budgetNumerator: Int128 = 0
  private var budgetDenominator: Int128 = 1
  /// Money at risk of one unit, in 1e-27.
  private var perUnit: Int128?

  init(equity: WideAmount) {
    self.equity = equity
    steps.append(SizingResult.Step("equity", equity))
  }

  private mutating func note(_ name: String, _ numerator: Int128, over denominator: Int128) {
    steps.append(
      SizingResult.Step(
        name, WideAmount(nanos: ExactMath.dividedHalfEven(numerator, by: denominator))))
  }

  /// f = p − (1 − p) ÷ b, × fraction, at least 0, at most the most allowed.
  mutating func kelly(
    _ winRate: Ratio, _ payoff: Ratio, _ fraction: Ratio, _ maxFraction: Ratio
  ) -> Bool {
    guard payoff.nanos > 0 else { return false }
    let unit = ExactMath.unit
    // f as a numerator over payoff × 1e9.
    let full =
      Int128(winRate.nanos) * Int128(payoff.nanos) - (unit - Int128(winRate.nanos)) * unit
    note("kelly", full, over: Int128(payoff.nanos))
    let denominator = Int128(payoff.nanos) * unit
    let (scaled, overflow) = full.multipliedReportingOverflow(by: Int128(fraction.nanos))
    let (most, carry) = denominator.multipliedReportingOverflow(by: Int128(maxFraction.nanos))
    guard !overflow, !carry else { return false }
    let used = min(max(scaled, 0), most)
    note("fraction", used, over: denominator)
    setBudget(used, over: denominator * unit)
    return true
  }

  /// A share of equity is at risk.
  mutating func budget(_ share: Ratio, named name: String) {
    steps.append(SizingResult.Step(name, WideAmount(nanos: Int128(share.nanos))))
    setBudget(Int128(share.nanos), over: ExactMath.unit)
  }

  private mutating func setBudget(_ numerator: Int128, over denominator: Int128) {
    let divisor = Int128(
      ExactMath.greatestCommonDivisor(numerator.magnitude, denominator.magnitude))
    let (product, overflow) = max(equity.nanos, 0).multipliedReportingOverflow(
      by: numerator / divisor)
    guard !overflow else {
      budgetDenominator = 0
      return
    }
    budgetNumerator = product
    budgetDenominator = denominator / divisor
    note("risk_budget", budgetNumerator, over: budgetDenominator)
  }

  /// What one unit puts at risk: points × multiplier (× a ratio).
  mutating func take(
    _ name: String, _ points: Int128, _ multiplier: Ratio, times ratio: Ratio = .one
  ) {
    let (product, overflow) = points.multipliedReportingOverflow(by: Int128(multiplier.nanos))
    let (wide, carry) = product.multipliedReportingOverflow(by: Int128(ratio.nanos))
    guard !overflow, !carry else { return }
    perUnit = wide
    note(name, wide, over: ExactMath.unitSquared)
  }

  /// Budget ÷ risk of one unit × (1 − correlation), rounded down to whole units.
  mutating func units(correlation: Ratio?) -> Quantity? {
    guard let perUnit, perUnit > 0, budgetDenominator > 0 else { return nil }
    var numerator = budgetNumerator
    var denominator = budgetDenominator
    if let correlation {
      let rest = ExactMath.unit - Int128(correlation.nanos)
      steps.append(
        SizingResult.Step("correlation", WideAmount(nanos: Int128(correlation.nanos))))
      let divisor = Int128(ExactMath.greatestCommonDivisor(rest.magnitude, UInt128(ExactMath.unit)))
      let (up, overflow) = numerator.multipliedReportingOverflow(by: rest / divisor)
      let (down, carry) = denominator.multipliedReportingOverflow(by: ExactMath.unit / divisor)
      guard !overflow, !carry else { return nil }
      numerator = up
      denominator = down
    }
    // numerator ÷ denominator is money in 1e-9; a unit's risk is in 1e-27.
    let divisor = Int128(
      ExactMath.greatestCommonDivisor(ExactMath.unitSquared.magnitude, perUnit.magnitude))
    let (up, overflow) = numerator.multipliedReportingOverflow(
      by: ExactMath.unitSquared / divisor)
    let (down, carry) = denominator.multipliedReportingOverflow(by: perUnit / divisor)
    guard !overflow, !carry, down > 0 else { return nil }
    let whole = max(ExactMath.dividedDown(up, by: down), 0)
    let (nanos, wide) = whole.multipliedReportingOverflow(by: ExactMath.unit)
    guard !wide, let quantity = Int64(exactly: nanos) else { return nil }
    steps.append(SizingResult.Step("quantity", WideAmount(nanos: nanos)))
    return Quantity(nanos: quantity)
  }
}
