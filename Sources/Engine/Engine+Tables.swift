import Execution
import MarketModel
import Portfolio

/// Instruments, sources and configuration: what the tables beside the catalog are made from.
extension Engine {
  // MARK: Instruments

  mutating func define(_ instrument: Instrument) {
    let count = instruments.count
    guard let index = instruments.define(instrument) else { return }
    let terms = InstrumentTerms(instrument, group: instrument.group.map { group(named: $0) })
    if instruments.count > count {
      markets.append(Market())
      resting.append(RestingOrders())
      for _ in 0..<sourceStride { books.append(SourceBook()) }
      portfolio.addInstrument(terms)
      risk.addInstrument()
    } else {
      portfolio.set(terms, of: index)
    }
    markets[index.offset].tick = instrument.tick.nanos
    markets[index.offset].symbol = instrument.symbol
    markets[index.offset].multiplier = instrument.multiplier
    markets[index.offset].hasRate = instrument.currency == config.currency
    markets[index.offset].allowsNegativePrices = instrument.negativePrices
    risk.refreshLimits(of: index, symbol: instrument.symbol, in: config.risk)
    scheduleFlattens()
    scheduleEnd(of: index)
  }

  private mutating func group(named name: String) -> Int32 {
    if let known = groups.firstIndex(of: name) { return Int32(known) }
    groups.append(name)
    return Int32(groups.count - 1)
  }

  // MARK: Sources

  mutating func addSource(_ name: SourceName) -> SourceIndex? {
    let count = sources.count
    guard let index = sources.add(name) else { return nil }
    if sources.count > count {
      if sources.count > sourceStride { widenBooks() }
      refreshPreference()
    }
    return index
  }

  private mutating func widenBooks() {
    let stride = sourceStride * 2
    let wider = PlainTable(repeating: SourceBook(), count: markets.count * stride)
    for place in 0..<markets.count {
      for source in 0..<sourceStride {
        wider[place * stride + source] = books[place * sourceStride + source]
      }
    }
    books = wider
    sourceStride = stride
  }

  /// Configured sources first, in their order, then the others by first appearance.
  private mutating func refreshPreference() {
    preference = []
    for name in config.sources {
      if let index = sources.index(of: name), !preference.contains(index) {
        preference.append(index)
      }
    }
    for place in 0..<sources.count {
      let index = SourceIndex(UInt8(place))
      if !preference.contains(index) { preference.append(index) }
    }
    ranks = Array(repeating: 0, count: sources.count)
    for (rank, index) in preference.enumerated() { ranks[Int(index.rawValue)] = UInt8(rank) }
    for place in markets.indices { resolvePreferred(place) }
  }

  // MARK: Configuration

  mutating func apply(_ change: EngineConfigChange) {
    config.apply(change)
    if let cash = change.cash, !portfolio.hasFills {
      portfolio.set(cash: cash)
      risk.open(with: portfolio.equity)
    }
    if let method = change.profitMethod, portfolio.open.isEmpty { portfolio.set(method: method) }
    if let seed = change.seed { random = seed == 0 ? 0x9E37_79B9_7F4A_7C15 : seed }
    if let names = change.sources {
      for name in names { _ = addSource(name) }
      refreshPreference()
    }
    refreshLimits()
    scheduleFlattens()
    for place in 0..<instruments.count { scheduleEnd(of: InstrumentIndex(place)) }
  }

  mutating func apply(_ change: LimitsChange, into effects: inout Effects) {
    config.risk.apply(change.risk)
    refreshLimits()
    scheduleFlattens()
    effects.append(.limits(effects.add(change)), at: clock)
    isUnchecked = true
  }

  private mutating func refreshLimits() {
    risk.refreshLimits(in: config.risk)
    for place in 0..<instruments.count {
      let index = InstrumentIndex(place)
      markets[place].hasRate = instruments[index].currency == config.currency
      risk.refreshLimits(of: index, symbol: instruments[index].symbol, in: config.risk)
    }
  }
}
