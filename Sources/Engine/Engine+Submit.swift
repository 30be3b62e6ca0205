import Execution
import MarketModel
import Risk

/// Orders on their way in: risk decides at submit, the venue at arrival.
extension Engine {
  mutating func submit(_ request: OrderRequest, into effects: inout Effects) {
    guard let slot = admit(request, into: &effects) else { return }
    guard passesEntry(slot, into: &effects), passesRisk(slot, into: &effects) else { return }
    send(slot)
    if isVenueOutside { return command(.submit(request), into: &effects) }
    travel(.arrive(orders[slot: slot].index), into: &effects)
  }

  /// Submits an order that reaches the venue at once, whatever the latency.
  mutating func submitNow(_ request: OrderRequest, into effects: inout Effects) {
    guard let slot = admit(request, into: &effects), passesRisk(slot, into: &effects) else {
      return
    }
    send(slot)
    reach(.arrive(orders[slot: slot].index), into: &effects)
  }

  /// Takes an order into the store, unless its id is taken.
  private mutating func admit(_ request: OrderRequest, into effects: inout Effects) -> Int? {
    let key = OrderIDKey(request.id)
    if let first = orders.index(of: request.id, key) {
      effects.append(.rejected(first, Refusal(.duplicateID)), at: clock)
      return nil
    }
    let instrument = instruments.index(of: request.symbol)
    return orders.add(
      OrderRecord(request, instrument: instrument, at: clock), id: request.id, key)
  }

  /// Refuses what no rule has to look at: an unknown symbol, a quantity that is none.
  private mutating func passesEntry(_ slot: Int, into effects: inout Effects) -> Bool {
    if orders[slot: slot].instrument == nil {
      refuse(slot, .rejected, Refusal(.unknownSymbol), into: &effects)
      return false
    }
    if orders[slot: slot].quantity.nanos <= 0 {
      let value = WideAmount(orders[slot: slot].quantity)
      refuse(slot, .rejected, Refusal(.badQuantity, value: value, limit: .zero), into: &effects)
      return false
    }
    return true
  }

  private mutating func passesRisk(_ slot: Int, into effects: inout Effects) -> Bool {
    if passesPlainly(orders.pointer(to: slot)) {
      assert(terms(of: orders.pointer(to: slot)).flatMap { firstRefusal(of: $0) } == nil)
      return true
    }
    guard let terms = terms(of: orders.pointer(to: slot)), let refusal = firstRefusal(of: terms)
    else { return true }
    refuse(slot, .denied, refusal, into: &effects)
    return false
  }

  /// Counts an order that risk lets pass as on its way.
  private mutating func send(_ slot: Int) {
    orders[slot: slot].isSent = true
    refreshWorking(slot)
    risk.noteOrder(at: clock, under: config.risk.maxOrderRate)
    if let place = orders[slot: slot].instrument?.offset {
      orders[slot: slot].touchAtSubmit =
        orders[slot: slot].side == .buy ? markets[place].quote.ask : markets[place].quote.bid
    }
    expireLater(slot)
  }

  /// Lets a command reach the venue: at once, or after the latency. Inlined, as `reach` is, so that
  /// the event of a command that acts at once is never made.
  @inline(__always)
  private mutating func travel(_ event: DeadlineEvent, into effects: inout Effects) {
    let latency = config.venue.latency.nanos
    guard latency <= 0 else {
      return deadlines.add(event, at: clock.advanced(byNanos: latency))
    }
    reach(event, into: &effects)
  }

  @inline(__always)
  private mutating func reach(_ event: DeadlineEvent, into effects: inout Effects) {
    switch event {
    case .arrive(let order):
      if let slot = orders.slot(of: order) { arrive(slot, into: &effects) }
    case .arriveList(let first, let count): arriveList(first, count, into: &effects)
    case .cancel(let id): cancel(id, into: &effects)
    case .cancelAll(let instrument, let count):
      cancelAll(instrument, before: count, for: .user, into: &effects)
    case .modify(let request): modify(request, into: &effects)
    case .expire, .breakerCooled, .flattenBeforeClose, .expiryWarning, .contractEnd: break
    }
  }

  // MARK: Lists

