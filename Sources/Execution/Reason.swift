/// Why something was refused or ended, in the contract's words. A new one is an addition; none is
/// ever renamed.
@frozen public enum Reason: UInt8, Sendable, CaseIterable {
  case unknownSymbol, duplicateID, badQuantity, priceNotOnTick, noMarket, crossedBook
  case stopInMarket, wouldCross, reduceOnly, belowFilled, unknownOrder, marketHalted, marketClosed
  case tradingHalted, reducing, staleQuote, positionLimit, maxOrderQuantity, maxNotional
  case orderRate, maxTrades, grossExposure, netExposure, groupExposure, margin, circuitBreaker
  case priceCollar, noFXRate, badPrice
  // Why an order was cancelled or expired.
  case user, oco, ouo, parent, ioc, fok, flatten, breach, day, gtd
  /// An amount passed what 64 bits of 1e-9 hold.
  case overflow
  /// The contract has ended, or is in its last day.
  case expiry
  /// A venue outside said no, or does not take such an order.
  case venue
  /// A roll ended it: the old month's orders, or the other leg of a roll that did not go.
  case roll
  /// Not a month of the same product, or one of other terms.
  case otherProduct

  public var word: StaticString {
    switch self {
    case .unknownSymbol: "unknown_symbol"
    case .duplicateID: "duplicate_id"
    case .badQuantity: "bad_quantity"
    case .priceNotOnTick: "price_not_on_tick"
    case .noMarket: "no_market"
    case .crossedBook: "crossed_book"
    case .stopInMarket: "stop_in_market"
    case .wouldCross: "would_cross"
    case .reduceOnly: "reduce_only"
    case .belowFilled: "below_filled"
    case .unknownOrder: "unknown_order"
    case .marketHalted: "market_halted"
    case .marketClosed: "market_closed"
    case .tradingHalted: "trading_halted"
    case .reducing: "reducing"
    case .staleQuote: "stale_quote"
    case .positionLimit: "position_limit"
    case .maxOrderQuantity: "max_order_quantity"
    case .maxNotional: "max_notional"
    case .orderRate: "order_rate"
    case .maxTrades: "max_trades"
    case .grossExposure: "gross_exposure"
    case .netExposure: "net_exposure"
    case .groupExposure: "group_exposure"
    case .margin: "margin"
    case .circuitBreaker: "circuit_breaker"
    case .priceCollar: "price_collar"
    case .noFXRate: "no_fx_rate"
    case .badPrice: "bad_price"
    case .user: "user"
    case .oco: "oco"
    case .ouo: "ouo"
    case .parent: "parent"
    case .ioc: "ioc"
    case .fok: "fok"
    case .flatten: "flatten"
    case .breach: "breach"
    case .day: "day"
    case .gtd: "gtd"
    case .overflow: "overflow"
    case .expiry: "expiry"
    case .venue: "venue"
    case .roll: "roll"
    case .otherProduct: "other_product"
    }
  }
}
