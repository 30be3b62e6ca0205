import MarketModel

/// An order as its sender asks for it.
public struct OrderRequest: Hashable, Sendable {
  public var id: OrderID
  public var symbol: Symbol
  public var side: Side
  public var type: OrderType
  public var quantity: Quantity
  public var limit: Price?
  public var stop: Price?
  /// How far a trailing stop keeps behind the best touch, in price.
  public var trail: Price?
  public var timeInForce: TimeInForce
  /// When a good-till-date order ends.
  public var expiresAt: UnixNanos?
  public var isPostOnly: Bool
  public var isReduceOnly: Bool
  /// Whether the sender has seen that the quote is stale and wants the order all the same.
  public var overridesStaleQuote: Bool

  public init(
    id: OrderID, symbol: Symbol, side: Side, type: OrderType, quantity: Quantity,
    limit: Price? = nil, stop: Price? = nil, trail: Price? = nil,
    timeInForce: TimeInForce = .goodTillCanceled, expiresAt: UnixNanos? = nil,
    isPostOnly: Bool = false, isReduceOnly: Bool = false, overridesStaleQuote: Bool = false
  ) {
    self.id = id
    self.symbol = symbol
    self.side = side
    self.type = type
    self.quantity = quantity
    self.limit = limit
    self.stop = stop
    self.trail = trail
    self.timeInForce = timeInForce
    self.expiresAt = expiresAt
    self.isPostOnly = isPostOnly
    self.isReduceOnly = isReduceOnly
    self.overridesStaleQuote = overridesStaleQuote
  }
}

/// A change asked for to a working order; what is nil stays.
public struct ModifyRequest: Hashable, Sendable {
  public var id: OrderID
  public var quantity: Quantity?
  public var limit: Price?
  public var stop: Price?

  public init(
    id: OrderID, quantity: Quantity? = nil, limit: Price? = nil, stop: Price? = nil
  ) {
    self.id = id
    self.quantity = quantity
    self.limit = limit
    self.stop = stop
  }
}
