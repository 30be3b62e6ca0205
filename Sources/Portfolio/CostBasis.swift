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

  /// Cost × a whole multiplier to the nearest 1e-9; nil where it does not fit, and where it lies
  /// just between two: an amount less it could then be rounded to the other even one.
  func nearestValue(times factor: Int64) -> Int64? {
    let (wide, overflow) = numerator.multipliedReportingOverflow(by: Int128(factor))
    let (divisor, carry) = ExactMath.unit.multipliedReportingOverflow(by: denominator)
    guard !overflow, !carry else { return nil }
    let (whole, rest) = wide.quotientAndRemainder(dividingBy: divisor)
    let double = rest.magnitude * 2
    guard double != divisor.magnitude else { return nil }
    return Int64(exactly: double > divisor.magnitude ? whole + (rest < 0 ? -1 : 1) : whole)
  }

  /// The share `part ÷ whole` of the cost.
  func share(_ part: Int64, of whole: Int64) -> CostBasis {
    if part == whole { return self }
    let divisor = CostBasis.commonDivisor(part.magnitude, whole.magnitude)
    // Both have one sign; the fraction's denominator stays above 0.
    let up = Int128(part.magnitude / divisor)
    let down = Int128(whole.magnitude / divisor)
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

  /// In lowest terms; where the denominator would pass 63 bits, rounded at 1e-18 instead.
  private var reduced: CostBasis {
    guard denominator != 1 else { return self }
    let rest = numerator % denominator
    if rest == 0 { return CostBasis(numerator: numerator / denominator) }
    guard let whole = Int64(exactly: denominator) else { return rounded }
    let divisor = Int128(
      CostBasis.commonDivisor(UInt64(rest.magnitude), whole.magnitude))
    guard divisor != 1 else { return self }
    return CostBasis(numerator: numerator / divisor, denominator: denominator / divisor)
  }

  /// Binary, without a division; the arguments must not be 0.
  private static func commonDivisor(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let shift = (first | second).trailingZeroBitCount
    var left = first >> UInt64(first.trailingZeroBitCount)
    var right = second
    while right != 0 {
      right >>= UInt64(right.trailingZeroBitCount)
      if left > right { swap(&left, &right) }
      right -= left
    }
    return left << UInt64(shift)
  }
}
