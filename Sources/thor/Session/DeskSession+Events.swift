import Configuration
import Glibc
import MarketModel
import Reactor
import RedisFeed
import CursesBackend
import TerminalKit
import Workstation

extension DeskSession {
  /// Watches what the feed waits for, and sets the timers of this pass.
  mutating func prepareToWait() {
    let mayApply = trading.failure == nil
    polled.removeAll(keepingCapacity: true)
    // What cannot be applied is left unread: the stream keeps it.
    if mayApply { source.descriptors(into: &polled) }
    if polled != watched { watchFeed() }
    watchDatabase()
    let now = now
    if mayApply {
      reactor.setTimer(Token.feed.reactor, atMonotonicNanos: source.deadline(now))
    } else {
      reactor.cancelTimer(Token.feed.reactor)
    }
    if let deadline = desk.deadline {
      reactor.setTimer(Token.desk.reactor, atMonotonicNanos: deadline)
    } else {
      reactor.cancelTimer(Token.desk.reactor)
    }
    // While the terminal takes nothing no frame is due; it says when it takes some again.
    if hasNewData, !terminal.hasPendingOutput {
      reactor.setTimer(Token.frame.reactor, atMonotonicNanos: nextFrameAt)
    } else {
      reactor.cancelTimer(Token.frame.reactor)
    }
    // The clock on the screen, countdowns, ages and rates move without any event, as the second
    // does.
    let second: Int64 = 1_000_000_000
    let rest = second - (now.wall.nanos % second + second) % second
    reactor.setTimer(
      Token.second.reactor, notLaterThanMonotonicNanos: now.monotonicNanos + rest)
    // Looked at again every second, so that a wall clock that is set does not let it sleep.
    let due = trading.engine.nextDeadline?.nanos(since: now.steady) ?? second
    let wait =
      mayApply ? max(0, min(sessions.nextAt.nanos(since: now.wall), due, second)) : second
    reactor.setTimer(Token.session.reactor, atMonotonicNanos: now.monotonicNanos + wait)
    if terminal.hasPendingOutput {
      reactor.watch(terminal.output, for: .writable, as: Token.screen.reactor)
    } else {
      reactor.unwatch(terminal.output)
    }
  }

  private mutating func watchFeed() {
    for old in watched where !polled.contains(where: { $0.descriptor == old.descriptor }) {
      reactor.unwatch(old.descriptor)
    }
    for one in polled {
      var interest: Reactor.Readiness = []
      if one.wantsRead { interest.insert(.readable) }
      if one.wantsWrite { interest.insert(.writable) }
      reactor.watch(one.descriptor, for: interest, as: Token.feed.reactor)
    }
    watched = polled
  }

  /// Takes what the reactor reports; the feed's descriptors need no more than the next pass.
  mutating func take(_ events: [Reactor.Event]) throws(CommandFailure) {
    for event in events {
      switch event {
      case .ready(let token, _): try ready(token)
      case .timer(let token): timer(token)
      case .signal(let signal): take(signal)
      }
    }
  }

  private mutating func ready(_ token: Reactor.Token) throws(CommandFailure) {
    switch Token(rawValue: token.rawValue) {
    case .keyboard:
      do throws(TerminalError) {
        try terminal.readInput(into: &input)
      } catch {
        return end(.terminated)
      }
      if let millis = terminal.inputTimeoutMillis {
        reactor.setTimer(
          Token.escape.reactor,
          atMonotonicNanos: reactor.clock.monotonicNanos + Int64(millis) * 1_000_000)
      } else {
        reactor.cancelTimer(Token.escape.reactor)
      }
    case .screen: try flush()
    case .database: hasDatabaseNews = true
    case .feed, .frame, .desk, .escape, .second, .session, nil: break
    }
  }

  private mutating func timer(_ token: Reactor.Token) {
    switch Token(rawValue: token.rawValue) {
    case .escape: terminal.expireInput(into: &input)
    case .second:
      meter.second(
        tickCount: trading.tickCount, now: now.monotonicNanos, counters: source.counters,
        skew: source.clockSkew)
      hasNewData = true
      secondCount += 1
      trading.markEquity(at: now.steady)
      followRiskFile()
      if secondCount % 60 == 0 { trading.rest() } else if input.isEmpty { trading.condense() }
    case .database: hasDatabaseNews = true
    case .keyboard, .screen, .feed, .frame, .desk, .session, nil: break
    }
  }

  /// Puts on another theme; with an error in it the old one stays.
  private mutating func look(_ name: String) {
    do throws(ConfigurationErrors) {
      terminal.wear(try appearance.theme(named: Marked(name, at: Mark(file: "palette"))))
      hasKeys = true
    } catch {
      desk.announce(.error, "the theme stays as it is: \(error)", now: now)
    }
  }

