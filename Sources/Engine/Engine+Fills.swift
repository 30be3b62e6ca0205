import Execution
import MarketModel
import Portfolio

/// What a fill does, and how an order ends.
extension Engine {
  /// Fills a part of a live order and everything that follows from it at once. An amount that
  /// nothing can hold ends the order instead.
  mutating func fill(
    _ slot: Int, _ quantity: Int64, at price: Int64, _ liquidity: Liquidity,
    because cause: FillCause, into effects: inout Effects
  ) {
    let before = orders[slot: slot]
    guard let instrument = before.instrument, quantity > 0 else { return }
    let size = Quantity(nanos: quantity)
    guard let commission = commission(on: size, at: Price(nanos: price), of: instrument),
      let cost = before.costAfter(quantity, at: price),
      let realized = portfolio.book(
        before.side, size, at: Price(nanos: price), commission: commission, of: instrument)
    else { return end(slot, .canceled, for: .overflow, into: &effects) }
    orders[slot: slot].takeFill(quantity, cost: cost)
    refreshWorking(slot)
    record(
      slot, size, at: Price(nanos: price), commission, realized, liquidity, cause,
      into: &effects)
    effects.append(.position(position(of: instrument)), at: clock)
    isUnchecked = true
    risk.noteFill(of: instrument, isFirstOfDay: countTrade(slot))
    let after = orders[slot: slot]
    if after.leaves.nanos == 0 { finish(slot, .filled) }
    if after.list != nil { followFill(of: after, quantity, into: &effects) }
    if !resting[instrument.offset].reduceOnly.isEmpty {
      shrinkReduceOnly(instrument.offset, into: &effects)
    }
  }

  private mutating func record(
    _ slot: Int, _ quantity: Quantity, at price: Price, _ commission: Money, _ realized: Money,
    _ liquidity: Liquidity, _ cause: FillCause, into effects: inout Effects
  ) {
    let order = orders[slot: slot]
    guard let instrument = order.instrument else { return }
    let quote = markets[instrument.offset].quote
    let fill = Fill(
      at: clock, order: order.index, instrument: instrument, side: order.side,
      number: order.fillCount, price: price, quantity: quantity, leaves: order.leaves,
      commission: commission, realized: realized, liquidity: liquidity, cause: cause,
      source: markets[instrument.offset].active, bid: quote.bid, ask: quote.ask)
    fillLog.append(fill)
    effects.append(.filled(fill), at: clock)
  }

  /// Whether this is the order's first fill since the day's baseline.
  private mutating func countTrade(_ slot: Int) -> Bool {
    guard orders[slot: slot].tradedDay != risk.day else { return false }
    orders[slot: slot].tradedDay = risk.day
    return true
  }

  /// The fee model's charge, each part rounded half to even at 1e-9; nil where it does not fit.
  func commission(on quantity: Quantity, at price: Price, of instrument: InstrumentIndex) -> Money?
  {
    let fee = config.venue.fee
    var nanos: Int128 = 0
    if fee.perUnit.nanos != 0 {
      nanos = ExactMath.dividedHalfEven(
        Int128(quantity.nanos) * Int128(fee.perUnit.nanos), by: ExactMath.unit)
    }
    if fee.basisPoints.nanos != 0 {
      let multiplier = instruments[instrument].multiplier
      guard
        let share = fee.charge(onCost: Int128(quantity.nanos) * Int128(price.nanos), multiplier)
      else { return nil }
      nanos += share
    }
    return Int64(exactly: nanos).map { Money(nanos: $0) }
  }

  // MARK: Ends

  /// Ends a live order that is not filled, tells so, and does what follows for its list.
  mutating func end(
    _ slot: Int, _ status: OrderStatus, for reason: Reason, into effects: inout Effects
  ) {
    let order = orders[slot: slot]
    finish(slot, status)
    effects.append(
      status == .expired
        ? .expired(order.index, reason)
        : .canceled(order.index, reason, leaves: order.leaves), at: clock)
    if order.list != nil { followEnd(of: order, for: reason, into: &effects) }
  }

  /// Ends an order that is refused.
  mutating func refuse(
    _ slot: Int, _ status: OrderStatus, _ refusal: Refusal, into effects: inout Effects
  ) {
    let order = orders[slot: slot]
    finish(slot, status)
    effects.append(
      status == .denied ? .denied(order.index, refusal) : .rejected(order.index, refusal),
      at: clock)
    if order.list != nil { followEnd(of: order, for: refusal.reason, into: &effects) }
  }

  /// Takes an order out of every table of the living.
  mutating func finish(_ slot: Int, _ status: OrderStatus) {
    let order = orders[slot: slot]
    if let place = order.instrument?.offset {
      unrest(slot, place)
      if order.isReduceOnly { resting[place].reduceOnly.removeAll { $0 == order.index } }
      if order.type == .trailingStop { resting[place].trailing.removeAll { $0 == order.index } }
      if order.isFlatten { resting[place].waitingFlattens.removeAll { $0 == order.index } }
      refreshFlags(place)
    }
    orders[slot: slot].become(status)
    refreshWorking(slot)
    orders.finish(slot: slot)
  }

  /// Cancels live orders together, in order of submission, none as another's sibling.
  mutating func endTogether(
    _ chosen: [OrderIndex], _ status: OrderStatus = .canceled, for reason: Reason,
    into effects: inout Effects
  ) {
    for index in chosen {
      if let slot = orders.slot(of: index) { orders[slot: slot].isEndingTogether = true }
    }
    for index in chosen {
      if let slot = orders.slot(of: index) { end(slot, status, for: reason, into: &effects) }
    }
  }

  // MARK: Working quantities

  /// Brings the working quantity of an order's side up to date after its leaves or status changed:
  /// what is on its way or rests, of an OCO or OUO group the largest, once.
  mutating func refreshWorking(_ slot: Int) {
    let order = orders[slot: slot]
    guard let group = order.list?.group(of: order.index) else {
      return count(order.isWorking ? order.leaves.nanos : 0, for: slot)
    }
    for index in group {
      guard let leg = orders.slot(of: OrderIndex(index)) else { continue }
      count(isLargest(leg, in: group) ? orders[slot: leg].leaves.nanos : 0, for: leg)
    }
  }

  private mutating func count(_ quantity: Int64, for slot: Int) {
    let difference = Int128(quantity) - Int128(orders[slot: slot].countedWorking)
    guard difference != 0, let place = orders[slot: slot].instrument?.offset else { return }
    orders[slot: slot].countedWorking = quantity
    if orders[slot: slot].side == .buy {
      markets[place].workingBuy += difference
    } else {
      markets[place].workingSell += difference
    }
  }

  /// Whether a working leg is the largest of its symbol and side in its group; of equals the first.
  private func isLargest(_ slot: Int, in group: Range<Int>) -> Bool {
    let order = orders[slot: slot]
    guard order.isWorking else { return false }
    for index in group where index != order.index.offset {
      guard let other = orders.slot(of: OrderIndex(index)) else { continue }
      let leg = orders[slot: other]
      guard leg.isWorking, leg.instrument == order.instrument, leg.side == order.side else {
        continue
      }
      if leg.leaves > order.leaves || (leg.leaves == order.leaves && index < order.index.offset) {
        return false
      }
    }
    return true
  }
}
