import Engine
import MarketModel

extension Journal {
  /// Rebuilds the account in `engine`, which has its instruments, sources and configuration and
  /// has seen nothing else, and moves its clock to `now`. Opening cash and currency are the
  /// journal's afterwards, and so are instruments that the engine did not know.
  ///
  /// Snapshots are taken up first and then the events behind them; where they cannot be used, all
  /// events are.
  ///
  /// - Throws: when the file is damaged or an event cannot be taken up. The file is as it was, and
  ///   `engine` is not to be used.
  public func restore(
    into engine: inout Engine, now: UnixNanos
  ) throws(JournalError) -> RecoveryReport {
    var restoration = try restored(from: engine)
    try reconcile(restoration)
    try trust()
    terms = restoration.terms
    progress = restoration.progress
    if restoration.hasStaleSnapshots { keepNoSnapshots() }
    restoration.engine.finishRestoring(at: now)
    restoration.report.workingOrders = restoration.engine.liveOrderCount
    engine = restoration.engine
    return restoration.report
  }

  /// Snapshots that are of no use make room for new ones. Where the disk is full they stay, and no
  /// new ones are made.
  private func keepNoSnapshots() {
    do throws(JournalError) {
      try discardSnapshots()
    } catch {
      progress = nil
    }
  }

  private func restored(from fresh: Engine) throws(JournalError) -> Restoration {
    var problem: String?
    do throws(SnapshotFailure) {
      if let restoration = try restoredFromSnapshots(fresh) { return restoration }
    } catch {
      problem = error.message
    }
    var restoration = try begin(fresh)
    try restoreLateTerms(into: &restoration)
    try fold(&restoration, fresh: fresh)
    restoration.report.snapshotProblem = problem
    restoration.hasStaleSnapshots = problem != nil
    return restoration
  }

  /// A restoration before the first event.
  func begin(_ fresh: Engine) throws(JournalError) -> Restoration {
    var report = RecoveryReport(account: account, path: path, isNew: foundSchema == nil)
    if let foundSchema, foundSchema < JournalSchema.current.version {
      report.migratedFrom = foundSchema
    }
    report.tornBytes = tornByteCount
    return Restoration(engine: fresh, report: report, after: try opened().genesis())
  }

  /// Takes up every event from where the restoration stands.
  func fold(_ restoration: inout Restoration, fresh: Engine) throws(JournalError) {
    let end = try read(after: restoration.progress.condensedTo) { event throws(JournalError) in
      if event.isKind(.epoch) { restoration.beginEpoch(at: event, fresh: fresh) }
      try restore(event, into: &restoration)
      restoration.note(event)
    }
    try requireWhole(end)
  }

  /// A journal that was begun without terms got them later, behind orders that need them: they are
  /// taken up first.
  func restoreLateTerms(into restoration: inout Restoration) throws(JournalError) {
    let connection = try opened()
    let first = try connection.database.text("SELECT kind FROM events WHERE sequence = 1")
    guard let first, first != JournalKind.opening.rawValue else { return }
    var isOver = false
    _ = try read(after: try connection.genesis()) { event throws(JournalError) in
      isOver = isOver || event.isKind(.epoch)
      guard !isOver, event.isKind(.opening) || event.isKind(.instrument) else { return }
      try restore(event, into: &restoration)
    }
  }

  private func restore(
    _ event: JournaledEvent, into restoration: inout Restoration
  ) throws(JournalError) {
    do throws(RestoreFailure) {
      try restoration.take(event.payload)
    } catch {
      throw JournalError(
        Journal.problem(event, failure: error.description), path: path)
    }
  }

  /// An event that is no JSON object is damage; one that is, but does not fit, may need the
  /// configuration it was written with.
  private static func problem(
    _ event: JournaledEvent, failure: String
  ) -> JournalError.Problem {
    do throws(JSONFailure) {
      var scanner = JSONScanner(event.payload)
      guard try scanner.kind() == .object else { throw JSONFailure(.expectedObject, offset: 0) }
      try scanner.skipValue()
      try scanner.expectEnd()
    } catch {
      return .damaged(sequence: event.sequence, message: error.description)
    }
    return .notRestorable(sequence: event.sequence, kind: event.kindText, message: failure)
  }

  /// What was read and what the engine made of it must agree.
  private func reconcile(_ restoration: Restoration) throws(JournalError) {
    let (report, engine) = (restoration.report, restoration.engine)
    guard report.orders == engine.orderCount, report.fills == engine.fillCount else {
      throw JournalError(
        .damaged(
          sequence: nil,
          message: "it holds \(report.orders) orders and \(report.fills) fills, of which the "
            + "engine took up \(engine.orderCount) and \(engine.fillCount)"),
        path: path)
    }
    if let difference = Reconciliation.difference(in: engine) {
      throw JournalError(.damaged(sequence: nil, message: difference), path: path)
    }
  }
}
