import MarketCodec
import MarketModel
import Panes
import RedisFeed
import Workstation

/// Where a desk's ticks come from: a Redis server, or a market simulated in this process.
enum MarketSource {
  case redis(MarketFeed)
  case simulated(SimulatedFeed)

  /// Does what can be done without waiting; returns whether more is at hand already.
  mutating func process(_ now: DeskTime) -> Bool {
    switch self {
    case .redis(let feed):
      return feed.process(FeedTime(wall: now.steady, monotonicNanos: now.monotonicNanos))
    case .simulated(var feed):
      let more = feed.process(now)
      self = .simulated(feed)
      return more
    }
  }

  var batch: TickBatch {
    switch self {
    case .redis(let feed): feed.batch
    case .simulated(let feed): feed.batch
    }
  }

  var events: [FeedEvent] {
    guard case .redis(let feed) = self else { return [] }
    return feed.events
  }

  var catalog: InstrumentCatalog {
    switch self {
    case .redis(let feed): feed.decoder.catalog
    case .simulated(let feed): feed.decoder.catalog
    }
  }

  /// Gives the decoder an instrument, or other terms of one it has.
  mutating func define(_ instrument: Instrument) -> InstrumentIndex? {
    switch self {
    case .redis(let feed): return feed.decoder.define(instrument)
    case .simulated(var feed):
      let index = feed.define(instrument)
      self = .simulated(feed)
      return index
    }
  }

  /// Hands the decoder when some instruments trade.
  mutating func set(_ hours: TradingHours, of instruments: [InstrumentIndex]) {
    // The simulated market knows no hours.
    if case .redis(let feed) = self { feed.decoder.set(hours, of: instruments) }
  }

  var sources: SourceTable {
    switch self {
    case .redis(let feed): feed.decoder.sources
    case .simulated(let feed): feed.decoder.sources
    }
  }

  /// How far the publishers' clocks run ahead of ours, as measured.
  var clockSkew: ClockSkew {
    switch self {
    case .redis(let feed): feed.decoder.clockSkew
    case .simulated(let feed): feed.decoder.clockSkew
    }
  }

  /// The clock that events are held against has leapt.
  func clockLeapt() {
    if case .redis(let feed) = self { feed.clockLeapt() }
  }

  var counters: QualityCounters {
    switch self {
    case .redis(let feed): feed.decoder.counters
    case .simulated(let feed): feed.decoder.counters
    }
  }

  /// Appends what to poll.
  func descriptors(into list: inout [FeedDescriptor]) {
    guard case .redis(let feed) = self else { return }
    feed.descriptors(into: &list)
  }

  /// When `process` has something to do even if nothing arrives (monotonic nanoseconds).
  func deadline(_ now: DeskTime) -> Int64 {
    switch self {
    case .redis(let feed): feed.deadlineNanos
    case .simulated(let feed): now.monotonicNanos + max(0, feed.nextAt.nanos(since: now.steady))
    }
  }
}

/// Simulated collectors without a server between: their entries go through the same decoder.
struct SimulatedFeed {
  private var simulator: MarketSimulator
  private(set) var decoder: TickDecoder
  private(set) var batch = TickBatch()
  private var fields = FieldBuffer()

  /// The most events a round, so that a flood leaves room for the keyboard.
  private static let roundLimit = 1_000

  init(_ simulator: MarketSimulator, decoder: TickDecoder) {
    self.simulator = simulator
    self.decoder = decoder
  }

  var nextAt: UnixNanos { simulator.nextAt }

  mutating func define(_ instrument: Instrument) -> InstrumentIndex? {
    decoder.define(instrument)
  }

  mutating func process(_ now: DeskTime) -> Bool {
    batch.removeAll()
    for _ in 0..<SimulatedFeed.roundLimit {
      guard simulator.nextAt <= now.steady else { return false }
      fields.removeAll()
      _ = simulator.next(into: &fields)
      _ = fields.withFields { decoder.decode($0, receivedAt: now.steady, into: &batch) }
    }
    return true
  }
}
