import MarketModel

/// Turns entries of the bus into ticks, or into a named verdict.
///
/// A value that holds all it remembers: the catalog, the sources, the last ids and times. It
/// reads no clock and, once it has met a symbol, a source and a collector, allocates nothing.
public struct TickDecoder: Sendable {
  public private(set) var catalog: InstrumentCatalog
  public private(set) var sources: SourceTable
  public private(set) var collectors = CollectorTable()
  public private(set) var counters = QualityCounters()
  public let rules: DecoderRules
  /// How far the publishers' clocks run ahead of ours, as measured; taken off event times.
  public var clockSkew = ClockSkew()

  private var limits: InstrumentLimits
  private var watch: QuoteWatch
  private var sessions = SessionRule()
  private var instants = InstantScan()
  private var duplicates: DuplicateWindow
  private var lastEvent = LastSeen()
  private var lastSequence = LastSeen()

  /// - Parameter sources: what the deployment adds to the contract's names.
  public init(
    catalog: InstrumentCatalog, sources: [SourceName] = [], rules: DecoderRules = .live
  ) {
    self.catalog = catalog
    self.sources = SourceTable(SourceTable.builtIn.compactMap { SourceName($0) } + sources)
    self.rules = rules
    limits = InstrumentLimits(catalog)
    watch = QuoteWatch(catalog, rules)
    duplicates = DuplicateWindow(capacity: rules.duplicateWindow)
  }

  /// Adds or changes an instrument, as a reloaded configuration does.
  public mutating func define(_ instrument: Instrument) -> InstrumentIndex? {
    guard let index = catalog.define(instrument) else { return nil }
    refreshTables(index)
    return index
  }

  /// Hands in when some instruments trade; from now on their events outside of that are refused.
  public mutating func set(_ hours: TradingHours, of instruments: [InstrumentIndex]) {
    sessions.add(hours, for: instruments)
  }

  /// Keeps what is parallel to the catalog in step with it.
  private mutating func refreshTables(_ index: InstrumentIndex) {
    limits.set(index, catalog[index])
    watch.set(index, catalog, rules)
  }

  /// Lets a source's events in.
  public mutating func allow(source: SourceName) -> SourceIndex? { sources.add(source) }

  /// Reads one entry; an accepted tick is appended to `batch`.
  ///
  /// - Parameters:
  ///   - receivedAt: when the entry arrived here, by the wall clock.
  ///   - isSnapshot: whether it is a hash's newest event instead of one that just happened.
  public mutating func decode(
    _ entry: EntryFields, receivedAt: UnixNanos, isSnapshot: Bool = false,
    into batch: inout TickBatch
  ) -> DecodeOutcome {
    var seen = Identity()
    do throws(Rejection) {
      var values = FieldValues(entry)
      counters.unknownFields &+= UInt64(try values.collect())
      return try accept(values, receivedAt, isSnapshot, &seen, &batch)
    } catch {
      counters.refuse(error.verdict, source: seen.source)
      batch.note(RejectedEntry(rejection: error, symbol: seen.symbol, source: seen.source))
      return .rejected(error)
    }
  }

  /// Counts an entry that was no entry, such as a message that is no JSON object.
  public mutating func refuse(_ rejection: Rejection, into batch: inout TickBatch) {
    counters.refuse(rejection.verdict, source: nil)
    batch.note(RejectedEntry(rejection: rejection, symbol: nil, source: nil))
  }

  /// What was known of an entry when it was refused.
  private struct Identity {
    var symbol: Symbol?
    var source: SourceIndex?
  }

