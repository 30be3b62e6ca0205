import Execution
import MarketModel
import Panes

/// The other order of an OCO pair: both rest, and a fill of one cancels the other.
public struct PairedOrder: Sendable, Equatable {
  public var side: Side
  public var type: OrderType
  /// The limit, the stop, or how far a trailing stop keeps behind the touch; nil where there was no
  /// quote to take it from.
  public var price: Price?
  /// What the ticket asked for before it was a pair.
  let before: Before

  struct Before: Sendable, Equatable {
    let type: OrderType
    let quantity: Quantity
    let limit: Price?
    let timeInForce: TimeInForce
    let isReduceOnly: Bool
  }

  static let types: [OrderType] = [.stop, .limit, .trailingStop]

  /// How the ticket's own order and this one hang together, at its end.
  static let suffix = "-O"
}

/// What a pair is measured from.
struct PairGround {
  var bid: Price?
  var ask: Price?
  /// What the account holds of the symbol.
  var position: Quantity
  /// How far a target and a stop stand away, in ticks.
  var targetTicks: Int64
  var stopTicks: Int64

  func touch(_ side: Side) -> Price? { side == .buy ? ask : bid }
}

extension OrderTicket {
  /// Makes it a pair. Around a position that it would close: a target and a stop for all of it, which
  /// only reduce. Without one: beside a limit a stop of the same side, beside a stop (a breakout) a
  /// stop of the other side.
  mutating func pair(on ground: PairGround) {
    let before = PairedOrder.Before(
      type: type, quantity: quantity, limit: limit, timeInForce: timeInForce,
      isReduceOnly: isReduceOnly)
    bracket = nil
    if type == .market { type = .limit }
    if !timeInForce.rests { timeInForce = .goodTillCanceled }
    let held = ground.position.nanos
    let closes = held != 0 && held != .min && (held > 0) == (side == .sell)
    isReduceOnly = closes
    if closes { quantity = Quantity(nanos: Int64(held.magnitude)) }
    if type == .limit, isAtTouch || takes(ground) { limit = target(side, ground) }
    if type == .limit {
      paired = PairedOrder(side: side, type: .stop, before: before)
    } else if closes {
      paired = PairedOrder(side: side, type: .limit, before: before)
    } else {
      paired = PairedOrder(side: side.opposite, type: .stop, before: before)
    }
    pricePaired(on: ground)
  }

  /// A single order again, as it was before.
  mutating func unpair() {
    guard let before = paired?.before else { return }
    paired = nil
    type = before.type
    quantity = before.quantity
    limit = before.limit
    timeInForce = before.timeInForce
    isReduceOnly = before.isReduceOnly
  }

  /// Whether its limit would trade at once, or there is none: that leaves nothing to wait beside.
  private func takes(_ ground: PairGround) -> Bool {
    guard let limit else { return true }
    guard let touch = ground.touch(side) else { return false }
    return side == .buy ? limit >= touch : limit <= touch
  }

  private func target(_ side: Side, _ ground: PairGround) -> Price? {
    ground.touch(side)?.moved(ticks: -side.sign * ground.targetTicks, of: tick)
  }

  private mutating func pricePaired(on ground: PairGround) {
    guard var pair = paired else { return }
    switch pair.type {
    case .limit: pair.price = target(pair.side, ground)
    case .trailingStop:
      pair.price = Price.zero.moved(ticks: OrderTicket.firstStopTicks, of: tick)
    default:
      pair.price = ground.touch(pair.side)?.moved(
        ticks: pair.side.sign * ground.stopTicks, of: tick)
    }
    paired = pair
  }

  /// The other order's types in turn: stop, limit, trailing stop.
  mutating func nextPairedType(on ground: PairGround) {
    guard let pair = paired else { return }
    let place = PairedOrder.types.firstIndex(of: pair.type) ?? 0
    paired?.type = PairedOrder.types[(place + 1) % PairedOrder.types.count]
    pricePaired(on: ground)
  }

  /// The other order's other side.
  mutating func turnPaired(on ground: PairGround) {
    guard let pair = paired else { return }
    paired?.side = pair.side.opposite
    pricePaired(on: ground)
  }

  /// Moves the other order's price; one beyond what can be held stays, and a distance above 0.
  mutating func step(pairedTicks: Int64) {
    guard let pair = paired, let moved = pair.price?.moved(ticks: pairedTicks, of: tick) else {
      return
    }
    guard pair.type != .trailingStop || moved.nanos > 0 else { return }
    paired?.price = moved
  }

  /// The other order, as it is asked for; nil without one, or where its price is missing.
  var pairedRequest: OrderRequest? {
    guard let pair = paired, let price = pair.price,
      let other = OrderID("\(id)\(PairedOrder.suffix)")
    else { return nil }
    return OrderRequest(
      id: other, symbol: symbol, side: pair.side, type: pair.type, quantity: quantity,
      limit: pair.type == .limit ? price : nil, stop: pair.type == .stop ? price : nil,
      trail: pair.type == .trailingStop ? price : nil, timeInForce: timeInForce,
      expiresAt: request.expiresAt, isPostOnly: isPostOnly && pair.type.hasLimit,
      isReduceOnly: isReduceOnly, overridesStaleQuote: overridesStaleQuote)
  }

  /// `SELL STOP 5009.50`, `SELL TRAIL by 2.50`.
  var pairedText: String? {
    guard let pair = paired else { return nil }
    let price = pair.price.map { text($0) } ?? "-"
    switch pair.type {
    case .trailingStop: return "\(pair.side.word) TRAIL by \(price)"
    default: return "\(pair.side.word) \(pair.type.word) \(price)"
    }
  }
}

extension TimeInForce {
  /// Whether an order of it may rest: one of a pair must.
  var rests: Bool { self != .immediateOrCancel && self != .fillOrKill }
}
