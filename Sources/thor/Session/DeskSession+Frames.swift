import MarketModel
import Panes
import Reactor
import RedisFeed
import CursesBackend
import TerminalKit
import Workstation

extension DeskSession {
  /// When the next frame for data alone is due.
  var nextFrameAt: Int64 { lastFrameAt + 1_000_000_000 / Int64(framesPerSecond) }

  /// Draws at once for keys, and for data when a frame is due.
  mutating func drawIfDue() throws(CommandFailure) {
    guard exit == nil, !terminal.hasPendingOutput else { return }
    if desk.needsFrame { hasNewData = true }
    let isDue = hasNewData && reactor.clock.monotonicNanos >= nextFrameAt
    guard hasKeys || isDue else { return }
    try draw()
  }

  mutating func draw() throws(CommandFailure) {
    let now = now
    // What depends on time alone (a quote's age in the ticket) is asked at this instant.
    trading.advance(to: now.steady)
    // So is what the pane says of a market: it and what comes of it are in one frame.
    passSessions(now)
    try settle()
    refreshStatus(now)
    sessions.refreshHistory()
    trading.keepShown()
    let view = DeskView(
      engine: trading.shownEngine, board: trading.board, feed: status, sessions: sessions.board,
      log: desk.log,
      account: account, now: now.wall, steadyNow: now.steady, monotonicNanos: now.monotonicNanos,
      theme: terminal.theme,
      glyphs: terminal.glyphs, watchlist: desk.watchlist,
      selectedInstrument: desk.selectedInstrument, selectedRows: desk.selectedRows(trading.engine),
      focus: desk.focus,
      ladder: desk.ladder, tape: desk.tape, firstRows: desk.firstRows,
      heatmapAreas: desk.heatmapAreas, meters: meter.meters, riskLog: desk.riskLog,
      ledger: trading.ledger,
      blotter: desk.blotter)
    do throws(TerminalError) {
      guard let map = try terminal.present(desk, view) else { return }
      desk.drawn(map)
      lineOnFrame = map.shownLine
    } catch {
      exit = exit ?? .terminated
      return
    }
    let painted = self.now
    meter.painted(nanos: painted.monotonicNanos - now.monotonicNanos)
    lastFrameAt = now.monotonicNanos
    hasKeys = false
    hasNewData = false
    // A line half on its way to the terminal has been seen by nobody.
    if !terminal.hasPendingOutput { desk.painted(line: lineOnFrame, now: painted) }
  }

  private mutating func refreshStatus(_ now: DeskTime) {
    status.ticksPerSecond = meter.ticksPerSecond
    status.applyP50Nanos = meter.meters.apply.summary?.p50Nanos ?? 0
    status.applyP99Nanos = meter.meters.apply.summary?.p99Nanos ?? 0
    let counters = source.counters
    guard counters.rejected != status.rejectedCount else { return }
    status.rejectedCount = counters.rejected
    status.rejected = QualityCount.rejections(counters)
  }

  /// Takes over what the feed says of its connection.
  mutating func noteFeed() {
    let now = now
    switch source {
    case .simulated:
      status.link = .live
      status.lagEntries = 0
    case .redis(let feed):
      let link = FeedStatus.Link(feed.state, now: now.monotonicNanos, before: status.link)
      if link != status.link {
        status.link = link
        hasNewData = true
      }
      status.lagEntries = feed.lag.entriesBehind
      status.deliveryMillis = feed.lag.deliveryMillis
    }
    for event in source.events { note(event, now) }
  }

  private mutating func note(_ event: FeedEvent, _ now: DeskTime) {
    switch event {
    case .state(.live):
      awaitsOwnServer = false
      desk.note(.info, "data: live from \(status.place)", now: now)
    case .state(.waiting) where awaitsOwnServer && secondCount < DeskSession.serverStartSeconds:
      break
    case .state(.waiting(let fault, _)):
      desk.announce(.error, "data: \(fault)", now: now)
    case .state, .channelState: break
    case .gap(let lost, _, _):
      let count = lost.map { "\($0) entries" } ?? "an unknown number of entries"
      desk.announce(.warning, "data: a gap, \(count) were trimmed before they were read", now: now)
    case .streamRecreated:
      desk.announce(.warning, "data: the stream was created anew", now: now)
    case .streamRolledBack(let id):
      desk.announce(.warning, "data: the server came back with an older stream, to \(id)", now: now)
    case .snapshot(hashes: 0): break
    case .snapshot(let hashes):
      desk.note(.info, "data: the newest quotes of \(hashes) symbols read", now: now)
    case .snapshotUnavailable(let fault):
      desk.note(.warning, "data: no newest quotes: \(fault)", now: now)
    case .deadLettersUnavailable(let fault):
      desk.note(.warning, "data: no dead letters kept: \(fault)", now: now)
    }
  }

  /// Puts what the engine did on disk, and then tells it.
  mutating func settle() throws(CommandFailure) {
    let now = now
    try trading.record(at: now.steady)
    noteJournal(now)
    if trading.failure == nil { tellEffects(now) }
    let entries = desk.takeUnwritten()
    for entry in entries { logFile?.write(entry) }
    if ringsBell, entries.contains(where: { $0.level == .error }) { terminal.ringBell() }
  }

  /// Says what the engine did, once it is on disk.
  mutating func tellEffects(_ now: DeskTime) {
    guard !trading.effects.isEmpty else { return }
    desk.note(trading.effects, now: now, engine: trading.engine)
    trading.clearEffects()
    hasNewData = true
  }

  /// Says when the journal cannot be written, and when it can again.
  private mutating func noteJournal(_ now: DeskTime) {
    let problem = trading.failure?.what
    guard problem != status.journalProblem else { return }
    if let failure = trading.failure {
      desk.disarm("the journal cannot be written", now: now)
      desk.announce(
        .error, "the journal cannot be written: \(failure.what); \(failure.advice)", now: now)
    } else {
      desk.announce(.info, "the journal is written again", now: now)
    }
    status.journalProblem = problem
    hasNewData = true
  }
}

extension FeedStatus.Link {
  /// The feed's state as the status bar has it; a countdown that has begun goes on.
  init(_ state: FeedState, now: Int64, before: FeedStatus.Link) {
    switch state {
    case .connecting, .starting: self = .connecting
    case .live: self = .live
    case .waiting(let fault, let retryNanos):
      if case .lost(fault.description, let retryAt) = before, retryAt > now {
        self = before
      } else {
        self = .lost(reason: fault.description, retryAt: now + retryNanos)
      }
    }
  }
}
