import Execution
import MarketModel
import Risk

/// Fills and figures that a journal holds.
extension Engine {
  mutating func restoreFill(
    _ members: inout LineMembers, at instant: UnixNanos
  ) throws(LineFailure) {
    guard let slot = try liveSlot(&members) else {
      throw LineFailure("id", "filled, but the order has ended")
    }
    try restore(try JournaledFill(&members, at: instant), slot)
  }

  /// Takes up a fill of a live order.
  mutating func restore(_ fill: JournaledFill, _ slot: Int) throws(LineFailure) {
    guard let instrument = orders[slot: slot].instrument else {
      throw LineFailure("id", "filled, but nobody knew its symbol")
    }
    let order = orders[slot: slot]
    let (price, quantity, commission) = (fill.price, fill.quantity, fill.commission)
    guard order.status == .accepted, quantity.nanos > 0, quantity <= order.leaves else {
      throw LineFailure("quantity", "\(quantity) of an order with \(order.leaves) left")
    }
    guard let cost = order.costAfter(quantity.nanos, at: price.nanos),
      let realized = portfolio.book(
        order.side, quantity, at: price, commission: commission, of: instrument)
    else { throw LineFailure("price", "an amount passes what 64 bits hold") }
    orders[slot: slot].takeFill(quantity.nanos, cost: cost)
    refreshWorking(slot)
    let isFirstOfDay = orders[slot: slot].tradedDay != risk.day
    orders[slot: slot].tradedDay = risk.day
    risk.noteFill(of: instrument, isFirstOfDay: isFirstOfDay)
    let after = orders[slot: slot]
    if let execution = fill.execution {
      executions.note(execution, as: after.fillCount, of: after.index)
    }
    fillLog.append(
      Fill(
        at: fill.at, order: after.index, instrument: instrument, side: after.side,
        number: after.fillCount, price: price, quantity: quantity, leaves: after.leaves,
        commission: commission, realized: realized, liquidity: fill.liquidity,
        cause: fill.cause, source: fill.source.flatMap { sources.index(of: $0) }, bid: fill.bid,
        ask: fill.ask))
    if after.leaves.nanos == 0 { finish(slot, .filled) }
  }

  /// Takes up what a rule said. What it is about may be listed no more; then it is no news either.
  mutating func restoreNotice(
    _ members: inout LineMembers, at instant: UnixNanos
  ) throws(LineFailure) -> RiskNotice? {
    let rule = try members.requiredChoice("rule", RiskRule.allCases.map { Choice($0.word, $0) })
    let levels: [RiskLevel] = [.cleared, .warning, .breach]
    let level = try members.requiredChoice("state", levels.map { Choice($0.word, $0) })
    let instrument = try? decoder.known("symbol", &members)
    switch rule {
    case .expiry, .circuitBreaker, .positionLimit:
      guard let instrument else { return nil }
      restore(rule, level, of: instrument.offset, at: instant)
    case .groupExposure:
      // Its line names no group: what still stands is told again.
      break
    default: risk.levels[Int(rule.rawValue)] = level
    }
    let actions = RiskAction.allCases.map { Choice($0.word, $0) }
    guard let value = try? members.wide("value"), let limit = try? members.wide("limit"),
      let action = try? members.choice("action", actions)
    else { return nil }
    return RiskNotice(
      rule: rule, level: level, value: value, limit: limit, action: action, instrument: instrument)
  }

  /// Takes up how far a rule about one instrument had come.
  private mutating func restore(
    _ rule: RiskRule, _ level: RiskLevel, of place: Int, at instant: UnixNanos
  ) {
    switch rule {
    case .expiry: markets[place].hasWarnedOfEnd = level != .cleared
    case .positionLimit: risk.positionLevels[place] = level
    default:
      guard let breaker = config.risk.breaker else { return }
      risk.cooledAt[place] =
        level == .breach ? instant.advanced(byNanos: breaker.cooldownNanos) : .distantPast
    }
  }

  mutating func restoreDay(_ members: inout LineMembers) throws(LineFailure) {
    restore(try JournaledDay(&members))
    if var statuses = try members.object("markets") { try restoreStatuses(&statuses) }
    if var stops = try members.object("trailing") { try restoreTrailing(&stops) }
    guard var names = try members.object("sources") else { return }
    try restorePreferred(&names)
    for place in markets.indices { resolvePreferred(place) }
  }

  /// Takes up the day's figures: every market trades and no source is preferred, but for those that
  /// are named behind them.
  mutating func restore(_ day: JournaledDay) {
    risk.restore(
      baseline: day.baseline, peak: day.peak, date: day.date, day: day.number,
      tradeCount: Int(day.trades))
    for place in markets.indices { markets[place].status = .trading }
    guard !preferredSources.isEmpty else { return }
    preferredSources.removeAll()
    for place in markets.indices { resolvePreferred(place) }
  }

  private mutating func restorePreferred(_ members: inout LineMembers) throws(LineFailure) {
    for (name, text) in try members.takeTexts() {
      if let symbol = Symbol(name) { resolveContract(symbol) }
      // A symbol that is listed no more needs no source.
      guard let symbol = Symbol(name), let index = instruments.index(of: symbol) else { continue }
      preferredSources[index] = SourceName(text)
    }
  }

  private mutating func restoreStatuses(_ members: inout LineMembers) throws(LineFailure) {
    for (name, word) in try members.takeTexts() {
      if let symbol = Symbol(name) { resolveContract(symbol) }
      guard let symbol = Symbol(name), let index = instruments.index(of: symbol),
        let status = MarketStatus.allCases.first(where: { $0.word.description == word })
      else { throw LineFailure("markets.\(name)", "expected a market's status") }
      markets[index.offset].status = status
    }
  }

  private mutating func restoreTrailing(_ members: inout LineMembers) throws(LineFailure) {
    for (name, text) in try members.takeTexts() {
      guard let id = OrderID(name), let index = orders.index(of: id),
        let slot = orders.slot(of: index), let place = orders[slot: slot].instrument?.offset,
        let stop = try? Price(text)
      else { continue }
      unrest(slot, place)
      orders[slot: slot].stop = stop
      rest(slot, place)
    }
  }
}
