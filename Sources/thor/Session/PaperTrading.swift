import Engine
import Execution
import Journal
import MarketCalendar
import MarketCodec
import MarketModel
import Panes
import RedisFeed
import Risk
import Workstation

/// The account being traded: the engine, what it did in this pass, and what the screen adds.
struct PaperTrading {
  private(set) var engine = Engine()
  private(set) var effects = Effects()
  private(set) var board = QuoteBoard()
  /// Statistics of what is on disk.
  private(set) var ledger = TradeLedger()
  /// Ticks applied so far.
  private(set) var tickCount: UInt64 = 0
  /// How many instruments and sources the engine has been told of.
  private var toldInstruments = 0
  private var toldSources = 0
  private var recorder: JournalRecorder
  private let user = LoginName.current()
  /// Why the journal cannot be written, which may pass; nil while it can. The account stands still
  /// meanwhile: nothing is applied.
  private(set) var failure: JournalError?
  /// The engine as it was when all that it did was on disk; nil before there is anything to lose.
  private var durable: Engine?
  /// The daily loss limit that comes into force with the next session.
  private var awaitedLossLimit: Money?
  /// What the start found in the journal, in one line.
  let recovery: String
  /// What the risk rules said before the start.
  let riskHistory: RiskHistory
  /// Where the configuration differs from what the account began with, in one line.
  let difference: String?
  /// The limits that were changed in the workstation and stand, whatever is configured.
  let standing: RiskLimitsChange

  /// Opens an account: the engine learns the listed instruments, the sources and the account's
  /// terms, and takes up everything the journal has.
  ///
  /// - Throws: when another process has the account, or its journal cannot be used.
  init(
    _ settings: DeskSettings, _ source: inout MarketSource, now: UnixNanos
  ) throws(CommandFailure) {
    let terms = try settings.engineConfiguration()
    let journal = try PaperTrading.open(settings, now: now)
    var engine = Engine()
    var effects = Effects()
    var told = (instruments: 0, sources: 0)
    PaperTrading.tell(source.catalog, source.sources, &told, &engine, &effects)
    engine.apply(Input(at: nil, .config(terms)), into: &effects)
    do throws(JournalError) {
      let report = try journal.restore(into: &engine, now: now)
      recovery = "\(report)"
      riskHistory = report.riskHistory
    } catch {
      throw CommandFailure(error)
    }
    difference = PaperTrading.difference(between: terms, and: engine.config, settings)
    standing = terms.risk.difference(from: engine.config.risk)
    PaperTrading.bringInStep(&source, with: engine, &told)
    effects.removeAll()
    recorder = JournalRecorder(journal, engine: engine)
    recorder.record(configuration: terms, user: user, at: now)
    self.engine = engine
    self.effects = effects
    ledger.follow(engine)
    durable = engine
    (toldInstruments, toldSources) = told
    // Deadlines that passed meanwhile run now, and what they do is journaled like anything else.
    advance(to: now)
  }

