import Execution
import MarketModel
import Portfolio
import Risk

/// The last days of a contract: a held position is warned of them, entries are denied, and at the
/// end the position is closed or settled.
extension Engine {
  /// Sets the deadlines of a contract's end, where it has one.
  mutating func scheduleEnd(of instrument: InstrumentIndex) {
    let place = instrument.offset
    let end = instruments[instrument].endsAt ?? .distantFuture
    let warning =
      end == .distantFuture ? end : end.advanced(byNanos: -config.expiryWarningNanos)
    guard markets[place].endsAt != end || markets[place].warnsAt != warning else { return }
    markets[place].endsAt = end
    markets[place].warnsAt = warning
    guard end != .distantFuture else { return }
    deadlines.add(.expiryWarning(instrument), at: warning)
    deadlines.add(.contractEnd(instrument), at: end)
  }

  /// Whether a contract has ended, or will within a stretch of time.
  func contractVerdict(_ instrument: InstrumentIndex, early nanos: Int64) -> Verdict {
    let end = markets[instrument.offset].endsAt
    guard end != .distantFuture else { return .notInForce }
    return clock >= end.advanced(byNanos: -nanos)
      ? .refused(value: nil, limit: nil) : .passed(value: nil, limit: nil)
  }

  /// Tells once that a position is held near its contract's end, in days, and once that it is gone.
  mutating func warnOfEnd(_ place: Int, into effects: inout Effects) {
    let isHeld = portfolio.positions[place].quantity.nanos != 0
    let end = markets[place].endsAt
    // A deadline of terms that have changed since says nothing.
    guard clock >= markets[place].warnsAt, isHeld != markets[place].hasWarnedOfEnd else { return }
    if isHeld, clock >= end { return }
    markets[place].hasWarnedOfEnd = isHeld
    tellEnd(place, isHeld ? .warning : .cleared, into: &effects)
  }

  private func tellEnd(_ place: Int, _ level: RiskLevel, into effects: inout Effects) {
    effects.append(
      .risk(
        RiskNotice(
          rule: .expiry, level: level,
          value: WideAmount(daysIn: max(0, markets[place].endsAt.nanos(since: clock))),
          limit: WideAmount(daysIn: config.expiryWarningNanos), action: .none,
          instrument: InstrumentIndex(place))), at: clock)
  }

  // MARK: The end

  /// A contract ends: its orders are cancelled, its position is closed or waits for its settlement,
  /// and its market is closed for good.
  mutating func endContract(_ instrument: InstrumentIndex, into effects: inout Effects) {
    let place = instrument.offset
    // A deadline of terms that have changed since says nothing.
    guard clock >= markets[place].endsAt else { return }
    cancelAll(instrument, before: orders.count, for: .expiry, into: &effects)
    let held = portfolio.positions[place].quantity.nanos
    if held != 0, !instruments[instrument].isSettledInCash,
      canTrade(place, held > 0 ? .sell : .buy)
    {
      closePosition(instrument, into: &effects)
    }
    markets[place].status = .closed
    awaitSettlement(of: instrument, into: &effects)
  }

  /// Makes the order that the settlement fills, unless it is there, and tells that it waits.
  private mutating func awaitSettlement(
    of instrument: InstrumentIndex, into effects: inout Effects
  ) {
    let place = instrument.offset
    let held = portfolio.positions[place].quantity.nanos
    guard held != 0, orders.slot(of: markets[place].settling) == nil else { return }
    let request = OrderRequest(
      id: nextID("SETTLE-", instrument, \.settleCount), symbol: instruments[instrument].symbol,
      side: held > 0 ? .sell : .buy, type: .market, quantity: Quantity(nanos: abs(held)),
      isReduceOnly: true)
    let slot = orders.add(
      OrderRecord(request, instrument: instrument, at: clock, isFlatten: true), id: request.id)
    orders[slot: slot].isSent = true
    refreshWorking(slot)
    markets[place].settling = orders[slot: slot].index
    markets[place].hasWarnedOfEnd = true
    tellEnd(place, .breach, into: &effects)
  }

  /// Makes the order that waits for the settlement one of what is held now: fills that a venue
  /// reported after the end may have come in between.
  private mutating func fitSettlement(
    of instrument: InstrumentIndex, into effects: inout Effects
  ) {
    if let slot = orders.slot(of: markets[instrument.offset].settling) {
      let held = portfolio.positions[instrument.offset].quantity.nanos
      let closes = orders[slot: slot].side == .sell ? held : -held
      if closes <= 0 {
        end(slot, .canceled, for: .reduceOnly, into: &effects)
      } else if closes != orders[slot: slot].quantity.nanos {
        resize(slot, to: closes, into: &effects)
      }
    }
    awaitSettlement(of: instrument, into: &effects)
  }

  /// Whether an order waits for a settlement, which no cancel ends.
  func isSettling(_ order: OrderPointer) -> Bool {
    guard let place = order.pointee.instrument?.offset else { return false }
    return markets[place].settling == order.pointee.index
  }

  /// The exchange's settlement price: it marks the position until the next quote; of a contract that
  /// has ended it closes the position, without commission.
  mutating func settle(
    _ instrument: InstrumentIndex, at price: Price, into effects: inout Effects
  ) {
    let place = instrument.offset
    let marks = MarkQuote(bid: price.nanos, ask: price.nanos, hasBid: true, hasAsk: true)
    if portfolio.mark(instrument, with: marks) { isUnchecked = true }
    guard clock >= markets[place].endsAt else { return }
    fitSettlement(of: instrument, into: &effects)
    guard let slot = orders.slot(of: markets[place].settling) else { return }
    orders[slot: slot].become(.accepted)
    effects.append(.accepted(orders[slot: slot].index), at: clock)
    fill(
      slot, orders[slot: slot].leaves.nanos, at: price.nanos, .taker, because: .settlement,
      into: &effects)
  }
}

extension WideAmount {
  /// A stretch of time in days, rounded half to even at 1e-9.
  init(daysIn nanos: Int64) {
    self.init(nanos: ExactMath.dividedHalfEven(Int128(nanos), by: 86_400))
  }
}
