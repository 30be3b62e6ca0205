import MarketModel

/// Trade statistics as a query asks for them.
extension Engine {
  /// Tells the statistics of every symbol with an order, then those of all.
  ///
  /// - Complexity: O(orders + fills).
  mutating func answerStatistics(into effects: inout Effects) {
    let ledger = TradeLedger(following: self)
    for place in 0..<instruments.count {
      let index = InstrumentIndex(place)
      let statistics = ledger.statistics(of: index)
      guard statistics != TradeStatistics() else { continue }
      effects.append(.statistics(index, effects.add(statistics)), at: clock)
    }
    effects.append(.statistics(nil, effects.add(ledger.all)), at: clock)
  }
}
