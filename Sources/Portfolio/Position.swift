import MarketModel

/// How realised P&L is attributed to what was bought before.
@frozen public enum ProfitMethod: UInt8, Sendable, CaseIterable {
  case average, firstInFirstOut

  public var word: StaticString { self == .average ? "AVERAGE" : "FIFO" }
}

/// What is held of one instrument.
public struct Position: BitwiseCopyable, Sendable {
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
  var bidNanos: Int64 = 0
  var askNanos: Int64 = 0
  var hasMarkBid = false
  var hasMarkAsk = false

  /// Currency per 1e-9 of price for the whole position, where that is a whole number; else 0.
  var pointValue: Int64 = 0
  /// Cost × multiplier, where `pointValue` is used.
  var costValue: Int64 = 0

  /// Twice the notional at mid, signed like the position; 0 where it is not known.
  public internal(set) var twiceExposure: Int128 = 0
  public internal(set) var isExposureKnown = true
  var initial: Int128 = 0
  var isInitialKnown = true
  var maintenance: Int128 = 0
  var isMaintenanceKnown = true

  public internal(set) var terms: InstrumentTerms

  public init(_ terms: InstrumentTerms) { self.terms = terms }

  /// The mean price of what is open, rounded half to even at 1e-9; nil while flat.
  public var averagePrice: Price? { cost.average(over: quantity) }

  /// The same in 64 bits; nil also where it does not fit them.
  public var narrowTwiceMid: Int64? {
    let (sum, overflow) = bidNanos.addingReportingOverflow(askNanos)
    return hasMarkBid && hasMarkAsk && !overflow ? sum : nil
  }

  /// Bid + ask of the last sides seen, twice the mid; nil until both have been seen.
  public var twiceMid: Int128? {
    guard hasMarkBid, hasMarkAsk else { return nil }
    return Int128(bidNanos) + Int128(askNanos)
  }
}

// MARK: - Booking

extension Position {
  /// Closes `quantity` (signed like the position) at a price, against the cost of its lots or,
  /// without, at the average; nil where an amount does not fit.
  mutating func close(
    _ quantity: Int64, at price: Price, releasing lotCost: Int128?
  ) -> Money? {
    let proceeds = Int128(price.nanos) * Int128(quantity)
    let released =
      lotCost.map { CostBasis(numerator: $0) }
      ?? cost.share(quantity, of: self.quantity.nanos)
    guard let rest = cost.subtracting(released),
      let gain = CostBasis(numerator: proceeds).subtracting(released),
      let money = gain.value(times: terms.multiplier)
    else { return nil }
    cost = quantity == self.quantity.nanos ? CostBasis() : rest
    return money
  }

  /// Opens `quantity` (signed) at a price; false where the cost does not fit.
  mutating func open(_ quantity: Int64, at price: Price) -> Bool {
    guard let sum = cost.adding(Int128(price.nanos) * Int128(quantity)) else { return false }
    cost = sum
    return true
  }

  /// Adds to what was realised and paid; false where a sum does not fit.
  mutating func accrue(realized gain: Money, fees paid: Money) -> Bool {
    let (sum, overflow) = realized.nanos.addingReportingOverflow(gain.nanos)
    let (total, carry) = fees.nanos.addingReportingOverflow(paid.nanos)
    guard !overflow, !carry else { return false }
    realized = Money(nanos: sum)
    fees = Money(nanos: total)
    hasTraded = true
    return true
  }
}

// MARK: - Marking

extension Position {
  /// Works out whether the whole position has a whole value per 1e-9 of price, as it mostly does:
  /// then a mark costs one multiplication.
  mutating func prepareMarks() {
    pointValue = 0
    costValue = 0
    let unit: Int64 = 1_000_000_000
    let (units, oddUnits) = quantity.nanos.quotientAndRemainder(dividingBy: unit)
    let (factor, oddFactor) = terms.multiplier.nanos.quotientAndRemainder(dividingBy: unit)
    guard units != 0, oddUnits == 0, oddFactor == 0,
      case let (value, large) = units.multipliedReportingOverflow(by: factor), !large,
      let nearest = cost.nearestValue(times: factor)
    else { return }
    pointValue = value
    costValue = nearest
  }

  /// Takes the sides of an uncrossed quote; says whether a mark or a mid has changed.
  @inline(__always)
  mutating func take(_ quote: MarkQuote) -> Bool {
    var changed = false
    if quote.hasBid, !hasMarkBid || bidNanos != quote.bid {
      bidNanos = quote.bid
      hasMarkBid = true
      changed = true
    }
    if quote.hasAsk, !hasMarkAsk || askNanos != quote.ask {
      askNanos = quote.ask
      hasMarkAsk = true
      changed = true
    }
    return changed
  }

  var isOpen: Bool { quantity.nanos != 0 }

  /// Values an open position at both sides where every amount is a whole number that 64 bits hold,
  /// as nearly always; false, and nothing has changed, where not.
  @inline(__always)
  mutating func remarkPlainly() -> Bool {
    let price = quantity.nanos > 0 ? bidNanos : askNanos
    guard isExposureKnown, hasMarkBid, hasMarkAsk, let gain = plainGain(at: price),
      let exposure = plainTwiceExposure
    else { return false }
    unrealized = Money(nanos: gain)
    mark = Price(nanos: price)
    twiceExposure = exposure
    return true
  }

  /// What closing at a price would gain, where every amount is a whole number that 64 bits hold.
  @inline(__always)
  private func plainGain(at price: Int64) -> Int64? {
    let (value, overflow) = price.multipliedReportingOverflow(by: pointValue)
    let (gain, carry) = value.subtractingReportingOverflow(costValue)
    return pointValue == 0 || overflow || carry ? nil : gain
  }

  /// Twice the notional at mid, signed like the position, under the same condition.
  @inline(__always)
  var plainTwiceExposure: Int128? {
    let (twice, carry) = bidNanos.addingReportingOverflow(askNanos)
    let (product, overflow) = twice.multipliedReportingOverflow(by: pointValue)
    guard pointValue != 0, !carry, !overflow else { return nil }
    // Widened first: the lowest of 64 bits has no opposite.
    return twice < 0 ? -Int128(product) : Int128(product)
  }

  /// Values the position at its closing side. False, and the last value stays, where the value
  /// passes 64 bits: such a quote is as good as a crossed one.
  @inline(__always)
  mutating func remark() -> Bool {
    guard quantity.nanos != 0 else {
      unrealized = .zero
      mark = nil
      return true
    }
    let isLong = quantity.nanos > 0
    guard isLong ? hasMarkBid : hasMarkAsk else {
      unrealized = .zero
      mark = nil
      return true
    }
    let price = isLong ? bidNanos : askNanos
    if let gain = plainGain(at: price) {
      unrealized = Money(nanos: gain)
      mark = Price(nanos: price)
      return true
    }
    return remarkExactly(at: price)
  }

  private mutating func remarkExactly(at price: Int64) -> Bool {
    let worth = CostBasis(numerator: Int128(price) * Int128(quantity.nanos))
    guard let gain = worth.subtracting(cost), let money = gain.value(times: terms.multiplier) else {
      return false
    }
    unrealized = money
    mark = Price(nanos: price)
    return true
  }
}
