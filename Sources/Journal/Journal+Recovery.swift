import Engine
import MarketModel

extension Journal {
  /// Calls `body` with every event after `sequence`, in order, one at a time, each checked against
  /// the chain of hashes.
  ///
  /// Read from the first event to the end, the journal may be written afterwards.
  ///
  /// - Throws: what `body` throws, or that the file is damaged, with the first event concerned.
  ///   The file is as it was.
  public func forEachEvent(
    after sequence: Int64 = 0, _ body: (JournaledEvent) throws(JournalError) -> Void
  ) throws(JournalError) {
    let end = try read(after: try opened().head(at: sequence), body)
    guard end == head else {
      throw JournalError(
        .damaged(
          sequence: end.sequence + 1,
          message: "expected events up to \(head.sequence), found \(end.sequence)"),
        path: path)
    }
    if sequence == 0 { try trust() }
  }

  /// Rebuilds the account in `engine`, which has its instruments, sources and configuration and
  /// has seen nothing else, and moves its clock to `now`. Opening cash and currency are the
  /// journal's afterwards, and so are instruments that the engine did not know.
  ///
  /// - Throws: when the file is damaged or an event cannot be taken up. The file is as it was, and
  ///   `engine` is not to be used.
  public func restore(
    into engine: inout Engine, now: UnixNanos
  ) throws(JournalError) -> RecoveryReport {
    var report = RecoveryReport(account: account, path: path, isNew: foundSchema == nil)
    if let foundSchema, foundSchema < JournalSchema.current.version {
      report.migratedFrom = foundSchema
    }
    let fresh = engine
    try restoreLateTerms(into: &engine)
    try forEachEvent { event throws(JournalError) in
      if event.isKind(.epoch) {
        engine = fresh
        terms = JournaledTerms()
        report.beginEpoch()
      }
      try restore(event, into: &engine)
      report.count(event)
    }
    try reconcile(report, with: engine)
    engine.finishRestoring(at: now)
    report.workingOrders = engine.liveOrderCount
    return report
  }

  /// A journal that was begun without terms got them later, behind orders that need them: they are
  /// taken up first.
  private func restoreLateTerms(into engine: inout Engine) throws(JournalError) {
    let connection = try opened()
    let first = try connection.database.text("SELECT kind FROM events WHERE sequence = 1")
    guard let first, first != JournalKind.opening.rawValue else { return }
    var isOver = false
    _ = try read(after: try connection.genesis()) { event throws(JournalError) in
      isOver = isOver || event.isKind(.epoch)
      guard !isOver, event.isKind(.opening) || event.isKind(.instrument) else { return }
      try restore(event, into: &engine)
    }
  }

  private func restore(
    _ event: JournaledEvent, into engine: inout Engine
  ) throws(JournalError) {
    do throws(RestoreFailure) {
      terms.note(try engine.restore(line: event.payload))
      if event.isKind(.configuration) {
        terms.configuration = ConfigurationLine.figures(event.payload)
      }
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
  private func reconcile(_ report: RecoveryReport, with engine: Engine) throws(JournalError) {
    guard report.orders == engine.orderCount, report.fills == engine.fillCount else {
      throw JournalError(
        .damaged(
          sequence: nil,
          message: "it holds \(report.orders) orders and \(report.fills) fills, of which the "
            + "engine took up \(engine.orderCount) and \(engine.fillCount)"),
        path: path)
    }
  }
}

extension RecoveryReport {
  fileprivate mutating func beginEpoch() {
    epoch += 1
    orders = 0
    fills = 0
  }

  fileprivate mutating func count(_ event: JournaledEvent) {
    events += 1
    if event.isKind(.order) { orders += 1 }
    if event.isKind(.filled) { fills += 1 }
    if first == nil { first = event.at }
    last = event.at
  }
}
