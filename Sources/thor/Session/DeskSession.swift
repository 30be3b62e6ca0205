import Engine
import Glibc
import MarketModel
import Panes
import PostgresStore
import Reactor
import RedisFeed
import Telemetry
import TerminalKit
import Workstation

/// A workstation at work: one loop over keyboard, data, timers and signals.
///
/// A pass takes what is ready, applies it to the engine, puts what happened on disk, and draws
/// when a frame is due. Keys go first and are answered by a frame at once.
struct DeskSession: ~Copyable {
  enum Token: Int {
    case keyboard, screen, feed, frame, desk, escape, second, session, database

    var reactor: Reactor.Token { Reactor.Token(rawValue: rawValue) }
  }

  var reactor: Reactor
  var steady: SteadyTime
  var terminal: DeskTerminal
  var source: MarketSource
  var trading: PaperTrading
  /// Brings the journal into a database; nil where none is named.
  var mirror: JournalMirror?
  var mirrored: DatabaseDescriptor?
  /// Whether the database's descriptor or timer has said something in this pass.
  var hasDatabaseNews = true
  var desk: Desk
  var status: FeedStatus
  var meter: FeedMeter
  var sessions: MarketSessions
  var contractEnds = ContractEnds()
  /// The trade date to begin once every position has a price, and until when to wait for that.
  var awaitedDay: (day: Int32, until: Int64)?
  var hasAwaitedDay = false
  var riskWatch: RiskWatch
  let appearance: Appearance
  let ringsBell: Bool
  /// Whether events outside of their market's hours are refused.
  let refusesClosedSessions: Bool
  let account: String
  /// Where exports go; nil where there is no place for data.
  let exportDirectory: String?
  let framesPerSecond: Int
  let followsEverySymbol: Bool
  var logFile: LogFile?

  var input: [InputEvent] = []
  var watched: [FeedDescriptor] = []
  var polled: [FeedDescriptor] = []
  var lastFrameAt: Int64 = 0
  var hasNewData = true
  var hasKeys = false
  /// The waiting line that stands on the frame written last, whole or still on its way.
  var lineOnFrame: Int?
  /// When the keys of this pass arrived at the latest known.
  var keysArrivedAt: Int64 = 0
  /// Whether keys of this pass may be older than they look: the process was stopped meanwhile.
  var hasSlept = false
  var secondCount = 0
  /// The demo's desk stands before the server that it started: that this is not there yet is no news.
  var awaitsOwnServer: Bool
  static let serverStartSeconds = 5
  private var lastLookAt: Int64 = .max
  var exit: ExitStatus?

  /// - Throws: when a preset cannot be held, or the terminal will not do.
  init(
    _ settings: DeskSettings, source: MarketSource, trading: PaperTrading, mode: FeedStatus.Mode,
    place: String, clock: Clock
  ) throws(CommandFailure) {
    let presets = try settings.quantityPresets()
    let sizing = try settings.sizingTerms()
    let riskWatch = try RiskWatch(settings)
    let configuration = settings.configuration
    let catalog = source.catalog
    let watchlist = configuration.watchlist.compactMap { Symbol($0.value) }
      .compactMap(catalog.index(of:))
    let reactor = try DeskSession.makeReactor(clock)
    let terminal = try DeskTerminal(settings)
    self.reactor = reactor
    // A journal may have been written by a clock that ran ahead.
    steady = SteadyTime(
      unixNanos: clock.unixNanos, monotonicNanos: clock.monotonicNanos,
      earliestNanos: trading.engine.clock.nanos)
    self.terminal = terminal
    self.source = source
    self.trading = trading
    mirror = settings.database.map {
      JournalMirror(
        $0, account: trading.accountName, journalPath: trading.journalPath,
        seed: UInt64(bitPattern: clock.unixNanos))
    }
    desk = Desk(
      keymap: settings.keymap, watchlist: watchlist, presets: presets,
      sizing: sizing, themes: settings.appearance.themes.names())
    desk.recall(trading.riskHistory, engine: trading.engine)
    followsEverySymbol = watchlist.isEmpty
    status = FeedStatus(mode: mode, place: place)
    awaitsOwnServer = mode == .demo
    status.freshNanos = Int64(configuration.freshMillis) * 1_000_000
    status.deadNanos = Int64(configuration.deadMillis) * 1_000_000
    status.divergenceTicks = settings.bounds.all.divergenceTicks ?? .max
    status.divergenceTicksBySymbol = settings.bounds.bySymbol.compactMapValues(\.divergenceTicks)
    meter = FeedMeter()
    refusesClosedSessions = configuration.quality.refusesClosedSessions
    sessions = MarketSessions(
      isSimulated: mode == .demo, alertMinutes: configuration.session.alertMinutes,
      wantsAll: refusesClosedSessions)
    self.riskWatch = riskWatch
    appearance = settings.appearance
    ringsBell = configuration.display.ringsBell
    logFile = LogFile(directory: settings.directories.state)
    account = configuration.account
    exportDirectory = settings.directories.data
    framesPerSecond = configuration.display.framesPerSecond
  }

