import MarketModel

/// A venue outside the engine: a broker's adapter, or a second engine that plays one.
///
/// The engine makes commands as effects and takes reports as inputs; whoever stands between them
/// calls `take` for each command and hands back what `reports` gives. The paper venue inside the
/// engine needs none of it.
public protocol Venue {
  /// Sends a command on its way. What the venue says of it comes as reports.
  mutating func take(_ command: VenueCommand, at instant: UnixNanos)

  /// The reports that have come by an instant, in order of time, each once.
  mutating func reports(until instant: UnixNanos) -> [VenueReport]
}

/// What a venue is asked to do.
public enum VenueCommand: Hashable, Sendable {
  case submit(OrderRequest)
  case modify(ModifyRequest)
  case cancel(OrderID)
}

/// Something a venue says, and when it says so.
public struct VenueReport: Hashable, Sendable {
  public var at: UnixNanos
  public var kind: Kind

  public init(at: UnixNanos, _ kind: Kind) {
    self.at = at
    self.kind = kind
  }

  public enum Kind: Hashable, Sendable {
    case accepted(OrderID)
    case rejected(OrderID)
    case filled(VenueFill)
    case canceled(OrderID)
    case expired(OrderID)
    /// The order's terms are these now; what is nil stayed.
    case modified(ModifyRequest)
    case cancelRejected(OrderID)
    case modifyRejected(OrderID)
    /// Every position that the venue holds for the account.
    case positions([VenuePosition])
  }
}

/// A part of an order that a venue has filled.
public struct VenueFill: Hashable, Sendable {
  public var order: OrderID
  /// The venue's own name of the fill, by which one that is told twice is booked once.
  public var execution: OrderID
  public var price: Price
  public var quantity: Quantity
  /// nil: as the fee model has it.
  public var commission: Money?
  public var liquidity: Liquidity

  public init(
    order: OrderID, execution: OrderID, price: Price, quantity: Quantity,
    commission: Money? = nil, liquidity: Liquidity = .taker
  ) {
    self.order = order
    self.execution = execution
    self.price = price
    self.quantity = quantity
    self.commission = commission
    self.liquidity = liquidity
  }
}

/// What a venue holds of a symbol, above 0 long.
public struct VenuePosition: Hashable, Sendable {
  public var symbol: Symbol
  public var quantity: Quantity

  public init(_ symbol: Symbol, _ quantity: Quantity) {
    self.symbol = symbol
    self.quantity = quantity
  }
}
