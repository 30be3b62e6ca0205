import Execution
import MarketModel
import Risk

/// Commands that act on what is there: cancels, flatten, reverse, states and sessions.
extension Engine {
  // MARK: Cancel

  mutating func cancel(_ id: OrderID, into effects: inout Effects) {
    guard let index = orders.index(of: id) else {
      let stranger = effects.add(unknown: id)
      return effects.append(.cancelRejected(stranger, Refusal(.unknownOrder)), at: clock)
    }
    guard let slot = orders.slot(of: index) else {
      return effects.append(.cancelRejected(.order(index), Refusal(.unknownOrder)), at: clock)
    }
    if orders[slot: slot].isFlatten, isSettling(orders.pointer(to: slot)) {
      return effects.append(.cancelRejected(.order(index), Refusal(.expiry)), at: clock)
    }
    if isVenueOutside { return requestEnd(slot, for: .user, into: &effects) }
    end(slot, .canceled, for: .user, into: &effects)
  }

  /// Cancels the live orders of an instrument, or all, that were submitted before the `count`th.
  mutating func cancelAll(
    _ instrument: InstrumentIndex?, before count: Int, for reason: Reason,
    into effects: inout Effects
  ) {
    let chosen = liveOrders {
      $0.index.offset < count && (instrument == nil || $0.instrument == instrument)
        && !($0.isFlatten && withUnsafePointer(to: $0) { isSettling($0) })
    }
    if isVenueOutside {
      for index in chosen {
        if let slot = orders.slot(of: index) { requestEnd(slot, for: reason, into: &effects) }
      }
      return
    }
    endTogether(chosen, for: reason, into: &effects)
  }

  /// Live orders that `isChosen` takes, in order of submission.
  func liveOrders(_ isChosen: (OrderRecord) -> Bool) -> [OrderIndex] {
    var chosen: [OrderIndex] = []
    var slot = orders.firstSlot
    while let current = slot {
      if isChosen(orders[slot: current]) { chosen.append(orders[slot: current].index) }
      slot = orders.slot(after: current)
    }
    return chosen
  }

  // MARK: Flatten and reverse

  mutating func flatten(_ instrument: InstrumentIndex?, into effects: inout Effects) {
    cancelAll(instrument, before: orders.count, for: .flatten, into: &effects)
    flattenPositions(instrument, into: &effects)
  }

  /// Closes positions by market orders past all limits, in order of the instruments.
  mutating func flattenPositions(_ instrument: InstrumentIndex?, into effects: inout Effects) {
    for index in portfolio.open.sorted() where instrument == nil || instrument == index {
      closePosition(index, into: &effects)
    }
  }

  mutating func closePosition(
    _ instrument: InstrumentIndex, into effects: inout Effects
  ) {
    let place = instrument.offset
    let held = portfolio.positions[place].quantity.nanos
    // What has ended waits for its settlement.
    guard held != 0, markets[place].endsAt > clock || markets[place].status == .trading else {
      return
    }
    let id = nextID("FLATTEN-", instrument, \.flattenCount)
    let request = OrderRequest(
      id: id, symbol: instruments[instrument].symbol, side: held > 0 ? .sell : .buy,
      type: .market, quantity: Quantity(nanos: abs(held)), isReduceOnly: true)
    let slot = orders.add(
      OrderRecord(request, instrument: instrument, at: clock, isFlatten: true), id: request.id)
    orders[slot: slot].isSent = true
    refreshWorking(slot)
    if isVenueOutside { return command(.submit(request), into: &effects) }
    if canTrade(place, orders[slot: slot].side) {
      arrive(slot, into: &effects)
    } else {
      resting[place].waitingFlattens.append(orders[slot: slot].index)
      refreshFlags(place)
    }
  }

  /// Whether a market order of a side could act now.
  func canTrade(_ place: Int, _ side: Side) -> Bool {
    let quote = markets[place].quote
    return markets[place].isMatchable && (side == .buy ? quote.hasAsk : quote.hasBid)
  }

  /// Lets flatten orders act that have waited for their market to trade.
  mutating func releaseFlattens(_ place: Int, into effects: inout Effects) {
    for index in resting[place].waitingFlattens {
      guard let slot = orders.slot(of: index), canTrade(place, orders[slot: slot].side) else {
        continue
      }
      resting[place].waitingFlattens.removeAll { $0 == index }
      refreshFlags(place)
      arrive(slot, into: &effects)
    }
  }

  /// `FLATTEN-ES`, the second of a name `FLATTEN-ES-2`, and so on past ids that are taken.
  mutating func nextID(
    _ prefix: String, _ instrument: InstrumentIndex, _ counter: WritableKeyPath<Market, Int>
  ) -> OrderID {
    let name = prefix + instruments[instrument].symbol.description
    while true {
      markets[instrument.offset][keyPath: counter] += 1
      let count = markets[instrument.offset][keyPath: counter]
      // A symbol has at most 16 bytes, so that there is always room for a count.
      if let id = OrderID(count == 1 ? name : "\(name)-\(count)"), orders.index(of: id) == nil {
        return id
      }
    }
  }

  /// Cancels a symbol's orders and submits the opposite market order of twice the position.
  mutating func reverse(_ instrument: InstrumentIndex, into effects: inout Effects) {
    cancelAll(instrument, before: orders.count, for: .user, into: &effects)
    let place = instrument.offset
    let held = portfolio.positions[place].quantity.nanos
    let (twice, overflow) = abs(held).multipliedReportingOverflow(by: 2)
    guard held != 0 else { return }
    let id = nextID("REVERSE-", instrument, \.reverseCount)
    submit(
      OrderRequest(
        id: id, symbol: instruments[instrument].symbol, side: held > 0 ? .sell : .buy,
        type: .market, quantity: Quantity(nanos: overflow ? 0 : twice)), into: &effects)
  }

  // MARK: States and sessions

  mutating func set(_ state: TradingState, reason: String, into effects: inout Effects) {
    tradingState = state
    if state == .active { risk.rearm() }
    effects.append(.tradingState(state, reason: effects.add(text: reason)), at: clock)
    isUnchecked = true
  }

  mutating func set(
    _ status: MarketStatus, of instrument: InstrumentIndex, into effects: inout Effects
  ) {
    // A contract that has ended is closed for good.
    guard status == .closed || clock < markets[instrument.offset].endsAt else { return }
    let resumes = status == .trading && markets[instrument.offset].status != .trading
    markets[instrument.offset].status = status
    // The book in force counts as the next quote.
    if resumes { matchQuote(instrument.offset, into: &effects) }
  }

  /// A session opens: the first of a new trade date sets the day's baseline.
  mutating func openSession(_ date: TradeDate?) {
    if let date, date == risk.tradeDate { return }
    risk.startDay(date, equity: portfolio.equity)
    isUnchecked = true
  }

  /// A session closes: the symbol's day orders expire.
  mutating func closeSession(of instrument: InstrumentIndex, into effects: inout Effects) {
    // A venue outside knows when its day is over.
    guard !isVenueOutside else { return }
    let chosen = liveOrders { $0.instrument == instrument && $0.timeInForce == .day }
    endTogether(chosen, .expired, for: .day, into: &effects)
  }
}
