import Configuration
import MarketModel

/// The symbols that a configuration names, held against what is listed.
enum NamedSymbols {
  /// Looks every symbol up, and adds to the catalog what is named and not in it yet: contract
  /// months of listed futures, and with `auto_instruments` any symbol.
  ///
  /// - Throws: every symbol that nobody listed, with its place and the nearest one that is.
  static func define(
    _ configuration: WorkstationConfiguration, in catalog: inout InstrumentCatalog
  ) throws(ConfigurationErrors) {
    let listed = catalog.instruments.map { String(describing: $0.symbol) }
    let takesUnlisted = configuration.takesUnlistedInstruments
    var unknown: [ConfigurationError] = []
    for name in names(configuration) {
      guard let symbol = Symbol(name.value) else {
        unknown.append(.unknown("symbol", name.value, known: listed, at: name.mark))
        continue
      }
      if catalog.resolve(symbol) != nil { continue }
      // The data will show how fine its tick really is.
      let standard = Instrument.standard(symbol, tick: Price(nanos: 1_000_000_000))
      if takesUnlisted, catalog.define(standard) != nil { continue }
      unknown.append(.unknown("symbol", name.value, known: listed, at: name.mark))
    }
    if let errors = ConfigurationErrors(unknown) { throw errors }
  }

  private static func names(_ configuration: WorkstationConfiguration) -> [Marked<String>] {
    let risk = configuration.risk
    let limits =
      risk.positionLimits + risk.maximumOrderQuantities + risk.maximumNotionals
      + configuration.sizing.dailySigmas
    return configuration.watchlist
      + limits.filter { $0.symbol != "*" }.map { Marked($0.symbol, at: $0.mark) }
  }
}
