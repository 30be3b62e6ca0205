import MarketModel

/// Σ price × quantity in 1e-18 as a fraction, so that partial closes at the average lose nothing.
struct CostBasis: Sendable {
  var numerator: Int128 = 0
  var denominator: Int128 = 1

  func average(over quantity: Quantity) -> Price? {
    guard quantity.nanos != 0 else { return nil }
    let (divisor, overflow) = denominator.multipliedReportingOverflow(by: Int128(quantity.nanos))
    guard !overflow else {
      let whole = ExactMath.dividedHalfEven(numerator, by: denominator)
      let mean = ExactMath.dividedHalfEven(whole, by: Int128(quantity.nanos))
      return Int64(exactly: mean).map { Price(nanos: $0) }
    }
    let mean = ExactMath.dividedHalfEven(numerator, by: divisor)
    return Int64(exactly: mean).map { Price(nanos: $0) }
  }

  /// Adds a whole amount; nil where it does not fit.
  func adding(_ amount: Int128) -> CostBasis? {
    let (scaled, overflow) = amount.multipliedReportingOverflow(by: denominator)
    let (sum, carry) = numerator.addingReportingOverflow(scaled)
    guard !overflow, !carry else {
      guard denominator != 1 else { return nil }
      return rounded.adding(amount)
    }
    return CostBasis(numerator: sum, denominator: denominator)
  }

  /// The difference of two costs; nil where it does not fit.
  func subtracting(_ other: CostBasis) -> CostBasis? {
    if denominator == other.denominator {
      let (difference, overflow) = numerator.subtractingReportingOverflow(other.numerator)
      guard !overflow else { return nil }
      return CostBasis(numerator: difference, denominator: denominator).reduced
    }
    let (left, leftOverflow) = numerator.multipliedReportingOverflow(by: other.denominator)
    let (right, rightOverflow) = other.numerator.multipliedReportingOverflow(by: denominator)
    let (shared, sharedOverflow) = denominator.multipliedReportingOverflow(by: other.denominator)
    let (difference, overflow) = left.subtractingReportingOverflow(right)
    guard !leftOverflow, !rightOverflow, !sharedOverflow, !overflow else {
      return rounded.subtractingWhole(other.rounded)
    }
    return CostBasis(numerator: difference, denominator: shared).reduced
  }

  private func subtractingWhole(_ other: CostBasis) -> CostBasis? {
    let (difference, overflow) = numerator.subtractingReportingOverflow(other.numerator)
    return overflow ? nil : CostBasis(numerator: difference)
  }

  /// Cost × multiplier as money, rounded half to even at 1e-9; nil where it does not fit.
  func value(times multiplier: Ratio) -> Money? {
    let (divisor, overflow) = ExactMath.unitSquared.multipliedReportingOverflow(by: denominator)
    guard !overflow else { return rounded.value(times: multiplier) }
    guard
      let wide = ExactMath.scaled(numerator, times: multiplier.nanos, dividedBy: divisor),
      let nanos = Int64(exactly: wide)
    else { return nil }
    return Money(nanos: nanos)
  }

  /// The share `part ÷ whole` of the cost.
  func share(_ part: Int64, of whole: Int64) -> CostBasis {
    let divisor = ExactMath.greatestCommonDivisor(
      UInt128(part.magnitude), UInt128(whole.magnitude))
    let up = Int128(part) / Int128(divisor)
    let down = Int128(whole) / Int128(divisor)
    let (high, overflow) = numerator.multipliedReportingOverflow(by: up)
    let (low, carry) = denominator.multipliedReportingOverflow(by: down)
    guard !overflow, !carry else {
      // Beyond 128 bits the fraction is given up and the cost rounded at 1e-18.
      guard denominator != 1 else {
        let each = ExactMath.dividedHalfEven(numerator, by: down)
        return CostBasis(numerator: each.multipliedReportingOverflow(by: up).partialValue)
      }
      return rounded.share(part, of: whole)
    }
    return CostBasis(numerator: high, denominator: low).reduced
  }

  /// The same cost as a whole number of 1e-18, rounded half to even.
  var rounded: CostBasis {
    CostBasis(numerator: ExactMath.dividedHalfEven(numerator, by: denominator))
  }

  private var reduced: CostBasis {
    guard denominator != 1 else { return self }
    let sign: Int128 = denominator < 0 ? -1 : 1
    let divisor = Int128(
      ExactMath.greatestCommonDivisor(numerator.magnitude, denominator.magnitude))
    return CostBasis(
      numerator: sign * (numerator / divisor), denominator: sign * (denominator / divisor))
  }
}