  /// Applies what was changed in risk.yaml since it was read.
  private mutating func followRiskFile() {
    guard trading.failure == nil else { return }
    do throws(CommandFailure) {
      guard let change = try riskWatch.change() else { return }
      trading.apply(change, because: "risk.yaml", at: now.steady)
    } catch {
      desk.announce(.error, "the limits stay as they are: \(error.message)", now: now)
    }
  }

  private mutating func take(_ signal: Signal) {
    switch signal {
    case .interrupt, .quit: end(.interrupted)
    case .terminate, .hangUp: end(.terminated)
    case .windowChange:
      terminal.resize()
      hasKeys = true
    case .stop: pause()
    case .resume: retakeTerminal()
    case .child, .userOne: break
    }
  }

  /// The shell's stop: the terminal is given back, and taken again when the shell lets us go on.
  ///
  /// The whole process group stops, as by the terminal's own stop key: a script or `make` that
  /// went on alone would keep the terminal from the shell.
  private mutating func pause() {
    terminal.suspend()
    ProcessGroup.stop()
    retakeTerminal()
  }

  /// After a stop of any kind the terminal is as the shell left it.
  private mutating func retakeTerminal() {
    terminal.retake()
    hasKeys = true
    // Keys that came while we stood still were pressed at no known time.
    hasSlept = true
    desk.disturb(now: now)
    desk.disarm("the program was stopped", now: now)
  }

  private mutating func end(_ status: ExitStatus) {
    if exit == nil { exit = status }
  }

  private mutating func flush() throws(CommandFailure) {
    do throws(TerminalError) {
      try terminal.flush()
    } catch {
      return end(.terminated)
    }
    guard !terminal.hasPendingOutput else { return }
    desk.painted(line: lineOnFrame, now: now)
    // What changed while the terminal was busy was not drawn.
    hasNewData = true
  }

  /// Hands what was typed to the desk and does what it asks for.
  mutating func takeKeys() throws(CommandFailure) {
    guard !input.isEmpty else { return }
    let now = DeskTime(wall: now.wall, steady: now.steady, monotonicNanos: keysArrivedAt)
    let isAlone = input.count == 1 && !hasSlept
    for event in input {
      for action in desk.handle(event, isAlone: isAlone, now: now, engine: trading.shownEngine) {
        perform(action, now: now)
      }
    }
    input.removeAll(keepingCapacity: true)
    hasKeys = true
  }

  private mutating func perform(_ action: DeskAction, now: DeskTime) {
    switch action {
    case .quit: end(.done)
    case .redraw: terminal.repaint()
    case .export(let table): export(table, now)
    case .arm: break
    case .theme(let name): look(name)
    case .suspend: pause()
    case .submit, .submitList, .modify, .cancel, .cancelAll, .flatten, .prefer, .panic, .size,
      .limits, .tradingState, .reverse, .roll, .settle:
      if let failure = trading.failure {
        desk.announce(
          .error, "not sent: the journal cannot be written: \(failure.what)", now: now)
        return
      }
      trading.apply(action, at: now.steady)
    }
  }

  /// Lets time pass for the desk and the engine.
  mutating func passTime() {
    let now = now
    if let deadline = trading.engine.nextDeadline, deadline <= now.steady {
      trading.advance(to: now.steady)
    }
    passSessions(now)
    for action in desk.passed(now: now) {
      perform(action, now: now)
      hasKeys = true
    }
  }

  /// Takes one batch of ticks; returns whether more is at hand.
  mutating func takeTicks() -> Bool {
    guard trading.failure == nil else { return false }
    let start = reactor.clock.monotonicNanos
    let count = trading.tickCount
    let hasMore = source.process(now)
    takeBatch()
    if trading.tickCount != count {
      meter.applied(nanos: reactor.clock.monotonicNanos - start)
    }
    return hasMore
  }

  /// Applies what the feed has read, every tick of it, and takes over what it says of itself.
  mutating func takeBatch() {
    let count = trading.tickCount
    trading.apply(source)
    if trading.tickCount != count {
      meter.note(source.batch)
      hasNewData = true
      for decoded in source.batch.ticks { sessions.note(decoded.tick) }
      if followsEverySymbol { watchNewSymbols() }
    }
    noteFeed()
  }

  /// Without a configured watchlist the screen shows what the bus brings.
  private mutating func watchNewSymbols() {
    for decoded in source.batch.ticks where desk.watchlist.count < DeskSession.watchLimit {
      desk.watch(decoded.tick.instrument)
    }
  }

  private static let watchLimit = 40
}
