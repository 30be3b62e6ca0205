import Engine
import MarketModel

/// What the screen shows of an instrument beside the engine's book: how it got there.
///
/// Prices stay in the engine; this holds only what matching has no use for.
public struct QuoteTrace: Sendable {
  /// The first last price of the run, from which a change is counted without a previous close.
  public private(set) var firstLast: Price?
  /// What the source says of the session.
  public var figures = SessionFigures()
  /// What has traded since the session began, or since this program did.
  public private(set) var tradedSize = Quantity.zero
  /// The latest last price, to tell an uptick from a downtick.
  private var previousLast: Price?
  /// Moves of the last price, the newest in the lowest bit; 1 is up.
  private var moves: UInt8 = 0
  private var moveCount: UInt8 = 0
  /// Collection latencies in ms, the newest last; bounded by `latencyLimit`.
  public private(set) var latenciesMillis: [UInt16] = []
  /// What has traded at each price near the last one since the session began, or since this
  /// program did.
  public internal(set) var volumes = VolumeProfile()
  var sizes = SizeMean()

  /// How many moves the screen shows.
  public static let moveLimit = 4
  /// How many latencies the screen shows.
  public static let latencyLimit = 8

  public init() {}

  /// The last moves of the last price, the oldest first; true is up.
  public var trail: [Bool] {
    (0..<Int(moveCount)).reversed().map { moves >> UInt8($0) & 1 == 1 }
  }

  /// The price a change is counted from, and whether it is a previous close.
  public var changeBase: (price: Price, isPreviousClose: Bool)? {
    if let close = figures.previousClose, close.nanos > 0 { return (close, true) }
    return firstLast.map { ($0, false) }
  }

  /// The session's volume where a source names it, else what has traded since this program began.
  public var volume: Quantity { figures.volume ?? tradedSize }

  mutating func note(tradeOf size: Quantity) {
    let (sum, overflow) = tradedSize.nanos.addingReportingOverflow(size.nanos)
    tradedSize = Quantity(nanos: overflow ? .max : sum)
  }

  mutating func forgetTrades() { tradedSize = .zero }

  mutating func note(last: Price) {
    if firstLast == nil { firstLast = last }
    if let previousLast, previousLast != last {
      moves = moves << 1 | (last > previousLast ? 1 : 0)
      moveCount = min(moveCount + 1, UInt8(QuoteTrace.moveLimit))
    }
    previousLast = last
  }

  mutating func note(latencyMillis: Int) {
    if latenciesMillis.count == QuoteTrace.latencyLimit { latenciesMillis.removeFirst() }
    latenciesMillis.append(UInt16(clamping: latencyMillis))
  }
}

/// The traces of all instruments, parallel to the engine's catalog.
public struct QuoteBoard: Sendable {
  private var traces: [QuoteTrace] = []
  /// The trades of all instruments.
  public private(set) var tape = TradeTape()

  public init() {}

  public subscript(instrument: InstrumentIndex) -> QuoteTrace {
    instrument.offset < traces.count ? traces[instrument.offset] : QuoteTrace()
  }

  /// Notes a tick that was applied to the engine.
  public mutating func note(_ tick: Tick) {
    guard tick.parts.contains(.last) else { return }
    reserve(tick.instrument)
    traces[tick.instrument.offset].note(last: tick.last)
  }

  /// Puts a trade that was applied to the engine on the tape; anything else is left out.
  ///
  /// Only trades of the source in force count as volume, since others tell of the same trades.
  public mutating func noteTrade(_ tick: Tick, in engine: Engine) {
    guard tick.isTrade, !tick.parts.contains(.snapshot) else { return }
    let instrument = tick.instrument
    reserve(instrument)
    let isInForce = engine.activeSource(of: instrument) == tick.source
    let book = engine.book(of: instrument, from: tick.source)
    tape.add(
      TradePrint(
        at: tick.eventAt, price: tick.last, size: tick.lastSize, instrument: instrument,
        source: tick.source, aggressor: TradePrint.Aggressor(of: tick, in: book?.quote),
        isLarge: traces[instrument.offset].sizes.takes(tick.lastSize), isInForce: isInForce))
    guard isInForce else { return }
    traces[instrument.offset].note(tradeOf: tick.lastSize)
    if let grid = PriceGrid(tick: engine.instruments[instrument].tick) {
      traces[instrument.offset].volumes.add(tick.lastSize, at: tick.last, on: grid)
    }
  }

  /// Counts volume by price anew: the instrument's session has begun.
  public mutating func beginSession(of instrument: InstrumentIndex) {
    reserve(instrument)
    traces[instrument.offset].volumes.clear()
    traces[instrument.offset].forgetTrades()
  }

  /// Notes the latency that a collector measured.
  public mutating func note(latencyMillis: Int, of instrument: InstrumentIndex) {
    reserve(instrument)
    traces[instrument.offset].note(latencyMillis: latencyMillis)
  }

  /// Notes what a source says of the session; what it leaves out stays.
  public mutating func note(_ figures: SessionFigures, of instrument: InstrumentIndex) {
    reserve(instrument)
    let old = traces[instrument.offset].figures
    var new = SessionFigures()
    new.previousClose = figures.previousClose ?? old.previousClose
    new.open = figures.open ?? old.open
    new.high = figures.high ?? old.high
    new.low = figures.low ?? old.low
    new.volume = figures.volume ?? old.volume
    traces[instrument.offset].figures = new
  }

  private mutating func reserve(_ instrument: InstrumentIndex) {
    while traces.count <= instrument.offset { traces.append(QuoteTrace()) }
  }
}
