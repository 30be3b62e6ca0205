import MarketModel
import TestSupport
import Testing

@testable import Journal
@testable import PostgresStore

/// Whatever a superuser does to the events, the chain says where.
@Suite(.enabled(if: PostgresServer.programs != nil), .ownThreads) struct AuditTests {
  @Test func aTouchedEventIsNamed() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let journal = try desk.open()
    try journal.fill(40)
    #expect(try desk.mirror(journal).follow(journal))
    let clean = try audit(desk, journal)
    #expect(clean.broken == nil && clean.differing == nil && clean.fault == nil)
    #expect(clean.head == journal.head && clean.events == 40)
    for touch in Self.touches {
      try tamper(desk, touch.statement)
      let found = try audit(desk, journal)
      #expect(found.broken?.sequence == touch.brokenAt, "\(touch.statement)")
      #expect(found.differing == touch.differsAt, "\(touch.statement)")
      try tamper(desk, touch.undo)
    }
    #expect(try audit(desk, journal).broken == nil)
  }

  private struct Touch {
    let statement: String
    let undo: String
    let brokenAt: Int64?
    let differsAt: Int64?
  }

  private static let table = "thor.journal_events"
  private static let touches = [
    Touch(
      statement: "UPDATE \(table) SET payload = set_byte(payload, 3, 88) WHERE sequence = 7",
      undo: "UPDATE \(table) SET payload = set_byte(payload, 3, 121) WHERE sequence = 7",
      brokenAt: 7, differsAt: nil),
    Touch(
      statement: "UPDATE \(table) SET at_ns = at_ns + 1 WHERE sequence = 1",
      undo: "UPDATE \(table) SET at_ns = at_ns - 1 WHERE sequence = 1", brokenAt: 1,
      differsAt: nil),
    Touch(
      statement: "UPDATE \(table) SET kind = 'sourcf' WHERE sequence = 40",
      undo: "UPDATE \(table) SET kind = 'source' WHERE sequence = 40", brokenAt: 40,
      differsAt: nil),
    Touch(
      statement: "UPDATE \(table) SET hash = set_byte(hash, 0, 255 - get_byte(hash, 0)) "
        + "WHERE sequence = 12",
      undo: "UPDATE \(table) SET hash = set_byte(hash, 0, 255 - get_byte(hash, 0)) "
        + "WHERE sequence = 12",
      brokenAt: 12, differsAt: 12),
    Touch(
      statement: "CREATE TABLE thor.kept AS SELECT * FROM \(table) WHERE sequence = 20; "
        + "DELETE FROM \(table) WHERE sequence = 20",
      undo: "INSERT INTO \(table)(account, sequence, at_ns, kind, payload, hash) "
        + "SELECT account, sequence, at_ns, kind, payload, hash FROM thor.kept",
      brokenAt: 20, differsAt: nil),
    Touch(
      statement: swap(30, 31), undo: swap(30, 31), brokenAt: 30, differsAt: 30),
    Touch(
      statement: "INSERT INTO \(table)(account, sequence, at_ns, kind, payload, hash) "
        + "SELECT account, 41, at_ns, kind, payload, hash FROM \(table) WHERE sequence = 40",
      undo: "DELETE FROM \(table) WHERE sequence = 41", brokenAt: 41, differsAt: 41),
    // One that follows, with a hash of its own: only the journal knows better.
    Touch(
      statement: "INSERT INTO \(table)(account, sequence, at_ns, kind, payload, hash) "
        + "SELECT account, 41, 5, 'x', '{}', thor.link(hash, 41, 5, 'x', '{}') "
        + "FROM \(table) WHERE sequence = 40",
      undo: "DELETE FROM \(table) WHERE sequence = 41", brokenAt: nil, differsAt: 41),
  ]

  private static func swap(_ one: Int, _ other: Int) -> String {
    "UPDATE \(table) SET sequence = 1000 + sequence WHERE sequence IN (\(one), \(other)); "
      + "UPDATE \(table) SET sequence = \(one + other) + 1000 - sequence "
      + "WHERE sequence IN (1000 + \(one), 1000 + \(other))"
  }

  /// What only who may take the triggers away can do.
  private func tamper(_ desk: DatabaseDesk, _ statement: String) throws {
    try desk.ask("SET session_replication_role = replica; \(statement)")
  }

  private func audit(_ desk: DatabaseDesk, _ journal: Journal) throws -> DatabaseAudit {
    var hashes: [Int64: Digest] = [:]
    try journal.forEachEvent { hashes[$0.sequence] = $0.hash }
    let audit = try DatabaseAudit(desk.address(), account: .paper) { hashes[$0] }
    Polling.run(until: { audit.isDone }) { now in
      audit.process(now: now)
      return (audit.descriptor, audit.deadlineNanos)
    }
    #expect(audit.isDone && audit.fault == nil)
    return audit
  }

  @Test func theReportSaysWhatIsThere() throws {
    let desk = try DatabaseDesk()
    #expect(try report(desk).fault == .noSchema)
    desk.migrate()
    let journal = try desk.open()
    try journal.fill(4)
    #expect(try desk.mirror(journal).follow(journal))
    let found = try report(desk)
    #expect(found.fault == nil && found.schemaVersion == DatabaseSchema.current.version)
    #expect(found.serverVersion?.contains(".") == true && !found.usesTLS)
    #expect(found.rights?.fault == nil && found.rights?.user == "postgres")
    #expect(
      found.accounts == [
        .init(name: "paper", head: journal.head, derivedSequence: 4, deriveFailure: nil)
      ])
  }

  private func report(_ desk: DatabaseDesk) throws -> DatabaseReport {
    let report = DatabaseReport(try desk.address())
    Polling.run(until: { report.isDone }) { now in
      report.process(now: now)
      return (report.descriptor, report.deadlineNanos)
    }
    #expect(report.isDone)
    return report
  }
}
