import MarketModel

/// How strict a `TickDecoder` is. The live bus, a replay and an import differ only in this.
public struct DecoderRules: Sendable {
  /// Whether a symbol nobody listed is taken with a default instrument.
  public var autoInstruments = false
  /// Whether a source nobody listed is taken.
  public var anySource = false
  /// Whether symbols are narrowed to `^[A-Z]{1,6}$`.
  public var strictSymbols = false
  /// Whether `ingest_id` is required, as on the bus.
  public var requiresIngestID = true
  /// Whether event times are held against the clock (`future_timestamp`, `stale_timestamp`).
  public var checksClock = true
  /// How far in the future an event may lie, clock skew taken off.
  public var futureLimitNanos: Int64 = 5_000_000_000
  /// From which age on an event is flagged `stale_timestamp`.
  public var staleAgeNanos: Int64 = 60_000_000_000
  /// From where on prices, spreads and differences between sources are suspicious.
  public var bounds = QualityBounds()
  /// The same for single symbols; a contract month goes by its root.
  public var boundsBySymbol: [Symbol: QualityBounds] = [:]
  /// How young another source's quote must be to be compared.
  public var freshNanos: Int64 = 5_000_000_000
  /// How many ids `duplicate` looks back.
  public var duplicateWindow = DuplicateWindow.contractCapacity

  public init() {}

  /// The bounds of an instrument.
  func bounds(of instrument: Instrument) -> QualityBounds {
    boundsBySymbol[instrument.symbol] ?? boundsBySymbol[instrument.root] ?? bounds
  }

  /// The live bus: everything is checked.
  public static let live = DecoderRules()

  /// Replay and import: any symbol, any source, no clock, ids optional, prices move as they did.
  public static var archive: DecoderRules {
    var rules = DecoderRules()
    rules.autoInstruments = true
    rules.anySource = true
    rules.requiresIngestID = false
    rules.checksClock = false
    rules.bounds.priceJump = .zero
    return rules
  }
}