  private mutating func accept(
    _ values: FieldValues, _ receivedAt: UnixNanos, _ isSnapshot: Bool,
    _ seen: inout Identity, _ batch: inout TickBatch
  ) throws(Rejection) -> DecodeOutcome {
    let symbol = try readSymbol(values)
    seen.symbol = symbol
    let eventAt = try readInstant(values)
    let name = try readSourceName(values)
    seen.source = sources.index(of: name)
    let id = try readIngestID(values)
    let prices = try QuoteValues(values)
    var decoded = DecodedTick(
      Tick(
        receivedAt: receivedAt, eventAt: eventAt, instrument: InstrumentIndex(0),
        source: SourceIndex(0)))
    decoded.ingestID = id
    decoded.isSnapshot = isSnapshot
    try readCollection(values, into: &decoded)
    let figures = values.hasFigures ? try SessionFigures(values) : nil
    let instrument = try place(of: symbol, finestPrice: prices, &batch)
    let source = try place(of: name)
    try limits.check(prices, instrument)
    if let figures { try limits.check(figures, instrument) }
    let age = try checkClock(eventAt, receivedAt, source, isSnapshot: isSnapshot)
    if !isSnapshot {
      try checkSession(instrument, at: receivedAt.advanced(byNanos: -age))
      if watch.jumps(prices, instrument), id == .none || !duplicates.contains(id),
        !watch.believes(prices, instrument, source, id)
      {
        throw Rejection(.priceJump, .last, .jump)
      }
    }
    if id != .none, !duplicates.insert(id) {
      counters.refuse(.duplicate, source: source)
      return .duplicate
    }
    watch.take(prices, instrument)
    decoded.tick.instrument = instrument
    decoded.tick.source = source
    prices.fill(&decoded.tick)
    if isSnapshot { decoded.tick.parts.insert(.snapshot) }
    decoded.ageNanos = age
    decoded.flags = flags(of: decoded.tick, ageNanos: age)
    noteSequence(decoded)
    if let figures {
      decoded.figures = Int32(truncatingIfNeeded: batch.figures.count)
      batch.figures.append(figures)
    }
    batch.ticks.append(decoded)
    counters.accept(decoded.flags, source: source)
    return .accepted(decoded.flags)
  }
}

// MARK: - Fields

extension TickDecoder {
  private func readSymbol(_ values: FieldValues) throws(Rejection) -> Symbol {
    let bytes = try values.requiredValue(.symbol)
    guard let symbol = Symbol(bytes) else {
      throw Rejection(.malformed, .symbol, TextCheck.fault(bytes) ?? .badSymbol)
    }
    if rules.strictSymbols {
      let letters = bytes.allSatisfy { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
      guard letters, bytes.count <= 6 else {
        throw Rejection(.malformed, .symbol, .notStrictSymbol)
      }
    }
    return symbol
  }

  private mutating func readInstant(_ values: FieldValues) throws(Rejection) -> UnixNanos {
    let bytes = try values.requiredValue(.timestamp)
    do throws(InstantFailure) {
      return try instants.read(bytes)
    } catch {
      if let fault = TextCheck.fault(bytes) { throw Rejection(.malformed, .timestamp, fault) }
      throw error == .outOfRange
        ? Rejection(.outOfRange, .timestamp, .beyondLimits)
        : Rejection(.malformed, .timestamp, .badTimestamp)
    }
  }

  private func readSourceName(_ values: FieldValues) throws(Rejection) -> SourceName {
    let bytes = try values.requiredValue(.source)
    guard let name = SourceName(bytes) else {
      throw Rejection(.malformed, .source, TextCheck.fault(bytes) ?? .badSource)
    }
    return name
  }

  private func readIngestID(_ values: FieldValues) throws(Rejection) -> IngestID {
    guard let bytes = values.bytes(.ingestID) else {
      if rules.requiresIngestID { throw Rejection(.missingField, .ingestID, .absent) }
      return .none
    }
    guard let id = IngestID(bytes), id != .none else {
      throw Rejection(.malformed, .ingestID, TextCheck.fault(bytes) ?? .badIdentifier)
    }
    return id
  }

  /// Collector, latency and running number: what the event says of its collection.
  private mutating func readCollection(
    _ values: FieldValues, into decoded: inout DecodedTick
  ) throws(Rejection) {
    if let bytes = values.bytes(.collector), !bytes.isEmpty {
      guard bytes.count <= CollectorTable.lengthLimit else {
        throw Rejection(.malformed, .collector, .tooLong)
      }
      if let fault = TextCheck.fault(bytes) { throw Rejection(.malformed, .collector, fault) }
      decoded.collector = collectors.place(of: bytes)
    }
    if let latency = try values.decimal(.latencyMillis) {
      guard latency >= 0, latency <= 60_000 * 1_000_000_000 else {
        throw Rejection(.outOfRange, .latencyMillis, .beyondLimits)
      }
      decoded.latencyMicros = Int32(latency / 1_000_000)
    }
    decoded.sequence = try values.integer(.sequence)
  }
}

// MARK: - Places and rules

extension TickDecoder {
  private mutating func place(
    of symbol: Symbol, finestPrice prices: QuoteValues, _ batch: inout TickBatch
  ) throws(Rejection) -> InstrumentIndex {
    if let known = catalog.index(of: symbol) {
      if limits.isDefault(known) { refineTick(of: known, prices, &batch) }
      return known
    }
    if let month = catalog.resolve(symbol) {
      refreshTables(month)
      batch.definitions.append(month)
      return month
    }
    guard rules.autoInstruments else { throw Rejection(.unknownSymbol, .symbol, .notListed) }
    let tick = prices.finestTick ?? Price(nanos: 1_000_000_000)
    guard let index = catalog.define(.standard(symbol, tick: tick)) else {
      throw Rejection(.unknownSymbol, .symbol, .tooManyInstruments)
    }
    refreshTables(index)
    batch.definitions.append(index)
    return index
  }

