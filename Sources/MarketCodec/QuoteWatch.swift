import MarketModel

/// What each instrument's earlier events make of the next one: jumps of the last price, unusual
/// spreads, sources that disagree.
///
/// A row of plain numbers an instrument, parallel to the catalog.
struct QuoteWatch: Sendable {
  private var rows: [Row] = []
  private let freshNanos: Int64

  init(_ catalog: InstrumentCatalog, _ rules: DecoderRules) {
    freshNanos = rules.freshNanos
    for place in 0..<catalog.count { set(InstrumentIndex(place), catalog, rules) }
  }

  /// Takes up an instrument, or other terms of one; what has been seen of it stays.
  mutating func set(
    _ index: InstrumentIndex, _ catalog: InstrumentCatalog, _ rules: DecoderRules
  ) {
    let instrument = catalog[index]
    if index.offset == rows.count { rows.append(Row()) }
    let bounds = rules.bounds(of: instrument)
    let divergence = bounds.divergenceTicks.map {
      $0.multipliedReportingOverflow(by: instrument.tick.nanos)
    }
    rows[index.offset].tick = max(1, instrument.tick.nanos)
    rows[index.offset].jumpShare = Double(bounds.priceJump.nanos) / 1e9
    rows[index.offset].divergence = divergence.map { $0.overflow ? .max : $0.partialValue } ?? .max
    rows[index.offset].wideFactor = bounds.wideSpreadFactor
  }

  /// Whether the last price is too far from the one before to be taken without more ado.
  @inline(__always)
  func jumps(_ values: QuoteValues, _ index: InstrumentIndex) -> Bool {
    values.parts.contains(.last) && rows[index.offset].jumps(to: values.last)
  }

  /// Whether a jump is to be believed; if not, it is remembered as one that waits for others.
  mutating func believes(
    _ values: QuoteValues, _ index: InstrumentIndex, _ source: SourceIndex, _ id: IngestID
  ) -> Bool {
    rows[index.offset].believes(values, source, id)
  }

  /// Takes the last price and the trade of an event that is used.
  @inline(__always)
  mutating func take(_ values: QuoteValues, _ index: InstrumentIndex) {
    if values.parts.contains(.last) { rows[index.offset].take(values) }
  }

  /// Looks at the quote of an event that is used.
  @inline(__always)
  mutating func flags(of tick: Tick) -> TickFlags {
    guard tick.parts.contains(.bid), tick.parts.contains(.ask) else { return [] }
    return rows[tick.instrument.offset].flags(of: tick, freshNanos: freshNanos)
  }
}

extension QuoteWatch {
  /// A source's latest quote.
  private struct SourceQuote: Sendable {
    /// Above every source's place: none yet.
    var source: UInt8 = .max
    var at: Int64 = 0
    var bid: Int64 = 0
    var ask: Int64 = 0
  }

  private struct Row: Sendable {
    var tick: Int64 = 1
    var jumpShare = 0.0
    var divergence = Int64.max
    var wideFactor: Int64 = 0

    /// The last price of the event before; nothing jumps from 0 or below.
    private var last: Int64 = 0
    /// What trades are usually like.
    private var usualSize: Int64 = 0
    /// A jump that waits to be confirmed: the price, who told it in which event, how often.
    private var jump: (price: Int64, source: UInt8, count: UInt8, id: IngestID) = (0, 0, 0, .none)
    /// A running median of the spread, and how many spreads it comes from.
    private var usualSpread: Int64 = 0
    private var spreadCount: UInt8 = 0
    /// The latest quotes of the two sources that spoke last.
    private var newest = SourceQuote()
    private var other = SourceQuote()

    /// Spreads that must be known before one is wide.
    private static let leastSpreads: UInt8 = 20
    /// The events in a row that confirm a jump.
    private static let jumpCount: UInt8 = 3

    init() {}

    // MARK: Jumps

    @inline(__always)
    func jumps(to price: Int64) -> Bool { last > 0 && isFar(price, from: last) }

    /// Prices lie within 1e15, which a Double holds exactly.
    @inline(__always)
    private func isFar(_ price: Int64, from base: Int64) -> Bool {
      jumpShare > 0 && Double((price - base).magnitude) > Double(base.magnitude) * jumpShare
    }

    /// A jump is real where a trade of twice the usual size made it, where another source tells of
    /// it too, or at the third event in a row.
    mutating func believes(_ values: QuoteValues, _ source: SourceIndex, _ id: IngestID) -> Bool {
      if usualSize > 0, values.lastSize / 2 >= usualSize { return true }
      let isAgain = jump.count > 0 && !isFar(values.last, from: jump.price)
      // The same event twice is one.
      if isAgain, jump.id == id, id != .none { return false }
      if isAgain, jump.source != source.rawValue { return true }
      let count = isAgain ? jump.count + 1 : 1
      if count >= Row.jumpCount { return true }
      jump = (values.last, source.rawValue, count, id)
      return false
    }

    @inline(__always)
    mutating func take(_ values: QuoteValues) {
      last = values.last
      jump.count = 0
      guard values.lastSize > 0 else { return }
      // An eighth of the way towards each trade; sizes lie far below the limit of 64 bits.
      usualSize = usualSize == 0 ? values.lastSize : usualSize + (values.lastSize - usualSize) / 8
    }

    // MARK: Quotes

    @inline(__always)
    mutating func flags(of tick: Tick, freshNanos: Int64) -> TickFlags {
      var flags: TickFlags = []
      let (bid, ask) = (tick.bid.nanos, tick.ask.nanos)
      if ask >= bid, isWide(ask - bid) { flags.insert(.wideSpread) }
      let source = tick.source.rawValue
      if newest.source != source {
        swap(&newest, &other)
        newest.source = source
      }
      newest.at = tick.receivedAt.nanos
      newest.bid = bid
      newest.ask = ask
      if other.source != .max, isApart(freshNanos) { flags.insert(.crossSourceDivergence) }
      return flags
    }

    private func isApart(_ freshNanos: Int64) -> Bool {
      // Neither clock nor price can be so far away that the difference overflows.
      guard newest.at &- other.at < freshNanos else { return false }
      let apart = max((newest.bid - other.bid).magnitude, (newest.ask - other.ask).magnitude)
      return apart > UInt64(divergence)
    }

    /// The median follows by a step at a time, so that a few wide spreads hardly move it.
    @inline(__always)
    private mutating func isWide(_ spread: Int64) -> Bool {
      guard spreadCount >= Row.leastSpreads else {
        spreadCount += 1
        usualSpread = max(
          tick, spreadCount == 1 ? spread : usualSpread + (spread - usualSpread) / 4)
        return false
      }
      let isWide = wideFactor > 0 && spread > usualSpread * wideFactor
      let step = max(tick, usualSpread >> 5)
      if spread > usualSpread {
        usualSpread += step
      } else if spread < usualSpread {
        usualSpread = max(tick, usualSpread - step)
      }
      return isWide
    }
  }
}
