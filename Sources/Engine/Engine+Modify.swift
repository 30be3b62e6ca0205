import Execution
import MarketModel

/// Changes to orders, as the venue takes them.
extension Engine {
  mutating func modify(_ request: ModifyRequest, into effects: inout Effects) {
    guard let index = orders.index(of: request.id) else {
      let stranger = effects.add(unknown: request.id)
      return effects.append(.modifyRejected(stranger, Refusal(.unknownOrder)), at: clock)
    }
    guard let slot = orders.slot(of: index), let place = orders[slot: slot].instrument?.offset
    else {
      return effects.append(.modifyRejected(.order(index), Refusal(.unknownOrder)), at: clock)
    }
    let before = orders[slot: slot]
    if let refusal = modifyRefusal(request, of: before, place) {
      return effects.append(.modifyRejected(.order(index), refusal), at: clock)
    }
    unrest(slot, place)
    change(slot, place, by: request)
    let after = orders[slot: slot]
    effects.append(.modified(index, OrderChange(after)), at: clock)
    guard after.status == .accepted else { return }
    if after.leaves.nanos <= 0 { return finish(slot, .filled) }
    let losesPlace =
      after.limit != before.limit || after.stop != before.stop || after.quantity > before.quantity
    if losesPlace { orders[slot: slot].priority = takePriority() }
    actAgain(slot, place, wasQueued: !losesPlace, into: &effects)
  }

  mutating func change(_ slot: Int, _ place: Int, by request: ModifyRequest) {
    if let quantity = request.quantity {
      orders[slot: slot].quantity = quantity
      orders[slot: slot].childQuantity = quantity
    }
    if let limit = request.limit { orders[slot: slot].limit = limit }
    if let stop = request.stop { orders[slot: slot].stop = stop }
    let order = orders[slot: slot]
    if order.isReduceOnly, order.status == .accepted {
      let (most, overflow) = order.filled.nanos.addingReportingOverflow(
        closableQuantity(of: orders.pointer(to: slot), place))
      if !overflow {
        orders[slot: slot].quantity = Quantity(nanos: min(order.quantity.nanos, most))
      }
    }
    refreshWorking(slot)
  }

  /// A changed order acts like one that arrives; one that keeps its place just rests again.
  private mutating func actAgain(
    _ slot: Int, _ place: Int, wasQueued: Bool, into effects: inout Effects
  ) {
    let order = orders[slot: slot]
    if order.restsAsStop {
      if isStopReached(orders.pointer(to: slot), place), markets[place].isMatchable {
        trigger(slot, place, into: &effects)
      } else {
        rest(slot, place)
      }
    } else if wasQueued, let limit = order.limit {
      rest(slot, place, at: limit.nanos)
    } else {
      actAsLimit(slot, place, because: .touch, into: &effects)
    }
  }

  /// Why the venue refuses a change; nil when it does not.
  func modifyRefusal(
    _ request: ModifyRequest, of order: OrderRecord, _ place: Int
  ) -> Refusal? {
    if let quantity = request.quantity {
      if quantity.nanos <= 0 {
        return Refusal(.badQuantity, value: WideAmount(quantity), limit: .zero)
      }
      if quantity < order.filled {
        return Refusal(
          .belowFilled, value: WideAmount(quantity), limit: WideAmount(order.filled))
      }
    }
    let hasStop = order.type == .stop || order.type == .stopLimit
    if (request.limit != nil && !order.type.hasLimit)
      || (request.stop != nil && (!hasStop || order.isTriggered))
    {
      return Refusal(.badPrice)
    }
    var changed = order
    if let limit = request.limit { changed.limit = limit }
    if let stop = request.stop { changed.stop = stop }
    return withUnsafePointer(to: changed) { changed in
      if let refusal = priceRefusal(of: changed, place) { return refusal }
      guard order.status == .accepted else { return nil }
      if request.stop != nil, config.venue.rejectsStopInMarket, isStopReached(changed, place) {
        return Refusal(.stopInMarket)
      }
      if changed.pointee.isPostOnly, !changed.pointee.restsAsStop, isMarketable(changed, place) {
        return Refusal(.wouldCross)
      }
      return nil
    }
  }
}
