/// Products and quotients of fixed-point numbers in 128 bits, with the rounding named.
///
/// Every function gives nil where the result does not fit, so that nothing from outside traps.
public enum ExactMath {
  /// One unit of fixed point, 1e9.
  public static let unit: Int128 = 1_000_000_000

  /// `numerator ÷ denominator`, rounded half to even. The denominator must not be 0.
  public static func dividedHalfEven(_ numerator: Int128, by denominator: Int128) -> Int128 {
    precondition(denominator != 0, "a quotient by nothing")
    if let small = Int64(exactly: numerator), let divisor = Int64(exactly: denominator),
      divisor > 0
    {
      return Int128(dividedHalfEven(small, by: divisor))
    }
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    guard remainder != 0 else { return quotient }
    let rest = remainder.magnitude
    let other = denominator.magnitude - rest
    let isAwayFromZero = rest > other || (rest == other && quotient & 1 != 0)
    guard isAwayFromZero else { return quotient }
    return (numerator < 0) == (denominator < 0) ? quotient + 1 : quotient - 1
  }

  /// The same in 64 bits, which most amounts fit: a tenth of the cost.
  private static func dividedHalfEven(_ numerator: Int64, by denominator: Int64) -> Int64 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    guard remainder != 0 else { return quotient }
    let rest = remainder.magnitude
    let other = denominator.magnitude - rest
    guard rest > other || (rest == other && quotient & 1 != 0) else { return quotient }
    return numerator < 0 ? quotient - 1 : quotient + 1
  }

  /// `numerator ÷ denominator`, rounded down. The denominator must be above 0.
  public static func dividedDown(_ numerator: Int128, by denominator: Int128) -> Int128 {
    precondition(denominator > 0, "a quotient by nothing")
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// `numerator ÷ denominator`, rounded up. The denominator must be above 0.
  public static func dividedUp(_ numerator: Int128, by denominator: Int128) -> Int128 {
    precondition(denominator > 0, "a quotient by nothing")
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder > 0 ? quotient + 1 : quotient
  }

  /// `value × factor ÷ divisor`, rounded half to even; the product may pass 128 bits.
  ///
  /// With a divisor of 1e18 (`unitSquared`) it takes a 1e-18 amount × a ratio to 1e-9.
  public static func scaled(
    _ value: Int128, times factor: Int64, dividedBy divisor: Int128 = unitSquared
  ) -> Int128? {
    let (product, overflow) = value.multipliedReportingOverflow(by: Int128(factor))
    if !overflow { return dividedHalfEven(product, by: divisor) }
    return scaledWide(value, times: factor, dividedBy: UInt128(divisor.magnitude))
  }

  /// 1e18, the count of one in a product of two fixed-point numbers.
  public static let unitSquared: Int128 = 1_000_000_000_000_000_000

  /// The same by halves, for products beyond 128 bits.
  private static func scaledWide(
    _ value: Int128, times factor: Int64, dividedBy divisor: UInt128
  ) -> Int128? {
    let negative = (value < 0) != (factor < 0)
    let (high, low) = value.magnitude.multipliedFullWidth(by: UInt128(factor.magnitude))
    guard high < divisor else { return nil }
    let (quotient, remainder) = divisor.dividingFullWidth((high, low))
    let rest = divisor - remainder
    let isAwayFromZero = remainder > rest || (remainder == rest && quotient & 1 != 0)
    let (rounded, overflow) = quotient.addingReportingOverflow(isAwayFromZero ? 1 : 0)
    guard !overflow, let magnitude = Int128(exactly: rounded) else { return nil }
    return negative ? -magnitude : magnitude
  }

  /// price × quantity × multiplier as an amount, rounded half to even at 1e-9.
  public static func notional(
    _ price: Price, _ quantity: Quantity, multiplier: Ratio
  ) -> WideAmount? {
    let product = Int128(price.nanos) * Int128(quantity.nanos)
    return scaled(product, times: multiplier.nanos).map { WideAmount(nanos: $0) }
  }

  /// The greatest common divisor of two magnitudes, at least 1.
  public static func greatestCommonDivisor(_ first: UInt128, _ second: UInt128) -> UInt128 {
    var (larger, smaller) = (first, second)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return max(larger, 1)
  }
}
