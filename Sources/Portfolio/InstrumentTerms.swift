import MarketModel

/// What the portfolio must know of an instrument.
public struct InstrumentTerms: Hashable, Sendable {
  public var multiplier: Ratio
  /// Per unit, where an amount is named; nil where a rate or nothing is.
  public var initialMargin: Money?
  public var maintenanceMargin: Money?
  /// Of the notional at mid.
  public var marginRate: Ratio?
  /// Which exposures are added up; nil where it belongs to none.
  public var group: Int32?

  public init(_ instrument: Instrument, group: Int32?) {
    multiplier = instrument.multiplier
    initialMargin = instrument.initialMargin
    maintenanceMargin = instrument.maintenanceMargin ?? instrument.initialMargin
    marginRate = instrument.initialMarginRate
    self.group = group
  }

  /// 1e24 in currency: no sum over every instrument of a run then passes 128 bits.
  private static let notionalLimit: UInt128 = 1_000_000_000_000_000_000_000_000_000_000_000

  /// Whether anything says what margin it takes.
  public var hasMargin: Bool { initialMargin != nil || marginRate != nil }

  /// The requirement of `quantity` units; nil where it cannot be evaluated, 0 where nothing names
  /// one (see `hasMargin`).
  ///
  /// An amount per unit goes before a rate. A rate is of the notional at mid.
  func requirement(_ perUnit: Money?, quantity: UInt64, twiceMid: Int128?) -> Int128? {
    if quantity == 0 { return 0 }
    if let perUnit {
      let product = Int128(quantity) * Int128(perUnit.nanos)
      return ExactMath.dividedHalfEven(product, by: ExactMath.unit)
    }
    guard let marginRate else { return 0 }
    guard let twiceMid else { return nil }
    guard let twice = InstrumentTerms.twiceNotional(quantity, twiceMid, multiplier) else {
      return nil
    }
    return ExactMath.scaled(
      twice, times: marginRate.nanos, dividedBy: 2 * ExactMath.unit)
  }

  /// |quantity × twice the mid × multiplier| in 1e-9; nil beyond what sums of many can hold.
  static func twiceNotional(
    _ quantity: UInt64, _ twiceMid: Int128, _ multiplier: Ratio
  ) -> Int128? {
    let (product, overflow) = twiceMid.multipliedReportingOverflow(by: Int128(quantity))
    guard !overflow else { return nil }
    guard let twice = ExactMath.scaled(product, times: multiplier.nanos),
      twice.magnitude < notionalLimit
    else { return nil }
    return abs(twice)
  }
}

/// Sums over the open positions that a limit may hold.
public struct ExposureTotals: Sendable {
  /// Σ |notional at mid| × 2 in 1e-9.
  public internal(set) var twiceGross: Int128 = 0
  /// Σ notional at mid × 2, longs above 0.
  public internal(set) var twiceNet: Int128 = 0
  /// By group: Σ |notional| × 2.
  public internal(set) var twiceByGroup: [Int128] = []
  /// Open positions without a mid, whose notional nobody knows.
  public internal(set) var unknownCount = 0
  /// Σ maintenance requirement, and how many open positions have none that can be evaluated.
  public internal(set) var maintenance: Int128 = 0
  public internal(set) var unknownMaintenanceCount = 0
}
