import MarketModel

/// What orders came to, what fills cost and what round-trip trades made, as sums.
///
/// Sums are exact and stand still at the ends of 128 bits; shares and means are for reading and for
/// drawing, and nil where there is nothing to divide by.
public struct TradeStatistics: Hashable, Sendable {
  // Orders that left the desk, by what became of them; the rest of `orderCount` works.
  public internal(set) var orderCount = 0
  public internal(set) var filledCount = 0
  public internal(set) var canceledCount = 0
  public internal(set) var expiredCount = 0
  /// Refused by our risk, and by the venue: in none of the counts above.
  public internal(set) var deniedCount = 0
  public internal(set) var rejectedCount = 0
  /// What the ended orders asked for and what they got, in 1e-9.
  public internal(set) var askedQuantity: Int128 = 0
  public internal(set) var gotQuantity: Int128 = 0

  public internal(set) var fillCount = 0
  public internal(set) var makerQuantity: Int128 = 0
  public internal(set) var takerQuantity: Int128 = 0
  /// Gross of commission.
  public internal(set) var realized = WideAmount.zero
  public internal(set) var commission = WideAmount.zero
  /// What takers paid beyond the touch at submit; orders with a stop wait for another price on
  /// purpose, and a bracket's children are sent with their entry: neither is in it.
  public internal(set) var slippage = TouchCost()
  /// The part of it that the way to the venue cost: the touch at arrival against that at submit.
  public internal(set) var latency = TouchCost()

  public internal(set) var tripCount = 0
  public internal(set) var winCount = 0
  public internal(set) var lossCount = 0
  /// Σ of the winners and of the losers (below 0), net of commission.
  public internal(set) var won = WideAmount.zero
  public internal(set) var lost = WideAmount.zero
  public internal(set) var largestWin = WideAmount.zero
  public internal(set) var largestLoss = WideAmount.zero
  var holdingNanos: Int128 = 0

  public init() {}

  /// What fills realised, less what they cost.
  public var net: WideAmount { realized - commission }

  /// Of the orders that have ended, the share that was filled whole.
  public var orderFillRate: Double? {
    share(Int128(filledCount), of: Int128(filledCount + canceledCount + expiredCount))
  }

  /// Of what the ended orders asked for, the share that they got.
  public var quantityFillRate: Double? { share(gotQuantity, of: askedQuantity) }

  /// Of the quantity filled, the share that rested in the book.
  public var makerShare: Double? { share(makerQuantity, of: makerQuantity + takerQuantity) }

  /// Of the round-trip trades, the share that made money after commission.
  public var winRate: Double? { share(Int128(winCount), of: Int128(tripCount)) }

  public var averageWin: Double? { mean(won, winCount) }
  public var averageLoss: Double? { mean(lost, lossCount) }
  /// What a round-trip trade makes on average, after commission.
  public var expectancy: Double? { mean(won + lost, tripCount) }

  /// What winners made over what losers lost; nil while nothing was lost.
  public var profitFactor: Double? {
    lost.nanos == 0 ? nil : won.approximate / -lost.approximate
  }

  /// How long a round-trip trade is held on average.
  public var averageHoldingNanos: Int64? {
    tripCount == 0 ? nil : Int64(clamping: holdingNanos / Int128(tripCount))
  }

  private func share(_ part: Int128, of whole: Int128) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }

  private func mean(_ sum: WideAmount, _ count: Int) -> Double? {
    count == 0 ? nil : sum.approximate / Double(count)
  }
}

/// What filling somewhere else than at a touch cost: above 0 is worse than the touch.
public struct TouchCost: Hashable, Sendable {
  /// The quantity that was measured, in 1e-9.
  public internal(set) var quantity: Int128 = 0
  /// In currency.
  public internal(set) var amount = WideAmount.zero
  /// Σ ticks × quantity.
  var tickUnits = 0.0

  /// Ticks a unit on average; nil while nothing was measured.
  public var averageTicks: Double? {
    quantity == 0 ? nil : tickUnits / (Double(quantity) / 1e9)
  }

  /// Adds a quantity that cost `difference` a unit more than the touch.
  mutating func add(_ quantity: Quantity, _ difference: Int128, of instrument: Instrument) {
    self.quantity = self.quantity.held(adding: Int128(quantity.nanos))
    let (product, overflow) = difference.multipliedReportingOverflow(by: Int128(quantity.nanos))
    if !overflow, let money = ExactMath.scaled(product, times: instrument.multiplier.nanos) {
      amount = amount + WideAmount(nanos: money)
    }
    guard instrument.tick.nanos > 0 else { return }
    tickUnits += Double(difference) / Double(instrument.tick.nanos) * Double(quantity.nanos) / 1e9
  }
}

extension TradeStatistics {
  mutating func add(_ trip: RoundTrip) {
    tripCount += 1
    holdingNanos = holdingNanos.held(adding: Int128(trip.holdingNanos))
    let net = trip.net
    if net.nanos > 0 {
      winCount += 1
      won = won + net
      largestWin = max(largestWin, net)
    } else if net.nanos < 0 {
      lossCount += 1
      lost = lost + net
      largestLoss = min(largestLoss, net)
    }
  }
}

extension Int128 {
  /// The sum, held at the ends of the range.
  func held(adding other: Int128) -> Int128 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (self < 0 ? .min : .max) : sum
  }
}
