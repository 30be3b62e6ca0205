import Engine
import Execution
import MarketModel

/// Takes what an engine did into its account's journal, once a pass of the loop.
///
///     var recorder = JournalRecorder(journal, engine: engine)
///     …
///     recorder.record(effects, from: engine, at: now)
///     try recorder.commitIfDue(at: now)      // before anything of it is shown
///
/// Most passes only move prices: they cost a comparison here and nothing on the disk. What a trader
/// acts on (orders and what becomes of them, fills, risk, limits, the trading state) is due at
/// once. Which source is in force, and what a sizing came to, is kept for the record and may wait a
/// second for company, so that a source going stale costs no sync of its own.
public struct JournalRecorder {
  public let journal: Journal
  /// Orders of the engine that have been taken into the journal.
  private var recordedOrders: Int
  private var encoder = EffectEncoder()
  private var lastDay: [UInt8] = []
  /// What the journal says of the account's terms, with what waits.
  private var terms: JournaledTerms
  private let opening: [UInt8]
  /// What the desk is configured with, until it is in the journal; empty where it is.
  private var configuration: [UInt8] = []
  /// Whether something waits that must be on the disk before it is shown.
  public private(set) var isDue = false
  /// When what waits is written at the latest; nil while nothing waits.
  public private(set) var deadline: UnixNanos?
  /// Why the last commit failed; nil once one went through. No order is to be taken meanwhile.
  public private(set) var failure: JournalError?

  /// Follows `engine` from here on: what it holds now is in the journal (restored), or it is new.
  public init(_ journal: Journal, engine: Engine) {
    self.journal = journal
    terms = journal.terms
    encoder.appendOpening(of: engine.config, at: engine.clock)
    opening = encoder.bytes.dropLast()
    encoder.removeAll()
    recordedOrders = engine.orderCount
    if journal.durableSequence > 0, !terms.hasOpening { addTerms(from: engine) }
  }

  /// Gives a journal that was begun without terms those that are in force, with the next commit.
  private mutating func addTerms(from engine: Engine) {
    recordOpening(at: engine.clock)
    for place in 0..<engine.orderCount {
      let order = engine.order(at: OrderIndex(place))
      if let instrument = order.instrument {
        recordTerms(of: instrument, from: engine, at: engine.clock)
      }
    }
    isDue = true
    deadline = engine.clock
  }

  /// How long that may wait which nobody acts on.
  static let patienceNanos: Int64 = 1_000_000_000
  /// How long after a failure the next attempt is made, so that a full disk does not keep the loop
  /// busy.
  static let retryNanos: Int64 = 1_000_000_000

  // MARK: Recording

  /// Takes a pass's new orders and effects. `effects` holds all that happened since the last call.
  ///
  /// - Complexity: O(new orders + effects); nothing but a comparison without either.
  public mutating func record(_ effects: Effects, from engine: Engine, at now: UnixNanos) {
    guard !effects.isEmpty || engine.orderCount != recordedOrders else { return }
    let wasPending = journal.pendingCount
    recordOrders(of: engine)
    for effect in effects.items { record(effect, of: effects, from: engine) }
    if isDue { recordDay(from: engine) }
    guard journal.pendingCount > wasPending, deadline == nil else { return }
    deadline = isDue ? now : now.advanced(byNanos: JournalRecorder.patienceNanos)
  }

  private mutating func recordOrders(of engine: Engine) {
    while recordedOrders < engine.orderCount {
      let index = OrderIndex(recordedOrders)
      let order = engine.order(at: index)
      if let instrument = order.instrument {
        recordTerms(of: instrument, from: engine, at: order.submittedAt)
      }
      encoder.append(order: index, from: engine)
      take(.order, at: order.submittedAt)
      recordedOrders += 1
      isDue = true
    }
  }

  /// Takes what a symbol is, where the journal does not say so yet.
  private mutating func recordTerms(
    of instrument: InstrumentIndex, from engine: Engine, at instant: UnixNanos
  ) {
    let instrument = engine.instruments[instrument]
    guard terms.instruments[instrument.symbol] != instrument else { return }
    terms.instruments[instrument.symbol] = instrument
    encoder.append(instrument, at: instant)
    take(.instrument, at: instant)
  }

  /// Takes what the account begins with, before anything else of it.
  private mutating func recordOpening(at instant: UnixNanos) {
    guard !terms.hasOpening else { return }
    terms.hasOpening = true
    journal.append(opening, .opening, at: instant)
    recordConfiguration(at: instant)
  }

  // MARK: Beside effects

  /// Takes what the desk is configured with, and by whom. It is written where it differs from the
  /// last time, and for a new account behind what it began with.
  public mutating func record(
    configuration change: EngineConfigChange, user: String, at now: UnixNanos
  ) {
    encoder.appendConfiguration(change, user: user, at: now)
    defer { encoder.removeAll() }
    let line = Array(encoder.bytes.dropLast())
    let figures = line.withUnsafeBufferPointer { ConfigurationLine.figures($0) }
    guard figures != terms.configuration else { return }
    terms.configuration = figures
    configuration = line
    guard terms.hasOpening else { return }
    recordConfiguration(at: now)
    isDue = true
    deadline = now
  }

  private mutating func recordConfiguration(at instant: UnixNanos) {
    guard !configuration.isEmpty else { return }
    journal.append(configuration, .configuration, at: instant)
    configuration = []
  }

