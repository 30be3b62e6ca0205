import Execution
import MarketModel

/// What the risk rules look at: an order, or what a change would leave of one.
struct OrderTerms {
  var instrument: InstrumentIndex
  var side: Side
  var type: OrderType
  /// What may fill.
  var quantity: Int64
  var limit: Price?
  var stop: Price?
  var overridesStaleQuote: Bool
  /// Working on the same side besides the order and its OCO or OUO group.
  var otherWorking: Int128
  /// What the order, or its group's largest, adds to that.
  var added: Int64
  /// Whether it changes an order that is there: then rate and trade count do not apply.
  var isChange = false
  /// Whether it only takes a quantity back, which nothing denies.
  var isMereReduction = false

  /// A new order's terms; nil for an instrument nobody knows.
  init?(_ order: Order, in engine: Engine) {
    guard let instrument = order.instrument else { return nil }
    self.instrument = instrument
    side = order.side
    type = order.type
    quantity = order.leaves.nanos
    limit = order.limit
    stop = order.stop
    overridesStaleQuote = order.overridesStaleQuote
    otherWorking = engine.markets[instrument.offset].working(order.side)
    added = quantity
    guard let group = order.list?.group(of: order.index) else {
      otherWorking -= Int128(order.countedWorking)
      return
    }
    for index in group {
      guard let slot = engine.orders.slot(of: OrderIndex(index)) else { continue }
      let leg = engine.orders[slot: slot]
      guard leg.instrument == instrument, leg.side == order.side, leg.isWorking else { continue }
      otherWorking -= Int128(leg.countedWorking)
      if index != order.index.offset { added = max(added, leg.leaves.nanos) }
    }
  }

  /// What a change would leave of a live order; nil where the change makes no sense and the venue
  /// will say so.
  init?(_ request: ModifyRequest, of order: Order, in engine: Engine) {
    var changed = order
    if let quantity = request.quantity { changed.quantity = quantity }
    if let limit = request.limit { changed.limit = limit }
    if let stop = request.stop { changed.stop = stop }
    guard changed.quantity.nanos > 0, changed.quantity >= changed.filled else { return nil }
    self.init(changed, in: engine)
    isChange = true
    isMereReduction =
      request.limit == nil && request.stop == nil && changed.quantity <= order.quantity
  }

  /// The position's change if all of it fills.
  var signedQuantity: Int64 { side.sign * quantity }
}