  /// Submits the orders of a list. OCO and BRACKET go whole or not at all; the orders of an OUO
  /// list stand each for itself.
  mutating func submit(
    _ kind: ListKind, _ requests: [OrderRequest], into effects: inout Effects
  ) {
    var hasDuplicate = false
    var slots: [Int] = []
    for request in requests {
      if let slot = admit(request, into: &effects) {
        slots.append(slot)
      } else {
        hasDuplicate = true
      }
    }
    if isVenueOutside {
      // A venue outside is not asked for lists: nobody here could keep their word for it.
      for slot in slots { refuse(slot, .rejected, Refusal(.venue), into: &effects) }
      return
    }
    guard let first = slots.first.map({ orders[slot: $0].index }) else { return }
    let indices = slots.map { orders[slot: $0].index }
    if hasDuplicate, kind != .oneUpdatesOther {
      return endTogether(
        indices, for: kind == .bracket ? .parent : .oco, into: &effects)
    }
    let list = ListMembership(kind: kind, first: first, count: Int32(slots.count))
    for slot in slots { join(slot, list) }
    passList(kind, indices, into: &effects)
    travel(.arriveList(first: first, count: slots.count), into: &effects)
  }

  private mutating func join(_ slot: Int, _ list: ListMembership) {
    orders[slot: slot].list = list
    guard orders[slot: slot].isBracketChild else { return }
    orders[slot: slot].become(.inactive)
    orders[slot: slot].isReduceOnly = true
    orders[slot: slot].childQuantity = orders[slot: slot].quantity
  }

  /// Lets risk look at every order of a list; the first refusal takes an OCO's or a bracket's other
  /// orders with it. A bracket's children are not checked by risk.
  private mutating func passList(
    _ kind: ListKind, _ indices: [OrderIndex], into effects: inout Effects
  ) {
    for index in indices {
      guard let slot = orders.slot(of: index) else { continue }
      let isChild = orders[slot: slot].isBracketChild
      var passes = passesEntry(slot, into: &effects)
      // A roll's legs have been asked, as the account stands between them.
      if passes, !isChild, kind != .roll { passes = passesRisk(slot, into: &effects) }
      if passes {
        if isChild { expireLater(slot) } else { send(slot) }
      } else if kind != .oneUpdatesOther {
        return endTogether(
          indices, for: kind == .bracket ? .parent : .oco, into: &effects)
      }
    }
  }

  private mutating func expireLater(_ slot: Int) {
    if let expiresAt = orders[slot: slot].expiresAt {
      deadlines.add(.expire(orders[slot: slot].index), at: expiresAt)
    }
  }

  /// A list reaches the venue, which refuses an OCO or a bracket whole.
  mutating func arriveList(_ first: OrderIndex, _ count: Int, into effects: inout Effects) {
    let indices = (first.offset..<first.offset + count).map { OrderIndex($0) }
    for index in indices {
      guard let slot = orders.slot(of: index), case let order = orders[slot: slot],
        order.status == .pending, let place = order.instrument?.offset,
        order.list?.kind != .oneUpdatesOther,
        let refusal = venueRefusal(of: orders.pointer(to: slot), place)
      else { continue }
      return refuse(slot, .rejected, refusal, into: &effects)
    }
    for index in indices {
      if let slot = orders.slot(of: index), orders[slot: slot].status == .pending {
        fitRoll(slot, into: &effects)
        if orders.isLive(index, in: slot) { arrive(slot, into: &effects) }
      }
    }
  }

  // MARK: Cancels and changes on their way

  mutating func sendCancel(_ id: OrderID, into effects: inout Effects) {
    isVenueOutside ? cancel(id, into: &effects) : travel(.cancel(id), into: &effects)
  }

  mutating func sendCancelAll(_ instrument: InstrumentIndex?, into effects: inout Effects) {
    if isVenueOutside {
      return cancelAll(instrument, before: orders.count, for: .user, into: &effects)
    }
    travel(.cancelAll(instrument, before: orders.count), into: &effects)
  }

  /// Risk decides on a change at submit, as on a new order with what would be left.
  mutating func sendModify(_ request: ModifyRequest, into effects: inout Effects) {
    if let index = orders.index(of: request.id), let slot = orders.slot(of: index),
      case let order = orders[slot: slot], let terms = terms(of: request, for: order),
      let refusal = firstRefusal(of: terms)
    {
      return effects.append(.modifyRejected(.order(index), refusal), at: clock)
    }
    if isVenueOutside, orders.index(of: request.id).flatMap({ orders.slot(of: $0) }) != nil {
      return command(.modify(request), into: &effects)
    }
    travel(.modify(request), into: &effects)
  }
}
