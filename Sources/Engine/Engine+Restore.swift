import Execution
import MarketModel
import Risk

/// Why a journaled line cannot be taken up again.
public struct RestoreFailure: Error, Hashable, Sendable, CustomStringConvertible {
  public let field: String
  public let message: String
  public var description: String { field.isEmpty ? message : "\(field): \(message)" }
}

/// Taking up where a journal ends: orders as they were made and effects, folded without a market.
///
/// No risk rule is asked, nothing is matched and no effect comes out; what follows from a fill
/// stands in the journal as effects of its own.
extension Engine {
  /// Takes up one journaled line (an order as it was made, an effect, the day's figures), in the
  /// order in which they were written. Only for an engine that has its instruments and
  /// configuration and has seen no other input.
  @discardableResult
  public mutating func restore(
    line: UnsafeBufferPointer<UInt8>
  ) throws(RestoreFailure) -> RestoredLine {
    detach()
    do throws(LineFailure) {
      var members = try LineMembers(line)
      let type = try members.requiredText("type")
      let at = try members.instant("ts") ?? clock
      if at > clock { clock = at }
      switch type {
      case "instrument": return .instrument(try restoreInstrument(&members))
      case "opening":
        try restoreOpening(&members)
        return .opening
      case "configuration": return .configuration
      case "order_made": try restoreOrder(&members, at)
      case "day": try restoreDay(&members)
      case "filled": try restoreFill(&members, at: at)
      case "limits":
        let change = try decoder.limits(&members)
        config.risk.apply(change.risk)
        return .risk(RiskRecord(at: at, .limits(change)))
      case "trading_state":
        tradingState = try members.requiredChoice(
          "state", TradingState.allCases.map { Choice($0.word, $0) })
        let reason = try members.text("reason") ?? ""
        return .risk(RiskRecord(at: at, .tradingState(tradingState, reason: reason)))
      case "risk":
        if let notice = try restoreNotice(&members, at: at) {
          return .risk(RiskRecord(at: at, .notice(notice)))
        }
      case "accepted", "denied", "rejected", "triggered", "modified", "canceled", "expired":
        try restoreState(type, &members)
      default: break
      }
      return .other
    } catch {
      throw RestoreFailure(field: error.field, message: error.message)
    }
  }

  var decoder: InputDecoder { InputDecoder(engine: self) }

  /// Ends a restoration: time stands at `now` at least, and what was due meanwhile falls due with
  /// the next input.
  public mutating func finishRestoring(at now: UnixNanos) {
    detach()
    for place in instruments.instruments.indices {
      let index = InstrumentIndex(place)
      risk.refreshLimits(of: index, symbol: instruments[index].symbol, in: config.risk)
    }
    risk.refreshLimits(in: config.risk)
    for index in liveOrders({ _ in true }) {
      guard let slot = orders.slot(of: index) else { continue }
      resume(orders[slot: slot])
    }
    // A breaker that had tripped denies on, and tells when it has cooled down.
    for place in markets.indices where risk.cooledAt[place] != .distantPast {
      deadlines.add(.breakerCooled(InstrumentIndex(place)), at: risk.cooledAt[place])
    }
    journaledInstruments = []
    clock = max(clock, now)
    isUnchecked = false
  }

  /// Gives a live order its deadlines back.
  private mutating func resume(_ order: OrderRecord) {
    if let expiresAt = order.expiresAt { deadlines.add(.expire(order.index), at: expiresAt) }
    guard order.status == .pending, let place = order.instrument?.offset, !isVenueOutside else {
      return
    }
    if order.isFlatten, markets[place].endsAt <= order.submittedAt {
      markets[place].settling = order.index
      return
    }
    if order.isFlatten {
      resting[place].waitingFlattens.append(order.index)
      refreshFlags(place)
      return
    }
    let dueAt = order.submittedAt.advanced(byNanos: config.venue.latency.nanos)
    if let list = order.list {
      if list.first == order.index {
        deadlines.add(.arriveList(first: list.first, count: Int(list.count)), at: dueAt)
      }
    } else {
      deadlines.add(.arrive(order.index), at: dueAt)
    }
  }

  // MARK: Orders

  private mutating func restoreOrder(
    _ members: inout LineMembers, _ at: UnixNanos
  ) throws(LineFailure) {
    let id = try decoder.id(&members)
    if let symbol = try members.symbol("symbol") { resolveContract(symbol) }
    let instrument = try decoder.known("symbol", &members)
    let request = try OrderRequest(
      journaled: &members, id: id,
      symbol: instrument.map { instruments[$0].symbol } ?? Symbol.none)
    let isFlatten = try members.bool("flatten") ?? false
    let made = MadeOrder(
      request: request, at: at, isFlatten: isFlatten, touch: try members.decimal("touch"),
      leg: try MadeOrder.leg(&members))
    try restore(made, of: instrument)
  }

