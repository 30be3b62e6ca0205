import MarketModel

/// An order as the engine keeps it: what was asked for, and how far it has come.
public struct Order: Sendable {
  public let id: OrderID
  /// Its place in the order of submission.
  public internal(set) var index = OrderIndex.none
  /// nil where nobody knows the symbol; such an order is refused at once.
  public let instrument: InstrumentIndex?
  public let side: Side
  public let type: OrderType
  public let timeInForce: TimeInForce
  public let expiresAt: UnixNanos?
  public let isPostOnly: Bool
  public var isReduceOnly: Bool
  public let submittedAt: UnixNanos
  /// The quantity first asked for.
  public let originalQuantity: Quantity
  /// Whether the engine made it itself to flatten a position.
  public let isFlatten: Bool

  public var status: OrderStatus = .pending
  /// Asked for in all, as modified so far.
  public var quantity: Quantity
  public var filled: Quantity = .zero
  public var limit: Price?
  public var stop: Price?
  public var trail: Price?
  /// Whether its sender has overridden a stale quote.
  public let overridesStaleQuote: Bool
  /// Whether risk has let it pass, so that it is on its way.
  public var isSent = false
  /// Whether a stop has been reached.
  public var isTriggered = false
  /// Its list, its leg there and how the list works; nil for an order of its own.
  public var list: ListMembership?
  /// Later means behind in the queue at the same price.
  public var priority: UInt64 = 0
  /// Size ahead in the venue's queue, where that is modelled; nil until it is known.
  public var queueAhead: Quantity?
  /// Whether it waits for its place to be read when its price first becomes the touch.
  public var awaitsQueuePlace = false
  /// Quantity × price of its fills in 1e-18.
  public var filledCost: Int128 = 0
  /// A child's own quantity before the entry's fills let it grow.
  public var childQuantity: Quantity = .zero
  /// The other side's touch at submit, to measure slippage against.
  public var touchAtSubmit: Price?
  public internal(set) var fillCount: Int32 = 0
  /// The trading day of its latest first fill, so that a day counts it once.
  public var tradedDay: Int32 = -1
  /// What it adds to the working quantity of its side; see `Engine.refreshWorking`.
  public var countedWorking: Int64 = 0
  /// Whether one command ends it together with others, so that it is nobody's sibling.
  public var isEndingTogether = false

  public init(
    _ request: OrderRequest, instrument: InstrumentIndex?, at submittedAt: UnixNanos,
    isFlatten: Bool = false
  ) {
    id = request.id
    self.instrument = instrument
    side = request.side
    type = request.type
    timeInForce = request.timeInForce
    expiresAt = request.expiresAt
    isPostOnly = request.isPostOnly
    isReduceOnly = request.isReduceOnly
    overridesStaleQuote = request.overridesStaleQuote
    self.submittedAt = submittedAt
    self.isFlatten = isFlatten
    quantity = request.quantity
    originalQuantity = request.quantity
    limit = request.limit
    stop = request.stop
    trail = request.trail
  }

  /// What may still fill.
  public var leaves: Quantity { Quantity(nanos: quantity.nanos - filled.nanos) }

  /// Whether it is on its way or rests, so that it may fill.
  public var isWorking: Bool { status == .accepted || (status == .pending && isSent) }

  /// Whether it is a bracket's child.
  public var isBracketChild: Bool {
    guard let list else { return false }
    return list.kind == .bracket && list.first != index
  }

  /// Goes over to another status, which must be one that may follow.
  public mutating func become(_ next: OrderStatus) {
    precondition(status.mayBecome(next), "an order's status cannot go that way")
    status = next
  }

  /// Σ quantity × price with one more fill; nil where it does not fit.
  public func costAfter(_ quantity: Int64, at price: Int64) -> Int128? {
    let (sum, overflow) = filledCost.addingReportingOverflow(Int128(quantity) * Int128(price))
    return overflow ? nil : sum
  }

  /// Takes a fill in; `cost` is what `costAfter` gave for it.
  public mutating func takeFill(_ quantity: Int64, cost: Int128) {
    precondition(quantity <= leaves.nanos, "a fill beyond the order's quantity")
    filled = Quantity(nanos: filled.nanos + quantity)
    filledCost = cost
    fillCount += 1
  }

  /// The mean price of its fills, rounded half to even at 1e-9; nil before the first.
  public var averageFillPrice: Price? {
    guard filled.nanos > 0 else { return nil }
    let mean = ExactMath.dividedHalfEven(filledCost, by: Int128(filled.nanos))
    return Int64(exactly: mean).map { Price(nanos: $0) }
  }
}

/// An order's part in an OCO, OUO or bracket list.
@frozen public struct ListMembership: Hashable, Sendable {
  public var kind: ListKind
  /// The first order of the list; the others follow it in order of submission.
  public var first: OrderIndex
  /// How many orders the list has.
  public var count: Int32

  public init(kind: ListKind, first: OrderIndex, count: Int32) {
    self.kind = kind
    self.first = first
    self.count = count
  }

  /// The orders of which only the largest counts and that answer for one another: the legs of an
  /// OCO or OUO, the children of a bracket. nil for a bracket's entry.
  public func group(of order: OrderIndex) -> Range<Int>? {
    let end = first.offset + Int(count)
    guard kind == .bracket else { return first.offset..<end }
    return order == first ? nil : first.offset + 1..<end
  }
}

/// One fill, as it is kept for the blotter.
public struct Fill: Hashable, Sendable {
  public let at: UnixNanos
  public let order: OrderIndex
  public let instrument: InstrumentIndex
  public let side: Side
  /// Which fill of its order it is, from 1.
  public let number: Int32
  public let price: Price
  public let quantity: Quantity
  public let leaves: Quantity
  public let commission: Money
  /// What it realised, gross of fees.
  public let realized: Money
  public let liquidity: Liquidity
  public let cause: FillCause
  /// The source of the quote that it filled at.
  public let source: SourceIndex?
  public let bid: Price?
  public let ask: Price?

  public init(
    at: UnixNanos, order: OrderIndex, instrument: InstrumentIndex, side: Side, number: Int32,
    price: Price, quantity: Quantity, leaves: Quantity, commission: Money, realized: Money,
    liquidity: Liquidity, cause: FillCause, source: SourceIndex?, bid: Price?, ask: Price?
  ) {
    self.at = at
    self.order = order
    self.instrument = instrument
    self.side = side
    self.number = number
    self.price = price
    self.quantity = quantity
    self.leaves = leaves
    self.commission = commission
    self.realized = realized
    self.liquidity = liquidity
    self.cause = cause
    self.source = source
    self.bid = bid
    self.ask = ask
  }
}
