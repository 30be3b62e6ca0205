import Execution
import MarketModel

/// What the risk rules look at: an order, or what a change would leave of one.
struct OrderTerms {
  var instrument: InstrumentIndex
  var side: Side
  var type: OrderType
  /// What may fill.
  var quantity: Int64
  /// Twice the position's notional at mid if all of it fills, where exposures are limited; nil
  /// without a mid.
  var twiceExposureAfter: Int128?
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
  init(_ order: OrderPointer, of instrument: InstrumentIndex, among working: Int128) {
    self.instrument = instrument
    side = order.pointee.side
    type = order.pointee.type
    quantity = order.pointee.leaves.nanos
    limit = order.pointee.limit
    stop = order.pointee.stop
    overridesStaleQuote = order.pointee.overridesStaleQuote
    otherWorking = working - Int128(order.pointee.countedWorking)
    added = quantity
  }

  /// The position's change if all of it fills.
  var signedQuantity: Int64 { side.sign * quantity }
}

/// An order in place: handed on by value, each call would copy it.
typealias OrderPointer = UnsafePointer<OrderRecord>

// Methods of the engine, not initialisers that take one: those would own, and so copy, it.
extension Engine {
  /// A new order's terms; nil for an instrument nobody knows.
  func terms(of order: OrderPointer) -> OrderTerms? {
    guard let instrument = order.pointee.instrument else { return nil }
    let side = order.pointee.side
    var terms = OrderTerms(
      order, of: instrument,
      among: side == .buy
        ? markets[instrument.offset].workingBuy : markets[instrument.offset].workingSell)
    if risk.watchesExposure {
      terms.twiceExposureAfter = portfolio.twiceExposure(
        of: instrument, with: terms.signedQuantity)
    }
    guard let group = order.pointee.list?.group(of: order.pointee.index) else { return terms }
    terms.otherWorking += Int128(order.pointee.countedWorking)
    for index in group {
      guard let slot = orders.slot(of: OrderIndex(index)) else { continue }
      let leg = orders[slot: slot]
      guard leg.instrument == instrument, leg.side == side, leg.isWorking else { continue }
      terms.otherWorking -= Int128(leg.countedWorking)
      if index != order.pointee.index.offset { terms.added = max(terms.added, leg.leaves.nanos) }
    }
    return terms
  }

  /// What a change would leave of a live order; nil where the change makes no sense and the venue
  /// will say so.
  func terms(of request: ModifyRequest, for order: OrderRecord) -> OrderTerms? {
    var changed = order
    if let quantity = request.quantity { changed.quantity = quantity }
    if let limit = request.limit { changed.limit = limit }
    if let stop = request.stop { changed.stop = stop }
    guard changed.quantity.nanos > 0, changed.quantity >= changed.filled else { return nil }
    guard var terms = withUnsafePointer(to: changed, { terms(of: $0) }) else { return nil }
    terms.isChange = true
    terms.isMereReduction =
      request.limit == nil && request.stop == nil && changed.quantity <= order.quantity
    return terms
  }
}