  /// Takes up an order as it was made.
  mutating func restore(
    _ made: MadeOrder, of instrument: InstrumentIndex?
  ) throws(LineFailure) {
    let request = made.request
    let (at, isFlatten) = (made.at, made.isFlatten)
    guard orders.index(of: request.id) == nil else {
      throw LineFailure("id", "made twice: \(request.id)")
    }
    let slot = orders.add(
      OrderRecord(request, instrument: instrument, at: at, isFlatten: isFlatten), id: request.id)
    if let leg = made.leg { try restore(leg, slot) }
    orders[slot: slot].isSent = true
    orders[slot: slot].touchAtSubmit = made.touch
    refreshWorking(slot)
  }

  private mutating func restore(_ leg: MadeOrder.Leg, _ slot: Int) throws(LineFailure) {
    let first = orders[slot: slot].index.offset - leg.place
    guard first >= 0 else { throw LineFailure("leg", "before the first order") }
    orders[slot: slot].list = ListMembership(
      kind: leg.kind, first: OrderIndex(first), count: Int32(leg.count))
    if orders[slot: slot].isBracketChild {
      orders[slot: slot].become(.inactive)
      orders[slot: slot].childQuantity = orders[slot: slot].quantity
    }
  }

  /// The live order a line is about; nil for one that has ended.
  func liveSlot(_ members: inout LineMembers) throws(LineFailure) -> Int? {
    let id = try decoder.id(&members)
    guard let index = orders.index(of: id) else {
      throw LineFailure("id", "no order \(id) has been made")
    }
    return orders.slot(of: index)
  }

  private mutating func restoreState(
    _ type: String, _ members: inout LineMembers
  ) throws(LineFailure) {
    if type == "rejected", try members.text("reason") == "duplicate_id" { return }
    guard let slot = try liveSlot(&members) else {
      throw LineFailure("id", "\(type), but the order has ended")
    }
    let quantity: Quantity? = try members.decimal("quantity")
    let limit: Price? = try members.decimal("limit")
    let stop: Price? = try members.decimal("stop")
    switch type {
    case "accepted": restoreAccepted(slot)
    case "triggered": restoreTriggered(slot)
    case "modified": restoreModified(slot, quantity, limit, stop)
    case "denied": try restoreEnd(slot, .denied)
    case "rejected": try restoreEnd(slot, .rejected)
    case "canceled": try restoreEnd(slot, .canceled)
    default: try restoreEnd(slot, .expired)
    }
  }

  mutating func restoreEnd(_ slot: Int, _ status: OrderStatus) throws(LineFailure) {
    restoreActivation(slot)
    guard orders[slot: slot].status.mayBecome(status) else {
      throw LineFailure("type", "an order that is \(orders[slot: slot].status.word) cannot end so")
    }
    finish(slot, status)
  }

  /// A bracket's child that the venue has seen was active for what its entry had filled.
  private mutating func restoreActivation(_ slot: Int) {
    guard orders[slot: slot].status == .inactive, let list = orders[slot: slot].list,
      case let most = orders[list.first].filled, most.nanos > 0
    else { return }
    orders[slot: slot].quantity = min(orders[slot: slot].childQuantity, most)
    orders[slot: slot].become(.pending)
  }

  mutating func restoreAccepted(_ slot: Int) {
    guard let place = orders[slot: slot].instrument?.offset else { return }
    restoreActivation(slot)
    guard orders[slot: slot].status == .pending else { return }
    if orders[slot: slot].isReduceOnly {
      clampToPosition(slot, place)
      resting[place].reduceOnly.append(orders[slot: slot].index)
    }
    orders[slot: slot].become(.accepted)
    orders[slot: slot].priority = takePriority()
    risk.noteOrder(
      at: orders[slot: slot].submittedAt, under: config.risk.maxOrderRate)
    refreshWorking(slot)
    if orders[slot: slot].type == .trailingStop {
      resting[place].trailing.append(orders[slot: slot].index)
      refreshFlags(place)
      markets[place].awaitsTrailing = true
    }
    if orders[slot: slot].type != .market { rest(slot, place) }
  }

  mutating func restoreTriggered(_ slot: Int) {
    guard let place = orders[slot: slot].instrument?.offset else { return }
    unrest(slot, place)
    orders[slot: slot].isTriggered = true
    orders[slot: slot].priority = takePriority()
    let index = orders[slot: slot].index
    resting[place].trailing.removeAll { $0 == index }
    refreshFlags(place)
    if orders[slot: slot].type == .stopLimit { rest(slot, place) }
  }

  mutating func restoreModified(
    _ slot: Int, _ quantity: Quantity?, _ limit: Price?, _ stop: Price?
  ) {
    guard let place = orders[slot: slot].instrument?.offset else { return }
    restoreActivation(slot)
    if orders[slot: slot].status == .inactive, let quantity {
      orders[slot: slot].childQuantity = quantity
    }
    let before = orders[slot: slot]
    let rested = orders.isResting(slot)
    unrest(slot, place)
    if let quantity { orders[slot: slot].quantity = max(quantity, before.filled) }
    if let limit { orders[slot: slot].limit = limit }
    if let stop { orders[slot: slot].stop = stop }
    refreshWorking(slot)
    let after = orders[slot: slot]
    if after.status == .accepted, after.leaves.nanos == 0 { return finish(slot, .filled) }
    if after.limit != before.limit || after.stop != before.stop || after.quantity > before.quantity
    {
      orders[slot: slot].priority = takePriority()
    }
    if rested { rest(slot, place) }
  }
}
