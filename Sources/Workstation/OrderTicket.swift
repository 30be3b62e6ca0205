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
    public let stop: Price?
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
  public var stop: Price?
  /// How far a trailing stop keeps behind the touch.
  public var trail: Price?
  public var timeInForce: TimeInForce
  /// When a good-till-date order ends.
  public var expiresAt: UnixNanos?
  public var isPostOnly = false
  public var isReduceOnly = false
  public var bracket: Bracket?
  /// The other order of an OCO pair. A ticket has this or a bracket.
  public var paired: PairedOrder?
  public var overridesStaleQuote = false
  /// Whether its limit is the touch it was opened at: no price that anybody chose.
  var isAtTouch = false

  /// How many ticks a stop stands from the touch before a trader moves it.
  static let firstStopTicks: Int64 = 10

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
      Changes(
        quantity: order.quantity, filled: order.filled, limit: order.limit, stop: order.stop))
    id = order.id
    symbol = instrument.symbol
    tick = instrument.tick
    priceDecimals = instrument.priceDecimals
    side = order.side
    type = order.type
    quantity = order.quantity
    limit = order.limit
    stop = order.stop
    trail = order.trail
    timeInForce = order.timeInForce
    expiresAt = order.expiresAt
    isPostOnly = order.isPostOnly
    isReduceOnly = order.isReduceOnly
  }

  public var isNew: Bool { purpose == .new }

  // MARK: Prices

  /// A price of the ticket that can be stepped and typed.
  public enum PriceField: Sendable, Equatable { case limit, stop, trail }

  /// The prices this type of order has, the one that the arrows move first.
  public var priceFields: [PriceField] {
    switch type {
    case .market: []
    case .limit: [.limit]
    case .stop: [.stop]
    case .stopLimit: [.limit, .stop]
    // The engine moves the stop; the distance is settled when the order is sent.
    case .trailingStop: isNew ? [.trail] : []
    }
  }

  public subscript(field: PriceField) -> Price? {
    get {
      switch field {
      case .limit: limit
      case .stop: stop
      case .trail: trail
      }
    }
    set {
      switch field {
      case .limit: limit = newValue
      case .stop: stop = newValue
      case .trail: trail = newValue
      }
    }
  }

  /// The price that the order cannot do without and that is not there.
  public var missingPrice: PriceField? { priceFields.first { self[$0] == nil } }

  /// Moves a price; one beyond what can be held stays where it is, and a distance above 0.
  public mutating func step(_ field: PriceField, ticks: Int64) {
    guard let moved = self[field]?.moved(ticks: ticks, of: tick) else { return }
    guard field != .trail || moved.nanos > 0 else { return }
    if field == .limit { isAtTouch = false }
    self[field] = moved
  }

  /// Moves the price that the arrows are for.
  public mutating func step(priceTicks: Int64) {
    if let field = priceFields.first { step(field, ticks: priceTicks) }
  }

  /// Moves the stop, or the distance of a trailing one; of a pair the other order's.
  public mutating func step(stopTicks: Int64) {
    if paired != nil { return step(pairedTicks: stopTicks) }
    if let field = priceFields.last, field != .limit { step(field, ticks: stopTicks) }
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

  // MARK: Choices

  private static let types: [OrderType] = [.limit, .market, .stop, .stopLimit, .trailingStop]

  /// The types in turn; a price that the new one needs starts at the touch, or beyond it.
  public mutating func nextType(touch: Price?, by step: Int = 1) {
    guard isNew else { return }
    // Of a pair both rest.
    let types = OrderTicket.types.filter { paired == nil || $0 != .market }
    let place = types.firstIndex(of: type) ?? 0
    // A stop-limit's limit stands beyond the touch, where a plain one would take.
    if type == .stopLimit { limit = touch }
    type = types[(place + step + types.count) % types.count]
    fillPrices(touch: touch)
  }

  private mutating func fillPrices(touch: Price?) {
    let away = touch?.moved(ticks: side.sign * OrderTicket.firstStopTicks, of: tick)
    switch type {
    case .market: break
    case .limit: limit = limit ?? touch
    case .stop: stop = stop ?? away
    case .stopLimit:
      stop = stop ?? away
      limit = stop ?? limit
    case .trailingStop:
      trail = trail ?? Price.zero.moved(ticks: OrderTicket.firstStopTicks, of: tick)
      bracket = nil
    }
  }

  private static let timesInForce: [TimeInForce] = [
    .goodTillCanceled, .day, .goodTillDate, .immediateOrCancel, .fillOrKill,
  ]

  /// How long a good-till-date order lives before a trader says otherwise.
  static let firstLifeNanos: Int64 = 3_600_000_000_000

  /// The times in force in turn.
  public mutating func nextTimeInForce(now: UnixNanos) {
    guard isNew else { return }
    let choices = OrderTicket.timesInForce.filter { paired == nil || $0.rests }
    let place = choices.firstIndex(of: timeInForce) ?? choices.count - 1
    timeInForce = choices[(place + 1) % choices.count]
    if timeInForce == .goodTillDate, expiresAt.map({ $0 <= now }) ?? true {
      expiresAt = now.advanced(byNanos: OrderTicket.firstLifeNanos)
    }
  }

  /// The other side, its prices at that side's touch.
  public mutating func turn(touch: Price?) {
    guard isNew else { return }
    side = side.opposite
    guard let touch else { return }
    limit = touch
    isAtTouch = true
    stop = nil
    fillPrices(touch: touch)
  }

  // MARK: What it asks for

  /// A price of the ticket as it is written; `-` where there is none.
  public func text(_ field: PriceField) -> String {
    self[field].map { text($0) } ?? "-"
  }

  func text(_ price: Price) -> String {
    // A typed price may be finer than the tick; it is shown as it is.
    let decimals = max(priceDecimals, DecimalText.decimalsNeeded(price.nanos))
    return FigureText.plain.price(price, decimals: decimals)
  }

  /// The order it asks for.
  public var request: OrderRequest {
    let prices = priceFields
    return OrderRequest(
      id: id, symbol: symbol, side: side, type: type, quantity: quantity,
      limit: prices.contains(.limit) ? limit : nil, stop: prices.contains(.stop) ? stop : nil,
      trail: prices.contains(.trail) ? trail : nil, timeInForce: timeInForce,
      expiresAt: timeInForce == .goodTillDate ? expiresAt : nil,
      isPostOnly: isPostOnly && type.hasLimit, isReduceOnly: isReduceOnly,
      overridesStaleQuote: overridesStaleQuote)
  }

  /// The change it asks for; nil where nothing would change.
  public var changes: ModifyRequest? {
    guard case .modify(let old) = purpose else { return nil }
    let newQuantity = quantity == old.quantity ? nil : quantity
    let newLimit = limit == old.limit ? nil : limit
    // A trailing stop's stop is the engine's to move.
    let newStop = stop == old.stop || type == .trailingStop ? nil : stop
    guard newQuantity != nil || newLimit != nil || newStop != nil else { return nil }
    return ModifyRequest(id: id, quantity: newQuantity, limit: newLimit, stop: newStop)
  }
}
