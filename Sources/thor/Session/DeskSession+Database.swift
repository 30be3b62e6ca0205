import Panes
import PostgresStore
import Reactor
import RedisFeed
import Workstation

/// The journal's second copy in the loop: it is brought forward behind what is on disk, and nothing
/// waits for it.
extension DeskSession {
  /// Watches what the database waits for, and sets its timer.
  mutating func watchDatabase() {
    guard let mirror else { return }
    let wanted = mirror.descriptor
    if wanted != mirrored {
      if let mirrored, mirrored.descriptor != wanted?.descriptor {
        reactor.unwatch(mirrored.descriptor)
      }
      if let wanted {
        var interest: Reactor.Readiness = []
        if wanted.wantsRead { interest.insert(.readable) }
        if wanted.wantsWrite { interest.insert(.writable) }
        reactor.watch(wanted.descriptor, for: interest, as: Token.database.reactor)
      }
      mirrored = wanted
    }
    if mirror.deadlineNanos < .max {
      reactor.setTimer(Token.database.reactor, atMonotonicNanos: mirror.deadlineNanos)
    } else {
      reactor.cancelTimer(Token.database.reactor)
    }
  }

  /// Sends what is on disk, and says what changed. Most passes bring neither, and cost nothing.
  mutating func followDatabase() {
    guard let mirror, hasDatabaseNews || mirror.durable != trading.durableSequence else { return }
    hasDatabaseNews = false
    let before = mirror.descriptor?.descriptor
    mirror.process(now: reactor.clock.monotonicNanos, durable: trading.durableSequence)
    // A descriptor that was closed may come again for something else.
    if let before, before != mirror.descriptor?.descriptor, mirrored?.descriptor == before {
      reactor.unwatch(before)
      mirrored = nil
    }
    noteDatabase(mirror)
  }

  private mutating func noteDatabase(_ mirror: JournalMirror) {
    let state = FeedStatus.Database(mirror)
    guard state != status.database else { return }
    let now = now
    switch (status.database, state) {
    case (.down(_, let old)?, .down(_, let new)) where old == new: break
    case (_, .down(_, let reason)):
      desk.announce(
        .warning, "database: \(mirror.place) \(reason); trading goes on without it", now: now)
    case (.down?, _):
      desk.announce(.info, "database: \(mirror.place) is back", now: now)
    case (nil, .current), (.connecting?, .current), (.connecting?, .behind):
      desk.note(.info, "database: connected to \(mirror.place)", now: now)
    case (.behind?, .current):
      desk.note(.info, "database: every event is there", now: now)
    default: break
    }
    status.database = state
    hasNewData = true
  }

  private static let lastPatienceNanos: Int64 = 1_000_000_000

  /// At the end: what is not there yet has a second, where the server is there.
  mutating func finishDatabase() throws(CommandFailure) {
    guard let mirror else { return }
    let clock = reactor.clock
    let end = clock.monotonicNanos + DeskSession.lastPatienceNanos
    var loop = try FeedLoop(signals: [], clock: clock)
    while mirror.downSinceNanos == nil, clock.monotonicNanos < end {
      mirror.process(now: clock.monotonicNanos, durable: trading.durableSequence)
      if mirror.state == .live, mirror.mirrored == trading.durableSequence { break }
      let polled = mirror.descriptor.map { [FeedDescriptor($0)] } ?? []
      _ = try loop.wait(for: polled, untilNanos: min(end, mirror.deadlineNanos))
    }
    let left = trading.durableSequence - mirror.mirrored
    if left > 0 {
      desk.note(
        .info, "database: up to \(left) events are left for the next start", now: now)
    }
    mirror.close()
  }
}

extension FeedStatus.Database {
  init(_ mirror: JournalMirror) {
    switch mirror.state {
    case .connecting: self = .connecting
    case .live: self = .current
    case .behind(let count): self = .behind(count)
    case .waiting(let fault):
      self = .down(since: mirror.downSinceNanos ?? 0, reason: fault.description)
    }
  }
}

extension FeedDescriptor {
  init(_ other: DatabaseDescriptor) {
    self.init(
      descriptor: other.descriptor, wantsRead: other.wantsRead, wantsWrite: other.wantsWrite)
  }
}
