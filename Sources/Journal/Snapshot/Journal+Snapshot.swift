import Engine
import MarketModel

/// Making snapshots, a slice at a time in quiet moments.
extension Journal {
  /// Events that no snapshot holds yet.
  public var uncondensedCount: Int64 {
    max(0, head.sequence - (progress?.covered ?? head.sequence))
  }

  /// Events in a snapshot.
  public static let snapshotEvents: Int64 = 20_000

  /// Condenses up to `limit` events for the next snapshot, and writes it when it is whole: it takes
  /// about 3 µs an event, so a slice of a few hundred is not felt.
  ///
  /// - Parameters:
  ///   - engine: has taken up all that is on the disk. While something waits, nothing is done.
  ///   - interval: makes a snapshot of so many events; while fewer wait, nothing is done.
  /// - Returns: whether it has done something.
  /// - Throws: when the journal cannot be read or written.
  public func condense(
    from engine: Engine, limit: Int, interval: Int64 = Journal.snapshotEvents
  ) throws(JournalError) -> Bool {
    guard pendingCount == 0, isTrusted, let start = progress, uncondensedCount >= interval else {
      return false
    }
    let end = min(start.covered + interval, start.condensedTo.sequence + Int64(limit))
    // Out of its place meanwhile, so that what has been condensed is not copied.
    progress?.writer = nil
    do {
      progress = try advance(start, to: end, engine)
    } catch {
      // With what had been condensed, or the next snapshot would lack it.
      progress = start
      throw error
    }
    guard let progress, progress.condensedTo.sequence == progress.covered + interval else {
      return true
    }
    try finish(progress)
    return true
  }

  private func advance(
    _ start: SnapshotProgress, to end: Int64, _ engine: Engine
  ) throws(JournalError) -> SnapshotProgress {
    var progress = start
    var writer = progress.writer ?? CondensedWriter()
    progress.writer = nil
    var beganAt = progress.beganAt
    var endedAt = progress.endedAt
    progress.condensedTo = try read(after: progress.condensedTo, to: end) {
      (event) throws(JournalError) in
      if beganAt == nil { beganAt = event.at }
      endedAt = max(endedAt, event.at)
      do throws(RestoreFailure) {
        try writer.append(event.payload, from: engine)
      } catch {
        throw JournalError(
          .notRestorable(
            sequence: event.sequence, kind: event.kindText, message: error.description),
          path: path)
      }
    }
    progress.beganAt = beganAt
    progress.endedAt = endedAt
    progress.writer = writer
    return progress
  }

  private func finish(_ progress: SnapshotProgress) throws(JournalError) {
    let writer = progress.writer ?? CondensedWriter()
    let snapshot = JournalSnapshot(
      version: writer.version, epoch: progress.epoch, first: progress.covered + 1,
      last: progress.condensedTo.sequence,
      hash: progress.condensedTo.hash, beganAt: progress.beganAt ?? .zero,
      body: writer.bytes)
    let sha = try SHA256.make(path: path)
    let digest = snapshot.digest(after: progress.digest, with: sha)
    append(snapshot.line(at: progress.endedAt, digest: digest), .snapshot, at: progress.endedAt)
    pendingSnapshot = PendingSnapshot(
      snapshot: snapshot, sequence: head.sequence + Int64(pendingCount), digest: digest)
    try commit()
  }

  /// Called when a snapshot is on the disk.
  func snapshotWritten(_ written: PendingSnapshot) {
    progress?.covered = written.snapshot.last
    progress?.digest = written.digest
    progress?.writer = nil
  }

  /// Condenses all but a few events, at a regular end; at most `limit` of them.
  func condenseAll(from engine: Engine, limit: Int = 250_000) throws(JournalError) {
    var left = limit
    while left > 0, uncondensedCount >= Journal.leastEvents {
      let interval = min(uncondensedCount, Journal.snapshotEvents)
      left -= Int(interval)
      guard try condense(from: engine, limit: Int(interval), interval: interval) else { return }
    }
  }

  /// So few events are read as quickly as they are.
  private static let leastEvents: Int64 = 4_000

  /// Forgets all snapshots: they are of an epoch that is over, or cannot be used.
  func discardSnapshots() throws(JournalError) {
    try opened().database.execute("DELETE FROM snapshots")
  }
}
