import MarketModel

/// One fill, as it is kept for the blotter.
public struct Fill: Hashable, BitwiseCopyable, Sendable {
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
