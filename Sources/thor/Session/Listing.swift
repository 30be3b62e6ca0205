import Configuration
import MarketCodec
import MarketModel

/// The instruments that ship, and over them the ones a desk listed itself.
enum Listing {
  /// Everything that is listed, the desk's own behind what ships.
  static func entries(
    share: String, user: String?
  ) throws(ConfigurationErrors) -> [InstrumentEntry] {
    var paths = [share + "/instruments.yaml"]
    if let own = user.map({ $0 + "/instruments.yaml" }), FileStatus.exists(own) {
      paths.append(own)
    }
    var entries: [InstrumentEntry] = []
    for path in paths { entries += try InstrumentsFile.load(path: path).entries }
    return entries
  }

  static func catalog(
    _ entries: [InstrumentEntry]
  ) throws(ConfigurationErrors) -> InstrumentCatalog {
    var catalog = InstrumentCatalog()
    for entry in entries { catalog.define(try instrument(entry)) }
    return catalog
  }

  // MARK: Quality

  /// The bounds for all, and those of symbols that have others.
  static func bounds(
    _ quality: QualitySettings, _ entries: [InstrumentEntry]
  ) throws(ConfigurationErrors) -> (all: QualityBounds, bySymbol: [Symbol: QualityBounds]) {
    var all = QualityBounds()
    all.priceJump = try share(quality.priceJumpPercent)
    all.divergenceTicks = Int64(quality.divergenceTicks)
    all.wideSpreadFactor = Int64(quality.wideSpreadFactor)
    var bySymbol: [Symbol: QualityBounds] = [:]
    for entry in entries {
      guard let symbol = Symbol(entry.symbol) else { continue }
      var own = all
      if let percent = entry.priceJumpPercent { own.priceJump = try share(percent) }
      if let ticks = entry.divergenceTicks { own.divergenceTicks = Int64(ticks) }
      // A later entry of a symbol replaces all of an earlier one.
      bySymbol[symbol] = own == all ? nil : own
    }
    return (all, bySymbol)
  }

  private static func share(_ percent: DecimalLiteral) throws(ConfigurationErrors) -> Ratio {
    let percent: Ratio = try value(percent)
    return Ratio(nanos: percent.nanos / 100)
  }

  // MARK: Instruments

  static func instrument(_ entry: InstrumentEntry) throws(ConfigurationErrors) -> Instrument {
    guard let symbol = Symbol(entry.symbol), let currency = Currency(entry.currency) else {
      throw ConfigurationErrors(
        ConfigurationError(at: entry.mark, expected: "a symbol and a currency", got: entry.symbol))
    }
    var instrument = Instrument(
      symbol: symbol, kind: kind(entry.kind), multiplier: try value(entry.multiplier),
      tick: try value(entry.tick), currency: currency)
    instrument.initialMargin = try optional(entry.initialMargin)
    instrument.maintenanceMargin = try optional(entry.maintenanceMargin)
    instrument.initialMarginRate = try optional(entry.initialMarginRate)
    instrument.market = entry.market.value
    instrument.group = entry.group
    instrument.negativePrices = entry.allowsNegativePrices
    if let limit: Quantity = try optional(entry.maximumLastSize) {
      instrument.lastSizeLimit = limit
    }
    if let limit: Quantity = try optional(entry.maximumQuoteSize) {
      instrument.quoteSizeLimit = limit
    }
    instrument.lastTradeAt = try instant(entry.lastTrade)
    instrument.firstNoticeAt = try instant(entry.firstNotice)
    instrument.expiryAction = entry.isFlattenedAtExpiry ? .flatten : .settle
    return instrument
  }

  private static func instant(
    _ text: Marked<String>?
  ) throws(ConfigurationErrors) -> UnixNanos? {
    guard let text else { return nil }
    let bytes = Array(text.value.utf8)
    let instant = bytes.withUnsafeBufferPointer { try? InstantText.parse($0) }
    guard let instant else {
      throw ConfigurationErrors(
        ConfigurationError(
          at: text.mark, expected: "an instant with a zone such as 2026-12-18T14:30:00Z",
          got: ConfigurationError.quoted(text.value)))
    }
    return instant
  }

  /// A decimal of a configuration as fixed point.
  static func value<Value: FixedPoint>(
    _ text: DecimalLiteral
  ) throws(ConfigurationErrors) -> Value {
    do throws(DecimalFailure) {
      return try Value(text.text)
    } catch {
      throw ConfigurationErrors(
        ConfigurationError(
          at: text.mark, expected: "a decimal of at most nine places below 9223372036",
          got: ConfigurationError.quoted(text.text)))
    }
  }

  private static func optional<Value: FixedPoint>(
    _ text: DecimalLiteral?
  ) throws(ConfigurationErrors) -> Value? {
    guard let text else { return nil }
    let value: Value = try value(text)
    return value
  }

  private static func kind(_ kind: InstrumentEntry.Kind) -> InstrumentKind {
    switch kind {
    case .future: .future
    case .equity: .equity
    case .fx: .fx
    case .crypto: .crypto
    case .index: .index
    }
  }
}