  /// A default instrument's tick is as fine as the finest price it has had.
  private mutating func refineTick(
    of index: InstrumentIndex, _ prices: QuoteValues, _ batch: inout TickBatch
  ) {
    guard let tick = prices.finestTick, tick.nanos < limits.tickNanos(index) else { return }
    catalog.refineTick(of: index, to: tick)
    refreshTables(index)
    batch.definitions.append(index)
  }

  private mutating func place(of name: SourceName) throws(Rejection) -> SourceIndex {
    if let known = sources.index(of: name) { return known }
    guard rules.anySource else { throw Rejection(.unknownSource, .source, .notListed) }
    guard let added = sources.add(name) else {
      throw Rejection(.unknownSource, .source, .tooManySources)
    }
    return added
  }

  /// An event's age on arrival, the measured skew of its source's clock taken off.
  private mutating func checkClock(
    _ eventAt: UnixNanos, _ receivedAt: UnixNanos, _ source: SourceIndex, isSnapshot: Bool
  ) throws(Rejection) -> Int64 {
    let way = receivedAt.nanos(since: eventAt)
    guard rules.checksClock else { return way }
    // Events that are refused for it are counted too: they are what tells a clock that runs ahead.
    if !isSnapshot { clockSkew.note(source, wayNanos: way) }
    let (age, overflow) = way.addingReportingOverflow(clockSkew.aheadNanos(of: source))
    guard !overflow else { return way }
    if age < -rules.futureLimitNanos { throw Rejection(.futureTimestamp, .timestamp, .ahead) }
    return age
  }

  private mutating func checkSession(
    _ instrument: InstrumentIndex, at instant: UnixNanos
  ) throws(Rejection) {
    guard !sessions.isIdle, sessions.isClosed(instrument, at: instant) else { return }
    throw Rejection(.sessionClosed, .timestamp, .closed)
  }

  private mutating func flags(of tick: Tick, ageNanos: Int64) -> TickFlags {
    var flags: TickFlags = []
    if rules.checksClock, ageNanos > rules.staleAgeNanos { flags.insert(.staleTimestamp) }
    let earlier = lastEvent.exchange(
      tick.instrument.rawValue, UInt16(tick.source.rawValue), tick.eventAt.nanos,
      keepHighest: true)
    if let earlier, tick.eventAt.nanos < earlier { flags.insert(.outOfOrder) }
    let hasBid = tick.parts.contains(.bid)
    let hasAsk = tick.parts.contains(.ask)
    if hasBid, hasAsk, tick.bid > tick.ask { flags.insert(.crossed) }
    if !tick.parts.contains(.snapshot) { flags.formUnion(watch.flags(of: tick)) }
    if tick.isTrade, (hasBid && tick.last < tick.bid) || (hasAsk && tick.last > tick.ask) {
      flags.insert(.lastOutsideQuote)
    }
    return flags
  }

  private mutating func noteSequence(_ decoded: DecodedTick) {
    guard let sequence = decoded.sequence, let collector = decoded.collector else { return }
    let previous = lastSequence.exchange(
      decoded.tick.instrument.rawValue, collector, sequence, keepHighest: false)
    guard let previous else { return }
    let (step, overflow) = sequence.subtractingReportingOverflow(previous)
    if overflow || step <= 0 {
      counters.sequenceStepsBack &+= 1
    } else if step > 1 {
      counters.noteGap(missing: UInt64(step - 1), source: decoded.tick.source)
    }
  }
}
