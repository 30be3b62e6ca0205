import Execution
import MarketModel
import Portfolio

/// What a fill does, and how an order ends.
extension Engine {
  /// Fills a part of a live order and everything that follows from it at once. An amount that
  /// nothing can hold ends the order instead.
  mutating func fill(
    _ slot: Int, _ quantity: Int64, at price: Int64, _ liquidity: Liquidity,
    because cause: FillCause, commission known: Money? = nil, into effects: inout Effects
  ) {
    guard let instrument = orders[slot: slot].instrument, quantity > 0 else { return }
    let size = Quantity(nanos: quantity)
    let charge =
      cause == .settlement
      ? Money.zero : known ?? commission(on: size, at: Price(nanos: price), of: instrument)
    guard let commission = charge,
      let cost = orders[slot: slot].costAfter(quantity, at: price),
      let realized = portfolio.book(
        orders[slot: slot].side, size, at: Price(nanos: price), commission: commission,
        of: instrument)
    else { return end(slot, .canceled, for: .overflow, into: &effects) }
    orders[slot: slot].takeFill(quantity, cost: cost)
    refreshWorking(slot)
    record(
      slot, size, at: Price(nanos: price), commission, realized, liquidity, cause,
      into: &effects)
    effects.append(.position(position(of: instrument)), at: clock)
    isUnchecked = true
    risk.noteFill(of: instrument, isFirstOfDay: countTrade(slot))
    if clock >= markets[instrument.offset].warnsAt {
      warnOfEnd(instrument.offset, into: &effects)
    }
    if orders[slot: slot].isInList {
      // What follows looks at the order as the fill left it, be it gone by then.
      let after = orders[slot: slot]
      if after.leaves.nanos == 0 { finish(slot, .filled) }
      followFill(of: after, quantity, into: &effects)
    } else if orders[slot: slot].leaves.nanos == 0 {
      finish(slot, .filled)
    }
    if !resting[instrument.offset].reduceOnly.isEmpty {
      shrinkReduceOnly(instrument.offset, into: &effects)
    }
  }

  private mutating func record(
    _ slot: Int, _ quantity: Quantity, at price: Price, _ commission: Money, _ realized: Money,
    _ liquidity: Liquidity, _ cause: FillCause, into effects: inout Effects
  ) {
    guard let instrument = orders[slot: slot].instrument else { return }
    let place = instrument.offset
    let fill = Fill(
      at: clock, order: orders[slot: slot].index, instrument: instrument,
      side: orders[slot: slot].side, number: orders[slot: slot].fillCount, price: price,
      quantity: quantity, leaves: orders[slot: slot].leaves, commission: commission,
      realized: realized, liquidity: liquidity, cause: cause, source: markets[place].active,
      bid: markets[place].quote.bid, ask: markets[place].quote.ask)
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
      let multiplier = markets[instrument.offset].multiplier
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
    let index = orders[slot: slot].index
    let leaves = orders[slot: slot].leaves
    if orders[slot: slot].isInList {
      let listed = orders[slot: slot]
      finish(slot, status)
      tellEnd(index, status, reason, leaves, into: &effects)
      return followEnd(of: listed, for: reason, into: &effects)
    }
    finish(slot, status)
    tellEnd(index, status, reason, leaves, into: &effects)
  }

  @inline(__always)
  private func tellEnd(
    _ index: OrderIndex, _ status: OrderStatus, _ reason: Reason, _ leaves: Quantity,
    into effects: inout Effects
  ) {
    if status == .expired {
      effects.append(.expired(index, reason), at: clock)
    } else {
      effects.append(.canceled(index, reason, leaves: leaves), at: clock)
    }
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
    if let place = orders[slot: slot].instrument?.offset {
      unrest(slot, place)
      let index = orders[slot: slot].index
      if orders[slot: slot].isReduceOnly { resting[place].reduceOnly.removeAll { $0 == index } }
      if orders[slot: slot].type == .trailingStop {
        resting[place].trailing.removeAll { $0 == index }
        refreshFlags(place)
      }
      if orders[slot: slot].isFlatten {
        resting[place].waitingFlattens.removeAll { $0 == index }
        refreshFlags(place)
      }
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
    guard orders[slot: slot].isInList,
      let group = orders[slot: slot].list?.group(of: orders[slot: slot].index)
    else {
      let leaves = orders[slot: slot].leaves.nanos
      return count(orders[slot: slot].isWorking ? leaves : 0, for: slot)
    }
    for index in group {
      guard let leg = orders.slot(of: OrderIndex(index)) else { continue }
      count(isLargest(leg, in: group) ? orders[slot: leg].leaves.nanos : 0, for: leg)
    }
  }

  private mutating func count(_ quantity: Int64, for slot: Int) {
    guard quantity != orders[slot: slot].countedWorking else { return }
    let difference = Int128(quantity) - Int128(orders[slot: slot].countedWorking)
    guard let place = orders[slot: slot].instrument?.offset else { return }
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