  private static func makeReactor(_ clock: Clock) throws(CommandFailure) -> Reactor {
    do throws(SystemError) {
      return try Reactor(
        signals: [.interrupt, .terminate, .hangUp, .quit, .windowChange, .stop, .resume],
        clock: clock)
    } catch {
      throw CommandFailure(.failed, error.description)
    }
  }

  var now: DeskTime {
    let (wall, monotonic) = (reactor.clock.unixNanos, reactor.clock.monotonicNanos)
    return DeskTime(
      wall: UnixNanos(wall),
      steady: UnixNanos(steady.nanos(unixNanos: wall, monotonicNanos: monotonic)),
      monotonicNanos: monotonic)
  }

  /// Runs until the trader or a signal ends it. The terminal is given back on every way out.
  mutating func run() throws(CommandFailure) -> ExitStatus {
    do throws(CommandFailure) {
      try loop()
      try close()
    } catch {
      terminal.close()
      throw error
    }
    terminal.close()
    return exit ?? .done
  }

  /// Says what the session came to, for the log, and lets the account go.
  private mutating func close() throws(CommandFailure) {
    let counters = source.counters
    desk.note(
      .info,
      "ended: \(trading.tickCount) ticks applied, \(counters.duplicates) duplicates, "
        + "\(counters.rejected) rejected", now: now)
    try settle()
    try trading.finish()
    try finishDatabase()
    try trading.close()
    // What a failed pass had held back is on disk now.
    tellEffects(now)
    for entry in desk.takeUnwritten() { logFile?.write(entry) }
  }

  /// Waits, and tells when keys that are read now were pressed: when waiting took no time, they
  /// may have waited for us since the last look.
  private mutating func wait(
    into events: inout [Reactor.Event], isPolling: Bool
  ) throws(CommandFailure) {
    let start = reactor.clock.monotonicNanos
    do throws(SystemError) {
      try reactor.wait(into: &events, isPolling: isPolling)
    } catch {
      throw CommandFailure(.failed, error.description)
    }
    let end = reactor.clock.monotonicNanos
    keysArrivedAt = end - start > 1_000_000 ? end : min(end, lastLookAt)
    lastLookAt = end
    hasSlept = false
    passClock(monotonicNanos: end)
  }

  /// The countdown follows a wall clock that leaps; the order of what happens does not.
  private mutating func passClock(monotonicNanos: Int64) {
    let leap = steady.pass(unixNanos: reactor.clock.unixNanos, monotonicNanos: monotonicNanos)
    guard leap != 0 else { return }
    source.clockLeapt()
    let seconds = (Int64(clamping: leap.magnitude) + 500_000_000) / 1_000_000_000
    let span = SessionText.countdown(nanos: seconds * 1_000_000_000)
    desk.announce(
      .warning,
      leap < 0
        ? "the clock was set back by \(span): what happens keeps its order"
        : "the clock leapt forward by \(span), as after a suspend or a correction", now: now)
    hasNewData = true
  }

  private mutating func loop() throws(CommandFailure) {
    var events: [Reactor.Event] = []
    var hasMore = false
    reactor.watch(terminal.input, for: .readable, as: Token.keyboard.reactor)
    desk.note(.info, trading.recovery, now: now)
    if let difference = trading.difference { desk.note(.warning, difference, now: now) }
    desk.noteStanding(trading.standing, now: now)
    if let reason = terminal.asciiReason { desk.note(.info, reason, now: now) }
    takeUpSessions()
    // What a probe of the server has read already.
    takeBatch()
    try settle()
    followDatabase()
    try draw()
    while exit == nil {
      events.removeAll(keepingCapacity: true)
      prepareToWait()
      try wait(into: &events, isPolling: hasMore || sessions.hasWork)
      try take(events)
      try takeKeys()
      hasMore = takeTicks()
      followSessions()
      passTime()
      try settle()
      followDatabase()
      try drawIfDue()
    }
  }
}
