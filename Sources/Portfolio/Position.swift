import MarketModel

/// How realised P&L is attributed to what was bought before.
@frozen public enum ProfitMethod: UInt8, Sendable, CaseIterable {
  case average, firstInFirstOut

  public var word: StaticString { self == .average ? "AVERAGE" : "FIFO" }
}

/// What is held of one instrument.
public struct Position: Sendable {
  /// Above 0 long, below 0 short.
  public internal(set) var quantity: Quantity = .zero
  /// Σ price × quantity of what is open, exact.
  var cost = CostBasis()
  /// Gross of fees, each amount rounded half to even at 1e-9.
  public internal(set) var realized: Money = .zero
  public internal(set) var fees: Money = .zero
  /// At the closing side of the last uncrossed quote; 0 while flat.
  public internal(set) var unrealized: Money = .zero
  /// The price `unrealized` was taken at; nil before the first quote of that side.
  public internal(set) var mark: Price?
  /// Whether it has ever had a fill.
  public internal(set) var hasTraded = false

  /// The last sides seen in an uncrossed book.
  public internal(set) var markBid: Price?
  public internal(set) var markAsk: Price?

  /// Currency per 1e-9 of price for the whole position, where that is a whole number; else 0.
  var pointValue: Int64 = 0
  /// Cost × multiplier, where `pointValue` is used.
  var costValue: Int64 = 0

  var multiplier: Ratio

  public init(multiplier: Ratio) { self.multiplier = multiplier }

  /// The mean price of what is open, rounded half to even at 1e-9; nil while flat.
  public var averagePrice: Price? { cost.average(over: quantity) }

  /// Bid + ask of the last sides seen, twice the mid; nil until both have been seen.
  public var twiceMid: Int128? {
    guard let bid = markBid, let ask = markAsk else { return nil }
    return Int128(bid.nanos) + Int128(ask.nanos)
  }
}

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
