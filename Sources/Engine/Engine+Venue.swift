import Execution
import MarketModel
import Portfolio

/// A venue outside: commands go out as effects, and what comes of them comes in as reports. Nothing
/// is matched here then, and no order ends before its venue says so.
extension Engine {
  var isVenueOutside: Bool { config.venue.isOutside }

  /// The venue's own name of a fill; nil for a paper fill.
  public func execution(of fill: Fill) -> OrderID? {
    fill.cause == .venue ? executions.execution(of: fill) : nil
  }

  mutating func command(_ command: VenueCommand, into effects: inout Effects) {
    effects.append(.command(effects.add(command)), at: clock)
  }

  /// Asks the venue to end an order. Why is remembered for when it does.
  mutating func requestEnd(_ slot: Int, for reason: Reason, into effects: inout Effects) {
    let index = orders[slot: slot].index
    guard endReasons.updateValue(reason, forKey: index) == nil else { return }
    command(.cancel(orders.id(of: index)), into: &effects)
  }

  // MARK: Reports

  mutating func take(_ report: VenueReport.Kind, into effects: inout Effects) {
    switch report {
    case .positions(let positions): reconcile(positions, into: &effects)
    case .filled(let fill): takeFill(fill, into: &effects)
    case .accepted(let id): follow(id, report, into: &effects) { $0.takeAcceptance($1, into: &$2) }
    case .rejected(let id):
      follow(id, report, into: &effects) { engine, slot, effects in
        guard engine.orders[slot: slot].status == .pending else { return }
        engine.refuse(slot, .rejected, Refusal(.venue), into: &effects)
      }
    case .canceled(let id):
      follow(id, report, into: &effects) { engine, slot, effects in
        let reason = engine.endReasons[engine.orders[slot: slot].index] ?? .user
        engine.end(slot, .canceled, for: reason, into: &effects)
      }
    case .expired(let id):
      follow(id, report, into: &effects) { engine, slot, effects in
        let isDated = engine.orders[slot: slot].timeInForce == .goodTillDate
        engine.end(slot, .expired, for: isDated ? .gtd : .day, into: &effects)
      }
    case .modified(let request):
      follow(request.id, report, into: &effects) { engine, slot, effects in
        engine.takeChange(slot, request, into: &effects)
      }
    case .cancelRejected(let id):
      follow(id, report, into: &effects) { engine, slot, effects in
        let index = engine.orders[slot: slot].index
        // It may be asked for again.
        engine.endReasons[index] = nil
        effects.append(.cancelRejected(.order(index), Refusal(.venue)), at: engine.clock)
      }
    case .modifyRejected(let id):
      follow(id, report, into: &effects) { engine, slot, effects in
        let index = engine.orders[slot: slot].index
        effects.append(.modifyRejected(.order(index), Refusal(.venue)), at: engine.clock)
      }
    }
  }

  /// Does what a report says of a live order. One of an order that has ended is late and says
  /// nothing new; one of an order that nobody knows is told.
  private mutating func follow(
    _ id: OrderID, _ report: VenueReport.Kind, into effects: inout Effects,
    _ body: (inout Engine, Int, inout Effects) -> Void
  ) {
    guard let index = orders.index(of: id) else { return stray(report, into: &effects) }
    if let slot = orders.slot(of: index) { body(&self, slot, &effects) }
  }

  private func stray(
    _ report: VenueReport.Kind, because reason: Reason = .unknownOrder, into effects: inout Effects
  ) {
    effects.append(.stray(effects.add(StrayReport(report, reason))), at: clock)
  }

  private mutating func takeAcceptance(_ slot: Int, into effects: inout Effects) {
    guard orders[slot: slot].status == .pending else { return }
    orders[slot: slot].become(.accepted)
    orders[slot: slot].priority = takePriority()
    refreshWorking(slot)
    effects.append(.accepted(orders[slot: slot].index), at: clock)
  }

  private mutating func takeChange(
    _ slot: Int, _ request: ModifyRequest, into effects: inout Effects
  ) {
    guard let place = orders[slot: slot].instrument?.offset,
      request.quantity ?? orders[slot: slot].quantity >= orders[slot: slot].filled,
      request.quantity != .zero
    else { return }
    change(slot, place, by: request)
    let after = orders[slot: slot]
    effects.append(.modified(after.index, OrderChange(after)), at: clock)
    if after.status == .accepted, after.leaves.nanos == 0 { finish(slot, .filled) }
  }

