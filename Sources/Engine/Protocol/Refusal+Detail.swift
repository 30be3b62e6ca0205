import Execution
import MarketModel

extension Refusal {
  /// What was measured and what it may be, in words, as the ticket and the log show it.
  public var detail: String {
    let text = Refusal.sentence(for: reason)
    switch (value, limit) {
    case (let value?, let limit?): return "\(text): \(value), limit \(limit)"
    case (let value?, nil): return "\(text): \(value)"
    case (nil, let limit?): return "\(text), which cannot be evaluated now; limit \(limit)"
    case (nil, nil): return text
    }
  }

  /// A reason in words.
  private static func sentence(for reason: Reason) -> String {
    switch reason {
    case .unknownSymbol: "nobody has defined the symbol"
    case .duplicateID: "an order of this id is there already"
    case .badQuantity: "a quantity must be above 0"
    case .priceNotOnTick: "the price is not a whole number of ticks"
    case .noMarket: "nobody quotes the side to take from"
    case .crossedBook: "the book is crossed"
    case .stopInMarket: "the market has reached the stop already"
    case .wouldCross: "a post-only order would take"
    case .reduceOnly: "there is no position to reduce"
    case .belowFilled: "more than that has filled"
    case .unknownOrder: "no such order is live"
    case .marketHalted: "the market is halted"
    case .marketClosed: "the market is closed"
    case .tradingHalted: "trading is halted"
    case .reducing: "only what reduces a position may go"
    case .staleQuote: "age of the quote in ms"
    case .positionLimit: "position with what works and the order"
    case .maxOrderQuantity: "quantity of the order"
    case .maxNotional: "notional of the order"
    case .orderRate: "orders in the window"
    case .maxTrades: "trades of the day"
    case .grossExposure: "gross exposure with the order"
    case .netExposure: "net exposure with the order"
    case .groupExposure: "exposure of the group with the order"
    case .margin: "initial margin with the order against equity"
    case .circuitBreaker: "the circuit breaker holds entries back"
    case .priceCollar: "the limit is too far through the touch"
    case .noFXRate: "the instrument's currency is not the account's and no rate is known"
    case .venue: "the venue said no, or does not take such an order"
    case .expiry: "the contract's last day has come"
    case .otherProduct: "not a month of the same product, with the same multiplier and currency"
    case .badPrice: "the order cannot have this price"
    default: reason.word.description
    }
  }
}
