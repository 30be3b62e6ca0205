import Execution
import MarketModel
import Panes

/// An order being written: the fields a trader sets by keys, not sent yet.
public struct OrderTicket: Sendable, Equatable {
  /// A new order, or changes to one that works.
  public enum Purpose: Sendable, Equatable {
    case new
    case modify(Changes)
  }

  /// The order a ticket changes, as it was when the ticket was opened.
  public struct Changes: Sendable, Equatable {
    public let quantity: Quantity
    public let filled: Quantity
    public let limit: Price?
  }

  public let purpose: Purpose
  /// Made when the ticket is opened: one ticket never sends two orders.
  public let id: OrderID
  public let symbol: Symbol
  public let tick: Price
  /// The decimals its prices are written with.
  public let priceDecimals: Int
  public var side: Side
  public var type: OrderType
  public var quantity: Quantity
  public var limit: Price?
  public var timeInForce: TimeInForce
  public var overridesStaleQuote = false

  /// A new order, limit at the touch.
  public init(
    id: OrderID, instrument: Instrument, side: Side, quantity: Quantity, touch: Price?
  ) {
    purpose = .new
    self.id = id
    symbol = instrument.symbol
    tick = instrument.tick
    priceDecimals = instrument.priceDecimals
    self.side = side
    // Never a market order that nobody asked for: without a touch the price is to be typed.
    type = .limit
    self.quantity = quantity
    limit = touch
    timeInForce = .goodTillCanceled
  }

  /// Changes to a working order.
  public init(modifying order: Order, of instrument: Instrument) {
    purpose = .modify(
      Changes(quantity: order.quantity, filled: order.filled, limit: order.limit))
    id = order.id
    symbol = instrument.symbol
    tick = instrument.tick
    priceDecimals = instrument.priceDecimals
    side = order.side
    type = order.type
    quantity = order.quantity
    limit = order.limit
    timeInForce = order.timeInForce
  }

  public var isNew: Bool { purpose == .new }

  /// Moves the limit; a price beyond what can be held stays where it is.
  public mutating func step(priceTicks: Int64) {
    guard let moved = limit?.moved(ticks: priceTicks, of: tick) else { return }
    limit = moved
  }

  /// Moves the quantity by whole units, never below one (nor below what has filled).
  public mutating func step(quantityUnits: Int) {
    let (sum, overflow) = quantity.nanos.addingReportingOverflow(
      Int64(quantityUnits) * 1_000_000_000)
    guard !overflow, sum >= least.nanos else { return }
    quantity = Quantity(nanos: sum)
  }

  /// The smallest quantity the ticket takes.
  private var least: Quantity {
    guard case .modify(let changes) = purpose else { return Quantity(nanos: 1) }
    return max(changes.filled, Quantity(nanos: 1))
  }

  /// Market and limit in turn; a limit starts at `touch`.
  public mutating func toggleType(touch: Price?) {
    guard isNew else { return }
    if type == .market {
      type = .limit
      limit = limit ?? touch
    } else {
      type = .market
    }
  }

  /// The times in force in turn.
  public mutating func nextTimeInForce() {
    guard isNew else { return }
    let choices: [TimeInForce] = [.goodTillCanceled, .day, .immediateOrCancel]
    let place = choices.firstIndex(of: timeInForce) ?? choices.count - 1
    timeInForce = choices[(place + 1) % choices.count]
  }

  /// The other side, its limit at that side's touch.
  public mutating func turn(touch: Price?) {
    guard isNew else { return }
    side = side.opposite
    if let touch { limit = touch }
  }

  /// The limit as it is written, nil without one.
  public var limitText: String? {
    guard type.hasLimit, let limit else { return nil }
    // A typed price may be finer than the tick; it is shown as it is.
    let decimals = max(priceDecimals, DecimalText.decimalsNeeded(limit.nanos))
    return FigureText.plain.price(limit, decimals: decimals)
  }

  /// The order it asks for.
  public var request: OrderRequest {
    OrderRequest(
      id: id, symbol: symbol, side: side, type: type, quantity: quantity,
      limit: type.hasLimit ? limit : nil, timeInForce: timeInForce,
      overridesStaleQuote: overridesStaleQuote)
  }

  /// The change it asks for; nil where nothing would change.
  public var changes: ModifyRequest? {
    guard case .modify(let old) = purpose else { return nil }
    let newQuantity = quantity == old.quantity ? nil : quantity
    let newLimit = limit == old.limit ? nil : limit
    guard newQuantity != nil || newLimit != nil else { return nil }
    return ModifyRequest(id: id, quantity: newQuantity, limit: newLimit)
  }
}