  /// Takes an input that leaves no effect and that a reader of the record wants to see: sessions
  /// and statuses of markets, and sources that a trader prefers. An account that has not begun
  /// needs none.
  public mutating func record(mark: JournalMark, from engine: Engine, at now: UnixNanos) {
    guard terms.hasOpening else { return }
    encoder.append(mark, from: engine, at: now)
    take(JournalKind(mark), at: now)
    if deadline == nil { deadline = now.advanced(byNanos: JournalRecorder.patienceNanos) }
  }

  private mutating func record(_ effect: Effect, of effects: Effects, from engine: Engine) {
    guard let kind = JournalKind(effect.kind) else { return }
    encoder.append(effect, of: effects, from: engine)
    take(kind, at: effect.at)
    if !kind.mayWait { isDue = true }
  }

  /// Takes the day's figures, where they differ from the last ones taken: the highest equity moves
  /// without orders, so a session writes them now and then and at its end.
  public mutating func recordDay(from engine: Engine) {
    encoder.appendDay(from: engine)
    defer { encoder.removeAll() }
    // Behind the type and the time, which moves by itself.
    let figures = encoder.bytes.split(separator: UInt8(ascii: ","), maxSplits: 2).last ?? []
    guard !figures.elementsEqual(lastDay) else { return }
    lastDay = Array(figures)
    take(.day, at: engine.clock)
  }

  /// The same for a change that no effect tells of: it is on the disk within a second.
  public mutating func keepDay(from engine: Engine, at now: UnixNanos) {
    recordDay(from: engine)
    guard journal.pendingCount > 0, deadline == nil else { return }
    deadline = now.advanced(byNanos: JournalRecorder.patienceNanos)
  }

  private mutating func take(_ kind: JournalKind, at instant: UnixNanos) {
    recordOpening(at: instant)
    let feed = encoder.bytes.last == UInt8(ascii: "\n") ? 1 : 0
    journal.append(encoder.bytes[..<(encoder.bytes.count - feed)], kind, at: instant)
    encoder.removeAll()
  }

  // MARK: Writing

  /// Writes what waits if it is due. Only when this returns may the pass be shown.
  ///
  /// - Throws: when it could not be written; also, without a new attempt, for a second after that.
  ///   It still waits and is written once, by the first attempt that succeeds.
  public mutating func commitIfDue(at now: UnixNanos) throws(JournalError) {
    guard isDue || failure != nil || isLate(at: now) else { return }
    if let failure, deadline != nil, !isLate(at: now) { throw failure }
    do throws(JournalError) {
      try commit()
    } catch {
      deadline = now.advanced(byNanos: JournalRecorder.retryNanos)
      throw error
    }
  }

  private func isLate(at now: UnixNanos) -> Bool {
    guard let deadline else { return false }
    // A wall clock that was set back must not make it wait until it is that late again.
    let left = deadline.nanos(since: now)
    return left <= 0 || left > max(JournalRecorder.patienceNanos, JournalRecorder.retryNanos)
  }

  /// Writes what waits, now.
  public mutating func commit() throws(JournalError) {
    do throws(JournalError) {
      try journal.commit()
    } catch {
      failure = error
      throw error
    }
    isDue = false
    deadline = nil
    failure = nil
  }

  /// Condenses a slice of the events that no snapshot holds, for a quiet moment.
  ///
  /// - Returns: whether it has done something.
  public mutating func condense(
    from engine: Engine, limit: Int = 500
  ) throws(JournalError) -> Bool {
    guard failure == nil, journal.uncondensedCount >= Journal.snapshotEvents else { return false }
    if journal.pendingCount > 0 { try commit() }
    return try journal.condense(from: engine, limit: limit)
  }

  /// Takes the day's last figures, writes all and closes the journal.
  public mutating func close(_ engine: Engine) throws(JournalError) {
    try finish(engine)
    try journal.close()
  }

  /// Takes the day's last figures and writes all; the journal stays open.
  public mutating func finish(_ engine: Engine) throws(JournalError) {
    if journal.durableSequence > 0 || journal.pendingCount > 0 { recordDay(from: engine) }
    try commit()
    // A quick start is worth a moment, but not the end of the session.
    try? journal.condenseAll(from: engine)
  }
}

extension JournalKind {
  init(_ mark: JournalMark) {
    switch mark {
    case .sessionOpen: self = .sessionOpen
    case .sessionClose: self = .sessionClose
    case .marketStatus: self = .marketStatus
    case .preferSource: self = .preferSource
    }
  }

  /// The kind of an effect; nil for what only answers a question or follows from a fill.
  init?(_ kind: Effect.Kind) {
    switch kind {
    case .accepted: self = .accepted
    case .denied: self = .denied
    case .rejected: self = .rejected
    case .triggered: self = .triggered
    case .modified: self = .modified
    case .canceled: self = .canceled
    case .cancelRejected: self = .cancelRejected
    case .modifyRejected: self = .modifyRejected
    case .expired: self = .expired
    case .filled: self = .filled
    case .risk: self = .risk
    case .limits: self = .limits
    case .source: self = .source
    case .tradingState: self = .tradingState
    case .size: self = .size
    case .position, .account, .order, .statistics, .command, .stray, .reconciliation,
      .roll:
      return nil
    }
  }

  /// Whether it is only for the record: nobody acts on it, and restoring does without.
  var mayWait: Bool { self == .source || self == .size }
}
