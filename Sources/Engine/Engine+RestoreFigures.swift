import Execution
import MarketModel
import Risk

/// Fills and figures that a journal holds.
extension Engine {
  mutating func restoreFill(
    _ members: inout LineMembers, at instant: UnixNanos
  ) throws(LineFailure) {
    guard let slot = try liveSlot(&members), let instrument = orders[slot: slot].instrument else {
      throw LineFailure("id", "filled, but the order has ended")
    }
    let order = orders[slot: slot]
    let price: Price = try members.required("price")
    let quantity: Quantity = try members.required("quantity")
    let commission: Money = try members.required("commission")
    guard order.status == .accepted, quantity.nanos > 0, quantity <= order.leaves else {
      throw LineFailure("quantity", "\(quantity) of an order with \(order.leaves) left")
    }
    let liquidity = try members.choice(
      "liquidity", [Choice("MAKER", Liquidity.maker), Choice("TAKER", .taker)])
    let causes: [FillCause] = [.touch, .slip, .quote, .trade, .trigger]
    let cause = try members.choice("why", causes.map { Choice($0.word, $0) })
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
    fillLog.append(
      Fill(
        at: instant, order: after.index, instrument: instrument, side: after.side,
        number: after.fillCount, price: price, quantity: quantity, leaves: after.leaves,
        commission: commission, realized: realized, liquidity: liquidity ?? .taker,
        cause: cause ?? .touch,
        source: try members.sourceName("source").flatMap { sources.index(of: $0) },
        bid: try members.decimal("bid"), ask: try members.decimal("ask")))
    if after.leaves.nanos == 0 { finish(slot, .filled) }
  }

  mutating func restoreLevel(_ members: inout LineMembers) throws(LineFailure) {
    let rule = try members.requiredChoice("rule", RiskRule.allCases.map { Choice($0.word, $0) })
    let levels: [RiskLevel] = [.cleared, .warning, .breach]
    let level = try members.requiredChoice("state", levels.map { Choice($0.word, $0) })
    risk.levels[Int(rule.rawValue)] = level
  }

  mutating func restoreDay(_ members: inout LineMembers) throws(LineFailure) {
    let baseline = try members.wide("baseline")
    let peak = try members.wide("peak")
    let day = try members.integer("day", in: 0...Int64(Int32.max)) ?? 0
    let trades = try members.integer("trades", in: 0...Int64(Int32.max)) ?? 0
    let date = try members.text("trade_date").flatMap { TradeDate($0) }
    risk.restore(
      baseline: baseline, peak: peak, date: date, day: Int32(day),
      tradeCount: Int(trades))
    for place in markets.indices { markets[place].status = .trading }
    if var statuses = try members.object("markets") { try restoreStatuses(&statuses) }
    if var stops = try members.object("trailing") { try restoreTrailing(&stops) }
    preferredSources.removeAll()
    if var names = try members.object("sources") { try restorePreferred(&names) }
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
