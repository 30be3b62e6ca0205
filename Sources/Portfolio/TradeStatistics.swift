import MarketModel

/// What an account's orders and trades came to, for one symbol or for all.
///
/// Amounts are in 1e-9 of the currency and gross but for round trips, which are net of commission.
public struct TradeStatistics: Hashable, Sendable {
  /// Orders that risk and venue took, and those of them with a fill.
  public private(set) var orders = 0
  public private(set) var filledOrders = 0
  public private(set) var fills = 0
  /// What those orders asked for, and what of it filled.
  public private(set) var quantity: Int128 = 0
  public private(set) var filledQuantity: Int128 = 0
  /// Σ (price − other side's touch at submit) × side × quantity × multiplier: above 0 is worse than
  /// the touch. Only of fills whose order's touch at submit is known.
  public private(set) var slippage: Int128 = 0
  /// Σ (touch on arrival − touch at submit) × side × quantity × multiplier of what took on arrival:
  /// the part of the slippage that the way cost.
  public private(set) var latencyCost: Int128 = 0
  public private(set) var commission: Int128 = 0
  /// Round trips, from flat to flat or to the other side.
  public private(set) var wins = RoundTrips()
  public private(set) var losses = RoundTrips()
  /// Round trips that came to nothing.
  public private(set) var evens = 0

  public init() {}

  public var trips: Int { wins.count + losses.count + evens }

  /// Filled ÷ asked for, rounded half to even at 1e-9; nil without an order.
  public var fillRate: WideAmount? {
    guard quantity > 0,
      let share = ExactMath.scaled(
        filledQuantity, times: 1_000_000_000, dividedBy: quantity)
    else { return nil }
    return WideAmount(nanos: share)
  }

  /// Won ÷ all round trips, rounded half to even at 1e-9; nil without one.
  public var winRate: WideAmount? {
    guard trips > 0 else { return nil }
    return WideAmount(
      nanos: ExactMath.dividedHalfEven(Int128(wins.count) * ExactMath.unit, by: Int128(trips)))
  }

  public mutating func take(_ order: TradedOrder) {
    orders += 1
    if order.filled.nanos > 0 { filledOrders += 1 }
    quantity += Int128(order.quantity.nanos)
    filledQuantity += Int128(order.filled.nanos)
  }

  public mutating func take(_ fill: TradedFill) {
    fills += 1
    commission += Int128(fill.commission.nanos)
    guard let touch = fill.touchAtSubmit else { return }
    slippage += fill.cost(from: touch, to: fill.price)
    if let arrival = fill.touchOnArrival { latencyCost += fill.cost(from: touch, to: arrival) }
  }

  public mutating func takeTrip(net profit: Int128) {
    if profit > 0 {
      wins.take(profit)
    } else if profit < 0 {
      losses.take(profit)
    } else {
      evens += 1
    }
  }

  /// Adds what another symbol came to.
  public mutating func add(_ other: TradeStatistics) {
    orders += other.orders
    filledOrders += other.filledOrders
    fills += other.fills
    quantity += other.quantity
    filledQuantity += other.filledQuantity
    slippage += other.slippage
    latencyCost += other.latencyCost
    commission += other.commission
    wins.add(other.wins)
    losses.add(other.losses)
    evens += other.evens
  }
}

/// Round trips that ended on one side of nothing.
public struct RoundTrips: Hashable, Sendable {
  public private(set) var count = 0
  /// Σ net profit, below 0 for losses.
  public private(set) var sum: Int128 = 0
  /// The one farthest from nothing.
  public private(set) var largest: Int128 = 0

  mutating func take(_ profit: Int128) {
    count += 1
    sum += profit
    if profit.magnitude > largest.magnitude { largest = profit }
  }

  mutating func add(_ other: RoundTrips) {
    count += other.count
    sum += other.sum
    if other.largest.magnitude > largest.magnitude { largest = other.largest }
  }

  /// Rounded half to even at 1e-9; nil without one.
  public var average: WideAmount? {
    count > 0 ? WideAmount(nanos: ExactMath.dividedHalfEven(sum, by: Int128(count))) : nil
  }
}

/// An order that was taken, as statistics see it.
public struct TradedOrder: Sendable {
  public var quantity: Quantity
  public var filled: Quantity

  public init(quantity: Quantity, filled: Quantity) {
    self.quantity = quantity
    self.filled = filled
  }
}

/// A fill, as statistics see it.
public struct TradedFill: Sendable {
  public var side: Side
  public var price: Price
  public var quantity: Quantity
  public var commission: Money
  /// Gross of the commission.
  public var realized: Money
  public var multiplier: Ratio
  /// The other side's touch at submit; nil where it was not seen.
  public var touchAtSubmit: Price?
  /// The same on arrival, of an order that took then; nil of others.
  public var touchOnArrival: Price?

  public init(
    side: Side, price: Price, quantity: Quantity, commission: Money, realized: Money,
    multiplier: Ratio, touchAtSubmit: Price?, touchOnArrival: Price?
  ) {
    self.side = side
    self.price = price
    self.quantity = quantity
    self.commission = commission
    self.realized = realized
    self.multiplier = multiplier
    self.touchAtSubmit = touchAtSubmit
    self.touchOnArrival = touchOnArrival
  }

  /// What a price costs more than another, in 1e-9; 0 where that does not fit.
  func cost(from touch: Price, to price: Price) -> Int128 {
    let distance = Int128(price.nanos) - Int128(touch.nanos)
    let product = distance * Int128(quantity.nanos) * Int128(side.sign)
    return ExactMath.scaled(product, times: multiplier.nanos) ?? 0
  }
}

/// Follows one symbol's position from flat to flat.
public struct TripFold: Sendable {
  private var held: Int64 = 0
  private var profit: Int128 = 0

  public init() {}

  /// Takes in a fill; the net profit of the round trip that it ended, nil where it ended none.
  public mutating func take(_ fill: TradedFill) -> Int128? {
    let before = held
    held += fill.side.sign * fill.quantity.nanos
    profit += Int128(fill.realized.nanos)
    guard before != 0, held == 0 || (held < 0) != (before < 0) else {
      profit -= Int128(fill.commission.nanos)
      return nil
    }
    // A fill through zero pays for both trips, each for its part.
    let closing = ExactMath.dividedHalfEven(
      Int128(fill.commission.nanos) * Int128(before.magnitude),
      by: Int128(fill.quantity.nanos))
    let ended = profit - closing
    profit = closing - Int128(fill.commission.nanos)
    return ended
  }
}
