import Engine
import MarketModel

/// Why snapshots cannot be used, in words.
struct SnapshotFailure: Error {
  let message: String
}

extension Journal {
  /// The account from its snapshots and the events behind them; nil without snapshots.
  ///
  /// - Throws: when they are not those that the journal vouches for. Nothing has happened then.
  func restoredFromSnapshots(_ fresh: Engine) throws(SnapshotFailure) -> Restoration? {
    do throws(JournalError) {
      var restoration = try begin(fresh)
      guard try hasSnapshots() else { return nil }
      try restoreLateTerms(into: &restoration)
      try takeSnapshots(&restoration)
      try fold(&restoration, fresh: fresh)
      guard restoration.awaitedDigest == nil else {
        throw JournalError(
          .damaged(sequence: nil, message: "no event vouches for the snapshot"), path: path)
      }
      return restoration
    } catch {
      throw SnapshotFailure(message: error.what)
    }
  }

  private func hasSnapshots() throws(JournalError) -> Bool {
    try opened().database.integer("SELECT count(*) FROM snapshots") ?? 0 > 0
  }

  private func takeSnapshots(_ restoration: inout Restoration) throws(JournalError) {
    let rows = try opened().database.prepare(
      """
      SELECT first, last, format, epoch, began_at, hash, body FROM snapshots ORDER BY first
      """)
    let sha = try SHA256.make(path: path)
    while try rows.step() {
      let snapshot = try snapshot(of: rows, restoration)
      restoration.progress.digest = snapshot.digest(after: restoration.progress.digest, with: sha)
      try take(snapshot, &restoration)
    }
    restoration.awaitedDigest = restoration.progress.digest
  }

  private func snapshot(
    of rows: SQLiteStatement, _ restoration: Restoration
  ) throws(JournalError) -> JournalSnapshot {
    guard let version = CondensedWriter.known(version: rows.integer(2)) else {
      throw snapshotDamage(
        "of version \(rows.integer(2)), this thor knows \(CondensedWriter.versions)")
    }
    guard let hash = rows.digest(5), rows.isBlob(6) else { throw snapshotDamage("not whole") }
    let progress = restoration.progress
    let (first, last) = (rows.integer(0), rows.integer(1))
    let isNext = progress.beganAt == nil || first == progress.covered + 1
    guard isNext, first > 0, last >= first, last <= head.sequence else {
      throw snapshotDamage("not one behind the other")
    }
    return JournalSnapshot(
      version: version, epoch: rows.integer(3), first: first, last: last, hash: hash,
      beganAt: UnixNanos(rows.integer(4)), body: Array(rows.bytes(6)))
  }

  private func take(
    _ snapshot: JournalSnapshot, _ restoration: inout Restoration
  ) throws(JournalError) {
    let end = ChainHead(sequence: snapshot.last, hash: snapshot.hash)
    restoration.progress.covered = snapshot.last
    restoration.progress.condensedTo = end
    restoration.progress.epoch = snapshot.epoch
    restoration.progress.beganAt = snapshot.beganAt
    restoration.report.epoch = snapshot.epoch
    restoration.report.first = snapshot.beganAt
    restoration.report.snapshotAt = snapshot.last
    var terms = restoration.terms
    var history = restoration.report.riskHistory
    do throws(RestoreFailure) {
      let counts = try snapshot.body.withUnsafeBufferPointer { bytes throws(RestoreFailure) in
        try restoration.engine.restore(condensed: UnsafeRawBufferPointer(bytes)) {
          line, engine throws(RestoreFailure) in
          switch try engine.restore(line: line) {
          case .configuration: terms.configuration = ConfigurationLine.figures(line)
          case .risk(let record): history.note(record)
          case let restored: terms.note(restored)
          }
        }
      }
      restoration.report.orders += counts.orders
      restoration.report.fills += counts.fills
    } catch {
      throw snapshotDamage(error.description)
    }
    restoration.terms = terms
    restoration.report.riskHistory = history
  }

  private func snapshotDamage(_ message: String) -> JournalError {
    JournalError(.damaged(sequence: nil, message: "the snapshot is \(message)"), path: path)
  }
}
