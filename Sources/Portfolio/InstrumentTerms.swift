import MarketModel

/// What the portfolio must know of an instrument.
public struct InstrumentTerms: Hashable, BitwiseCopyable, Sendable {
  public var multiplier: Ratio
  /// Per unit, where an amount is named; nil where a rate or nothing is.
  public var initialMargin: Money?
  public var maintenanceMargin: Money?
  /// Of the notional at mid.
  public var marginRate: Ratio?
  /// Which exposures are added up; nil where it belongs to none.
  public var group: Int32?
  /// The multiplier where it is a whole number, as it mostly is; else 0.
  let wholeMultiplier: Int64

  public init(_ instrument: Instrument, group: Int32?) {
    multiplier = instrument.multiplier
    let (whole, rest) = instrument.multiplier.nanos.quotientAndRemainder(dividingBy: 1_000_000_000)
    wholeMultiplier = rest == 0 ? whole : 0
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
      let units = quantity / 1_000_000_000
      if units &* 1_000_000_000 == quantity { return Int128(units) * Int128(perUnit.nanos) }
      let product = Int128(quantity) * Int128(perUnit.nanos)
      return ExactMath.dividedHalfEven(product, by: ExactMath.unit)
    }
    guard let marginRate else { return 0 }
    guard let twiceMid else { return nil }
    guard let twice = twiceNotional(quantity, twiceMid) else {
      return nil
    }
    return ExactMath.scaled(
      twice, times: marginRate.nanos, dividedBy: 2 * ExactMath.unit)
  }

  /// |quantity × twice the mid × multiplier| in 1e-9; nil beyond what sums of many can hold.
  func twiceNotional(_ quantity: UInt64, _ twiceMid: Int128) -> Int128? {
    wholeNotional(quantity, twiceMid) ?? twiceNotionalSlowly(quantity, twiceMid)
  }

  /// |quantity × price × multiplier| in 1e-9 where quantity and multiplier are whole numbers of a
  /// common size, as they mostly are; nil where they are not.
  @inline(__always)
  public func wholeNotional(_ quantity: UInt64, _ price: Int128) -> Int128? {
    let units = quantity / 1_000_000_000
    guard wholeMultiplier > 0, units &* 1_000_000_000 == quantity, units < 1 << 24,
      wholeMultiplier < 1 << 20
    else { return nil }
    // At most 2^64 × 2^44, which is below the limit of the slow way.
    return abs(price) * (Int128(units) * Int128(wholeMultiplier))
  }

  private func twiceNotionalSlowly(_ quantity: UInt64, _ twiceMid: Int128) -> Int128? {
    let (product, overflow) = twiceMid.multipliedReportingOverflow(by: Int128(quantity))
    guard !overflow else { return nil }
    guard let twice = ExactMath.scaled(product, times: multiplier.nanos),
      twice.magnitude < InstrumentTerms.notionalLimit
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
  public internal(set) var twiceByGroup = PlainTable<Int128>()
  /// Open positions without a mid, whose notional nobody knows.
  public internal(set) var unknownCount = 0
  /// Σ initial requirement, and how many open positions have none that can be evaluated.
  public internal(set) var initial: Int128 = 0
  public internal(set) var unknownInitialCount = 0
  /// Σ maintenance requirement, and how many open positions have none that can be evaluated.
  public internal(set) var maintenance: Int128 = 0
  public internal(set) var unknownMaintenanceCount = 0
}
