import Engine
import Execution
import MarketCodec
import MarketModel
import Panes
import RedisFeed
import Workstation

/// The account being traded: the engine, what it did in this pass, and what the screen adds.
struct PaperTrading {
  private(set) var engine = Engine()
  private(set) var effects = Effects()
  private(set) var board = QuoteBoard()
  /// Ticks applied so far.
  private(set) var tickCount: UInt64 = 0
  /// How many instruments and sources the engine has been told of.
  private var toldInstruments = 0
  private var toldSources = 0

  /// An engine that knows the listed instruments, the sources and the account's terms.
  init(_ change: EngineConfigChange, catalog: InstrumentCatalog, sources: SourceTable) {
    tell(catalog, sources)
    engine.apply(Input(at: nil, .config(change)), into: &effects)
    effects.removeAll()
  }

  /// Keeps the engine's tables in step with the decoder's.
  private mutating func tell(_ catalog: InstrumentCatalog, _ sources: SourceTable) {
    while toldInstruments < catalog.count {
      let instrument = catalog[InstrumentIndex(toldInstruments)]
      engine.apply(Input(at: nil, .instrument(instrument)), into: &effects)
      toldInstruments += 1
    }
    while toldSources < sources.count {
      let name = sources[SourceIndex(UInt8(toldSources))]
      engine.apply(Input(at: nil, .source(name)), into: &effects)
      toldSources += 1
    }
  }

  /// Applies what a desk asked for.
  mutating func apply(_ action: DeskAction, at now: UnixNanos) {
    switch action {
    case .submit(let request): apply(.submit(request), now)
    case .modify(let request): apply(.modify(request), now)
    case .cancel(let id): apply(.cancel(id), now)
    case .cancelAll(let symbol): apply(.cancelAll(symbol), now)
    case .flatten(let symbol): apply(.flatten(symbol), now)
    case .panic:
      apply(.cancelAll(nil), now)
      apply(.flatten(nil), now)
    case .redraw, .quit: break
    }
  }

  private mutating func apply(_ action: Input.Action, _ now: UnixNanos) {
    engine.apply(Input(at: now, action), into: &effects)
  }

  /// Lets time pass for what waits for it.
  mutating func advance(to now: UnixNanos) { apply(.clock, now) }

  /// Applies a batch of ticks, in their order, all of them.
  mutating func apply(_ source: MarketSource) {
    let batch = source.batch
    guard !batch.ticks.isEmpty || !batch.definitions.isEmpty else { return }
    let catalog = source.catalog
    tell(catalog, source.sources)
    for index in batch.definitions where index.offset < toldInstruments {
      engine.apply(Input(at: nil, .instrument(catalog[index])), into: &effects)
    }
    for decoded in batch.ticks {
      engine.apply(tick: decoded.tick, into: &effects)
      board.note(decoded.tick)
      if let latency = decoded.latencyMicros {
        board.note(latencyMillis: Int(latency) / 1_000, of: decoded.tick.instrument)
      }
      if let figures = decoded.figures {
        board.note(batch.figures[Int(figures)], of: decoded.tick.instrument)
      }
    }
    tickCount &+= UInt64(batch.ticks.count)
  }

  /// The effects have been told to everybody.
  mutating func clearEffects() { effects.removeAll() }
}