  private static func open(
    _ settings: DeskSettings, now: UnixNanos
  ) throws(CommandFailure) -> Journal {
    guard let account = AccountName(settings.configuration.account) else {
      throw .usage(
        "expected an account's name of letters, digits, - and _, got "
          + "'\(settings.configuration.account)'")
    }
    guard let directory = settings.directories.data else {
      throw CommandFailure(
        .failed, "nowhere to keep the account: neither XDG_DATA_HOME nor HOME is set")
    }
    let fault = try fault()
    do throws(JournalError) {
      return try Journal.open(
        dataDirectory: directory, account: account, now: now, fault: fault)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// What a test wants to go wrong.
  private static func fault() throws(CommandFailure) -> JournalFault? {
    let variable = "THOR_JOURNAL_FAULT"
    guard let text = Environment.value(variable) else { return nil }
    guard let fault = JournalFault(text) else {
      throw .usage("\(variable) \(JournalFault.expectation), got '\(text)'")
    }
    return fault
  }

  /// Keeps the engine's tables in step with the decoder's.
  private static func tell(
    _ catalog: InstrumentCatalog, _ sources: SourceTable,
    _ told: inout (instruments: Int, sources: Int), _ engine: inout Engine,
    _ effects: inout Effects
  ) {
    while told.instruments < catalog.count {
      let instrument = catalog[InstrumentIndex(told.instruments)]
      engine.apply(Input(at: nil, .instrument(instrument)), into: &effects)
      told.instruments += 1
    }
    while told.sources < sources.count {
      let name = sources[SourceIndex(UInt8(told.sources))]
      engine.apply(Input(at: nil, .source(name)), into: &effects)
      told.sources += 1
    }
  }

  private static func difference(
    between configured: EngineConfigChange, and account: EngineConfig, _ settings: DeskSettings
  ) -> String? {
    let cash = configured.cash ?? account.cash
    let currency = configured.currency ?? account.currency
    guard cash != account.cash || currency != account.currency else { return nil }
    return "account '\(settings.configuration.account)' began with \(account.cash) "
      + "\(account.currency) and keeps them; the configured \(cash) \(currency) are for new accounts"
  }

  /// Gives the decoder what the journal brought: both must call an instrument by one index.
  private static func bringInStep(
    _ source: inout MarketSource, with engine: Engine,
    _ told: inout (instruments: Int, sources: Int)
  ) {
    for (place, instrument) in engine.instruments.instruments.enumerated() {
      let isKnown = place < source.catalog.count
      if isKnown, source.catalog[InstrumentIndex(place)] == instrument { continue }
      let index = source.define(instrument)
      precondition(index == InstrumentIndex(place), "decoder and engine number alike")
    }
    told.instruments = engine.instruments.count
  }

  // MARK: The journal

  /// Puts on disk what happened since the last call. Only then may it be told to anybody.
  ///
  /// Where that fails for a reason that may pass, `failure` says why and the effects stay, untold.
  /// Further calls try again, once a second at most.
  ///
  /// - Throws: when the journal can no longer be used; nothing of this pass may be shown then.
  mutating func record(at now: UnixNanos) throws(CommandFailure) {
    // The recorder has the effects of a pass that failed already.
    if failure == nil { recorder.record(effects, from: engine, at: now) }
    do throws(JournalError) {
      try recorder.commitIfDue(at: now)
    } catch {
      guard error.isWorthRetrying else { throw CommandFailure(error, untold: effects) }
      if failure == nil { bringDurableInStep() }
      failure = error
      return
    }
    failure = nil
    guard !effects.isEmpty else { return }
    keepShown()
    ledger.follow(engine)
  }

  /// What the screen may show: nothing that is not on disk.
  var shownEngine: Engine { failure == nil ? engine : durable ?? engine }

  /// Keeps the engine as it is shown now, in case that the next pass cannot be put on disk. Before
  /// the first order there is nothing that only the disk makes true.
  mutating func keepShown() {
    guard failure == nil else { return }
    durable = engine.orderCount > 0 ? engine : nil
  }

  /// The failed pass may have met symbols that the screen knows by now.
  private mutating func bringDurableInStep() {
    guard var shown = durable else { return }
    var unheard = Effects()
    var told = (instruments: shown.instruments.count, sources: shown.sources.count)
    PaperTrading.tell(engine.instruments, engine.sources, &told, &shown, &unheard)
    durable = shown
  }

  /// Takes what the account is worth into its curve, once a minute at most.
  mutating func markEquity(at now: UnixNanos) {
    guard failure == nil, effects.isEmpty else { return }
    ledger.mark(engine, at: now)
  }

  /// A quiet moment: the day's figures are kept, and the journal tidies up.
  mutating func rest() {
    guard failure == nil else { return }
    recorder.recordDay(from: engine)
    // What fails here fails again, and is told, at the next commit.
    try? recorder.journal.checkpoint()
  }

  /// A moment without keys: some of the journal is condensed for a quick start, where there is
  /// enough of it.
  mutating func condense() {
    guard failure == nil, effects.isEmpty else { return }
    // What fails here fails again, and is told, at the next commit.
    _ = try? recorder.condense(from: engine)
  }

  /// The account's file, and the last event in it.
  var journalPath: String { recorder.journal.path }
  var accountName: AccountName { recorder.journal.account }
  var durableSequence: Int64 { recorder.journal.durableSequence }

  /// Writes the last of it; the account is still ours.
  mutating func finish() throws(CommandFailure) {
    do throws(JournalError) {
      try recorder.finish(engine)
    } catch {
      throw CommandFailure(error, untold: effects)
    }
    failure = nil
  }

  /// Writes the last of it and lets the account go.
  mutating func close() throws(CommandFailure) {
    do throws(JournalError) {
      try recorder.close(engine)
    } catch {
      throw CommandFailure(error, untold: effects)
    }
    failure = nil
  }

  // MARK: Inputs

  /// Applies what a desk asked for.
  mutating func apply(_ action: DeskAction, at now: UnixNanos) {
    switch action {
    case .submit(let request): apply(.submit(request), now)
    case .submitList(let kind, let requests): apply(.submitList(kind, requests), now)
    case .modify(let request): apply(.modify(request), now)
    case .cancel(let id): apply(.cancel(id), now)
    case .cancelAll(let symbol): apply(.cancelAll(symbol), now)
    case .flatten(let symbol): apply(.flatten(symbol), now)
    case .prefer(let name, let symbol):
      apply(.preferSource(symbol, name), now)
      recorder.keepDay(from: engine, at: now)
      mark(.preferSource(symbol, name, user: user), now)
    case .reverse(let symbol): apply(.reverse(symbol), now)
    case .roll(let from, let into): apply(.roll(from, into: into), now)
    case .settle(let symbol, let price): apply(.settlement(symbol, price), now)
    case .size(let request): apply(.size(request), now)
    case .limits(let change, let reason):
      apply(change, because: reason, at: now)
    case .tradingState(let state, let reason):
      apply(.tradingState(state, reason: "\(reason) (\(user))"), now)
    case .panic:
      apply(.cancelAll(nil), now)
      apply(.flatten(nil), now)
    case .arm, .theme, .redraw, .suspend, .quit, .export: break
    }
  }

  /// Sets other limits. A daily loss limit that waits for the next session to begin goes on waiting.
  mutating func apply(_ change: RiskLimitsChange, because reason: String, at now: UnixNanos) {
    guard failure == nil else { return }
    apply(.limits(LimitsChange(risk: change, reason: reason, user: user)), now)
    guard awaitedLossLimit != nil, let limit = change.dailyLossLimit else { return }
    awaitedLossLimit = limit
    setLossLimit(nil, at: now)
  }

  private mutating func apply(_ action: Input.Action, _ now: UnixNanos) {
    guard failure == nil else { return }
    if durable == nil { durable = engine }
    engine.apply(Input(at: now, action), into: &effects)
  }

  /// Takes into the record what is about to be applied and leaves no effect.
  private mutating func mark(_ mark: JournalMark, _ instant: UnixNanos) {
    guard failure == nil else { return }
    recorder.record(mark: mark, from: engine, at: instant)
  }

  /// Lets time pass for what waits for it.
  mutating func advance(to now: UnixNanos) {
    guard failure == nil else { return }
    engine.apply(Input(at: now, .clock), into: &effects)
  }

  /// Ends the session of some instruments: their day orders expire.
  mutating func closeSession(of instruments: [InstrumentIndex], at instant: UnixNanos) {
    mark(.sessionClose(instruments), instant)
    for instrument in instruments { apply(.sessionClose(instrument), instant) }
  }

  /// Begins the session of a trade date, given in days since 1970: the first one of a new date
  /// moves the day's baseline, and that is kept at once.
  mutating func openSession(
    of instruments: [InstrumentIndex], day: Int32, at instant: UnixNanos
  ) {
    if mayOpen(day) {
      mark(.sessionOpen(instruments, TradeDate(daysSince1970: day)), instant)
      for instrument in instruments {
        apply(.sessionOpen(instrument, TradeDate(daysSince1970: day)), instant)
      }
      recorder.recordDay(from: engine)
    }
    if let limit = awaitedLossLimit { setLossLimit(limit, at: instant) }
    awaitedLossLimit = nil
  }

  /// Gives a contract month its end.
  mutating func end(_ month: InstrumentIndex, at end: UnixNanos, now: UnixNanos) {
    var terms = engine.instruments[month]
    terms.lastTradeAt = end
    apply(.instrument(terms), now)
  }

  /// Hands the engine a market's hours, where its rules ask for them.
  mutating func take(_ calendar: MarketCalendar, at instant: UnixNanos) {
    guard engine.needsHours(of: calendar.market.name) else { return }
    apply(.hours(EngineHours.hours(of: calendar)), instant)
  }

  /// A day is about to begin whose baseline is not known yet: until `openSession` its loss is not
  /// watched, for it would be measured from the day that is over.
  mutating func awaitSession(at instant: UnixNanos) {
    guard let limit = engine.config.risk.dailyLossLimit else { return }
    awaitedLossLimit = limit
    setLossLimit(nil, at: instant)
  }

  private mutating func setLossLimit(_ limit: Money?, at instant: UnixNanos) {
    var change = EngineConfigChange()
    change.risk.dailyLossLimit = .some(limit)
    apply(.config(change), instant)
  }

  /// Counts what trades at each price anew.
  mutating func beginVolume(of instruments: [InstrumentIndex]) {
    for instrument in instruments { board.beginSession(of: instrument) }
  }

  /// Days do not go back, unless the clock had been far ahead.
  func mayOpen(_ day: Int32) -> Bool {
    guard let current = engine.tradeDate?.daysSince1970 else { return true }
    return day > current || current - day > 14
  }

  /// The open positions.
  var positions: [PositionFigures] {
    (0..<engine.instruments.count).map { engine.position(of: InstrumentIndex($0)) }
      .filter { $0.quantity.nanos != 0 }
  }

  /// Whether every open position has a price to be valued at.
  var isMarked: Bool { positions.allSatisfy { $0.mark != nil } }

  /// Applies a batch of ticks, in their order, all of them.
  mutating func apply(_ source: MarketSource) {
    let batch = source.batch
    guard !batch.ticks.isEmpty || !batch.definitions.isEmpty else { return }
    let catalog = source.catalog
    var told = (instruments: toldInstruments, sources: toldSources)
    PaperTrading.tell(catalog, source.sources, &told, &engine, &effects)
    (toldInstruments, toldSources) = told
    for index in batch.definitions where index.offset < toldInstruments {
      engine.apply(Input(at: nil, .instrument(catalog[index])), into: &effects)
    }
    for decoded in batch.ticks {
      engine.apply(tick: decoded.tick, into: &effects)
      board.note(decoded.tick)
      board.noteTrade(decoded.tick, in: engine)
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

extension CommandFailure {
  /// What is wrong with a journal, and what that means for what nobody has been told yet.
  init(_ error: JournalError, untold effects: Effects) {
    let failure = CommandFailure(error)
    self =
      effects.isEmpty
      ? failure : failure.adding("what the desk had not told you by then is not in the account")
  }

  /// What is wrong with a journal, with the status that goes with it.
  init(_ error: JournalError) {
    let status: ExitStatus =
      switch error.problem {
      case .notRestorable: .badConfiguration
      case .damaged, .notADatabase, .otherProgram, .otherAccount, .newerSchema: .badData
      default: .failed
      }
    self.init(status, error.description)
  }
}
