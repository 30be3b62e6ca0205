import Engine
import MarketModel

/// What a journal says of its account beside what happened: what it began with, and what each
/// symbol it traded was. A start needs both, whatever is configured by then.
struct JournaledTerms: Sendable {
  /// Whether opening cash and currency are in it.
  var hasOpening = false
  /// What the desk was last configured with, as the journal has it behind type and time.
  var configuration: [UInt8] = []
  /// By symbol, as last written.
  var instruments: [Symbol: Instrument] = [:]

  mutating func note(_ line: RestoredLine) {
    switch line {
    case .opening: hasOpening = true
    case .instrument(let instrument): instruments[instrument.symbol] = instrument
    case .configuration, .risk, .other: break
    }
  }
}
