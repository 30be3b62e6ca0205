import Execution
import MarketModel
import Portfolio

/// Trade statistics, worked out from the orders and fills that are kept anyway.
extension Engine {
  /// What an instrument's orders came to, or all orders.
  ///
  /// Touches at submit are not journaled: after a start, orders from before it count for
  /// everything but slippage and latency.
  ///
  /// - Complexity: O(orders + fills).
  public func statistics(of instrument: InstrumentIndex? = nil) -> TradeStatistics {
    let each = statisticsByInstrument()
    if let instrument { return each[instrument.offset] }
    return each.reduce(into: TradeStatistics()) { $0.add($1) }
  }

  private func statisticsByInstrument() -> [TradeStatistics] {
    var each = Array(repeating: TradeStatistics(), count: instruments.count)
    var trips = Array(repeating: TripFold(), count: instruments.count)
    for place in 0..<orders.count {
      let order = orders[OrderIndex(place)]
      guard let instrument = order.instrument, order.isTaken else { continue }
      each[instrument.offset].take(TradedOrder(quantity: order.quantity, filled: order.filled))
    }
    for place in 0..<fillLog.count {
      let fill = traded(fillLog[place])
      let instrument = fillLog[place].instrument.offset
      each[instrument].take(fill)
      if let profit = trips[instrument].take(fill) { each[instrument].takeTrip(net: profit) }
    }
    return each
  }

  private func traded(_ fill: Fill) -> TradedFill {
    let order = orders[fill.order]
    let arrival = order.submittedAt.advanced(byNanos: config.venue.latency.nanos)
    let tookOnArrival = fill.liquidity == .taker && fill.at <= arrival
    return TradedFill(
      side: fill.side, price: fill.price, quantity: fill.quantity, commission: fill.commission,
      realized: fill.realized, multiplier: markets[fill.instrument.offset].multiplier,
      touchAtSubmit: order.touchAtSubmit,
      touchOnArrival: tookOnArrival ? (fill.side == .buy ? fill.ask : fill.bid) : nil)
  }

  /// Tells the statistics of every symbol with an order, then those of all.
  mutating func answerStatistics(into effects: inout Effects) {
    let each = statisticsByInstrument()
    for place in each.indices where each[place].orders > 0 {
      tell(each[place], of: InstrumentIndex(place), into: &effects)
    }
    tell(each.reduce(into: TradeStatistics()) { $0.add($1) }, of: nil, into: &effects)
  }

  private func tell(
    _ statistics: TradeStatistics, of instrument: InstrumentIndex?, into effects: inout Effects
  ) {
    effects.append(.statistics(instrument, effects.add(statistics)), at: clock)
  }
}

extension OrderRecord {
  /// Whether risk and venue took it, be it only to fill nothing.
  fileprivate var isTaken: Bool {
    switch status {
    case .accepted, .filled, .canceled, .expired: true
    case .pending: isSent
    case .inactive, .denied, .rejected: false
    }
  }
}
