import Engine
import MarketModel
import Panes

/// Which source a trader prefers for a symbol.
extension Desk {
  /// Goes on to the next source of the selected symbol, and behind the last one back to the
  /// configured order.
  mutating func preferNextSource(now: DeskTime, engine: Engine) -> [DeskAction] {
    guard let instrument = selectedInstrument else { return [] }
    let symbol = engine.instruments[instrument].symbol
    let names = engine.sources.names.enumerated().compactMap { place, name in
      engine.book(of: instrument, from: SourceIndex(UInt8(place))) == nil ? nil : name
    }
    guard !names.isEmpty else {
      announce(.info, "\(symbol): no source has spoken yet", now: now)
      return []
    }
    let next = Desk.next(after: engine.preferredSource(of: instrument), of: names)
    announce(
      .info, next.map { "\(symbol): \($0) is preferred" } ?? "\(symbol): the configured order",
      now: now)
    return [.prefer(next, instrument)]
  }

  private static func next(after name: SourceName?, of names: [SourceName]) -> SourceName? {
    guard let name else { return names.first }
    guard let place = names.firstIndex(of: name), place + 1 < names.count else { return nil }
    return names[place + 1]
  }
}
