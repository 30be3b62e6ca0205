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

  /// The terms of an order by itself, among `working` on its side.
  init(_ order: Order, of instrument: InstrumentIndex, among working: Int128) {
    self.instrument = instrument
    side = order.side
    type = order.type
    quantity = order.leaves.nanos
    limit = order.limit
    stop = order.stop
    overridesStaleQuote = order.overridesStaleQuote
    otherWorking = working - Int128(order.countedWorking)
    added = quantity
  }

  /// The position's change if all of it fills.
  var signedQuantity: Int64 { side.sign * quantity }
}

// Methods of the engine, not initialisers that take one: those would own, and so copy, it.
extension Engine {
  /// A new order's terms; nil for an instrument nobody knows.
  func terms(of order: Order) -> OrderTerms? {
    guard let instrument = order.instrument else { return nil }
    let side = order.side
    var terms = OrderTerms(
      order, of: instrument,
      among: side == .buy
        ? markets[instrument.offset].workingBuy : markets[instrument.offset].workingSell)
    guard let group = order.list?.group(of: order.index) else { return terms }
    terms.otherWorking += Int128(order.countedWorking)
    for index in group {
      guard let slot = orders.slot(of: OrderIndex(index)) else { continue }
      let leg = orders[slot: slot]
      guard leg.instrument == instrument, leg.side == side, leg.isWorking else { continue }
      terms.otherWorking -= Int128(leg.countedWorking)
      if index != order.index.offset { terms.added = max(terms.added, leg.leaves.nanos) }
    }
    return terms
  }

  /// What a change would leave of a live order; nil where the change makes no sense and the venue
  /// will say so.
  func terms(of request: ModifyRequest, for order: Order) -> OrderTerms? {
    var changed = order
    if let quantity = request.quantity { changed.quantity = quantity }
    if let limit = request.limit { changed.limit = limit }
    if let stop = request.stop { changed.stop = stop }
    guard changed.quantity.nanos > 0, changed.quantity >= changed.filled else { return nil }
    guard var terms = terms(of: changed) else { return nil }
    terms.isChange = true
    terms.isMereReduction =
      request.limit == nil && request.stop == nil && changed.quantity <= order.quantity
    return terms
  }
}
