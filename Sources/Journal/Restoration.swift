import Engine
import MarketModel

/// An account on its way from its journal into an engine.
struct Restoration {
  var engine: Engine
  var terms = JournaledTerms()
  var report: RecoveryReport
  /// Where snapshots go on; `condensedTo` is also where the events to be taken up begin.
  var progress: SnapshotProgress
  /// Whether there are snapshots that nothing can be made of any more.
  var hasStaleSnapshots = false
  /// The digest that a `snapshot` event must have for the snapshots taken up to be the journal's.
  var awaitedDigest: Digest?

  init(engine: Engine, report: RecoveryReport, after head: ChainHead) {
    self.engine = engine
    self.report = report
    progress = SnapshotProgress(after: head, epoch: 1)
  }

  /// Takes up one event's line.
  mutating func take(_ payload: UnsafeBufferPointer<UInt8>) throws(RestoreFailure) {
    switch try engine.restore(line: payload) {
    case .configuration: terms.configuration = ConfigurationLine.figures(payload)
    case .risk(let record): report.riskHistory.note(record)
    case let line: terms.note(line)
    }
  }

  /// Forgets the account's past: from here on it begins anew.
  mutating func beginEpoch(at event: JournaledEvent, fresh: Engine) {
    hasStaleSnapshots = hasStaleSnapshots || progress.covered > 0 && progress.beganAt != nil
    engine = fresh
    terms = JournaledTerms()
    report.epoch += 1
    report.orders = 0
    report.fills = 0
    report.riskHistory = RiskHistory()
    progress = SnapshotProgress(
      after: ChainHead(sequence: event.sequence, hash: event.hash), epoch: report.epoch)
  }

  /// Counts an event that was taken up.
  mutating func note(_ event: JournaledEvent) {
    report.events = event.sequence
    if event.isKind(.order) { report.orders += 1 }
    if event.isKind(.filled) { report.fills += 1 }
    if report.first == nil { report.first = event.at }
    report.last = event.at
    guard let digest = awaitedDigest, event.isKind(.snapshot) else { return }
    if event.payload.hasSuffix("\"digest\":\"\(digest)\"}") { awaitedDigest = nil }
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func hasSuffix(_ text: String) -> Bool {
    suffix(text.utf8.count).elementsEqual(text.utf8)
  }
}