  // MARK: Fills

  private mutating func takeFill(_ fill: VenueFill, into effects: inout Effects) {
    guard let index = orders.index(of: fill.order),
      let instrument = orders[index].instrument, fill.quantity.nanos > 0
    else { return stray(.filled(fill), into: &effects) }
    guard !executions.contains(fill.execution) else { return }
    let slot = orders.slot(of: index)
    let leaves = slot.map { orders[slot: $0].leaves.nanos } ?? 0
    let onTime = min(fill.quantity.nanos, leaves)
    let parts = [
      VenueFillPart(fill, Quantity(nanos: onTime)),
      VenueFillPart(fill, Quantity(nanos: fill.quantity.nanos - onTime), isRest: onTime > 0),
    ].filter { $0.quantity.nanos > 0 }
    guard canBook(parts, orders[index], instrument) else {
      return stray(.filled(fill), because: .overflow, into: &effects)
    }
    for part in parts {
      if let slot, !part.isRest, onTime > 0 {
        takeAcceptance(slot, into: &effects)
        book(fill, part, slot, into: &effects)
      } else {
        takeLateFill(fill, part, of: index, instrument, into: &effects)
      }
    }
  }

  /// Whether the books can hold all of a fill. One of which they can hold a part only is not
  /// booked, so that it may be told again.
  private func canBook(
    _ parts: [VenueFillPart], _ order: OrderRecord, _ instrument: InstrumentIndex
  ) -> Bool {
    var trial = portfolio
    trial.detach()
    for part in parts {
      guard order.costAfter(part.quantity.nanos, at: part.price.nanos) != nil,
        let commission = part.commission
          ?? commission(on: part.quantity, at: part.price, of: instrument),
        trial.book(
          order.side, part.quantity, at: part.price, commission: commission, of: instrument) != nil
      else { return false }
    }
    return true
  }

  private mutating func book(
    _ fill: VenueFill, _ part: VenueFillPart, _ slot: Int, into effects: inout Effects
  ) {
    let order = orders[slot: slot]
    executions.note(fill.execution, as: order.fillCount + 1, of: order.index)
    self.fill(
      slot, part.quantity.nanos, at: part.price.nanos, fill.liquidity, because: .venue,
      commission: part.commission, into: &effects)
  }

  /// The venue has filled more than was left of an order, or one that had ended: what it did is
  /// booked under an order of its own, for the position is real.
  private mutating func takeLateFill(
    _ fill: VenueFill, _ part: VenueFillPart, of index: OrderIndex, _ instrument: InstrumentIndex,
    into effects: inout Effects
  ) {
    let request = OrderRequest(
      id: nextID("LATE-", instrument, \.lateCount), symbol: instruments[instrument].symbol,
      side: orders[index].side, type: .market, quantity: part.quantity)
    let slot = orders.add(
      OrderRecord(request, instrument: instrument, at: clock), id: request.id)
    orders[slot: slot].isSent = true
    takeAcceptance(slot, into: &effects)
    book(fill, part, slot, into: &effects)
  }

  // MARK: Reconciliation

  /// Tells every symbol of which the venue does not hold what the account does.
  private func reconcile(_ positions: [VenuePosition], into effects: inout Effects) {
    let here = portfolio.open.map {
      (symbol: markets[$0.offset].symbol, quantity: portfolio.positions[$0.offset].quantity)
    }
    let there = positions.map { (symbol: $0.symbol, quantity: $0.quantity) }
    for difference in PositionDifference.all(here: here, there: there) {
      effects.append(.reconciliation(difference), at: clock)
    }
  }
}

/// What of a venue's fill becomes one fill here.
private struct VenueFillPart {
  var quantity: Quantity
  var price: Price
  /// The venue's charge, all of it on the first part; nil: as the fee model has it.
  var commission: Money?
  /// Whether it is what was more than its order had left.
  var isRest: Bool

  init(_ fill: VenueFill, _ quantity: Quantity, isRest: Bool = false) {
    self.quantity = quantity
    price = fill.price
    commission = isRest ? fill.commission.map { _ in .zero } : fill.commission
    self.isRest = isRest
  }
}
