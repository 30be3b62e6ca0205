import TestSupport
import Testing

@testable import Journal
@testable import PostgresStore

/// The schema: made, made again, refused, and what a desk says that finds another.
@Suite(.enabled(if: PostgresServer.programs != nil), .ownThreads) struct MigrationTests {
  static let version = DatabaseSchema.current.version

  @Test func makesTheSchemaOnceAndFindsItAgain() throws {
    let desk = try DatabaseDesk()
    #expect(desk.migrate() == .done(from: 0, to: Self.version))
    #expect(desk.migrate() == .done(from: Self.version, to: Self.version))
    #expect(
      try desk.ask("SELECT count(*), max(version) FROM thor.schema_version")
        == "\(Self.version)|\(Self.version)")
  }

  /// Two at once: the second waits and finds it made.
  @Test func twoAtOnceMakeItOnce() throws {
    let desk = try DatabaseDesk()
    let address = try desk.address()
    let both = [DatabaseMigration(address), DatabaseMigration(address)]
    Polling.run(until: { both.allSatisfy(\.isDone) }) { now in
      for one in both { one.process(now: now) }
      return (nil, now + 1_000_000)
    }
    let made = DatabaseMigration.Outcome.done(from: 0, to: Self.version)
    let found = DatabaseMigration.Outcome.done(from: Self.version, to: Self.version)
    #expect(both.count { $0.outcome == made } == 1 && both.count { $0.outcome == found } == 1)
  }

  @Test func namesAServersVersion() {
    #expect(PostgresConnection.text(ofVersion: 150_018) == "15.18")
    #expect(PostgresConnection.text(ofVersion: 90_624) == "9.6.24")
  }

  @Test func bringsAnOlderSchemaForwardAndKeepsWhatItHolds() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let journal = try desk.open()
    try journal.fill(5)
    #expect(try desk.mirror(journal).follow(journal))
    let next = DatabaseSchema(
      migrations: DatabaseSchema.current.migrations + ["CREATE TABLE thor.later(n integer);"])
    #expect(desk.migrate(next) == .done(from: Self.version, to: Self.version + 1))
    #expect(try desk.ask("SELECT count(*) FROM thor.later") == "0")
    #expect(try desk.events() == journal.printed())
  }

  /// All or nothing: a step that fails leaves what was.
  @Test func aStepThatFailsLeavesNothingBehind() throws {
    let desk = try DatabaseDesk()
    let broken = DatabaseSchema(migrations: ["CREATE TABLE thor.one(n integer); SELECT 1/0;"])
    guard case .failed(.refused(state: "22012", _)) = desk.migrate(broken) else {
      Issue.record("expected a refusal")
      return
    }
    #expect(try desk.ask("SELECT count(*) FROM pg_namespace WHERE nspname = 'thor'") == "0")
    #expect(desk.migrate() == .done(from: 0, to: Self.version))
  }

  @Test func aNewerSchemaIsRefusedByMigrationAndDesk() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    try desk.ask("INSERT INTO thor.schema_version(version) VALUES (99)")
    let fault = DatabaseFault.newerSchema(found: 99, known: Self.version)
    #expect(desk.migrate() == .failed(fault))
    try expectWaiting(desk, fault)
    #expect("\(fault)".contains("newer thor"))
  }

  @Test func aMissingOrOlderSchemaAsksForAMigrationAndIsTakenUpAfterIt() throws {
    let desk = try DatabaseDesk()
    let waiting = try expectWaiting(desk, .noSchema)
    #expect("\(DatabaseFault.noSchema)".contains("run thor db migrate"))
    try desk.ask(DatabaseSchema.foundation)
    try expectWaiting(desk, .olderSchema(found: 0, expected: Self.version))
    desk.migrate()
    try waiting.journal.fill(3)
    #expect(waiting.mirror.follow(waiting.journal))
  }

  // MARK: Rights

  @Test func aRoleWithoutRightsIsToldWhichOneItLacks() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let role = "r\(desk.database)"
    try desk.ask("CREATE ROLE \(role) LOGIN")
    try expectWaiting(desk, .noRight("use the schema thor"), user: role)
    try desk.ask("SELECT thor.grant_reader('\(role)')")
    try expectWaiting(desk, .noRight("add to thor.journal_events"), user: role)
    #expect(desk.migrate(user: role) == .done(from: Self.version, to: Self.version))
    try desk.ask("SELECT thor.grant_desk('\(role)')")
    let journal = try desk.open()
    try journal.fill(2)
    #expect(try desk.mirror(journal, user: role).follow(journal))
    #expect(try desk.events() == journal.printed())
    // What it may do is add events that follow, and no more.
    for statement in [
      "UPDATE thor.journal_events SET kind = 'x'", "DELETE FROM thor.journal_events",
      "TRUNCATE thor.journal_events", "DELETE FROM thor.trades",
      "UPDATE thor.accounts SET last_sequence = 0", "SELECT thor.derive_anew('paper')",
      "INSERT INTO thor.journal_events VALUES ('paper', 9, 1, DEFAULT, 'x', '', sha256(''))",
    ] {
      #expect(throws: PostgresServer.Failure.self, "\(statement)") {
        try desk.ask(statement, user: role)
      }
    }
    #expect(try desk.events() == journal.printed())
  }

  @Test func aRoleThatMayMakeNoSchemaIsTold() throws {
    let desk = try DatabaseDesk()
    let role = "n\(desk.database)"
    try desk.ask("CREATE ROLE \(role) LOGIN")
    #expect(
      desk.migrate(user: role) == .failed(.noRight("create a schema in this database")))
  }

  /// Not even the owner changes an event without taking the trigger away.
  @Test func eventsStandForTheOwnerToo() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let journal = try desk.open()
    try journal.fill(3)
    #expect(try desk.mirror(journal).follow(journal))
    for statement in [
      "UPDATE thor.journal_events SET kind = 'x' WHERE sequence = 2",
      "DELETE FROM thor.journal_events WHERE sequence = 3", "TRUNCATE thor.journal_events",
      "INSERT INTO thor.journal_events VALUES ('paper', 4, 1, DEFAULT, 'x', '', sha256(''))",
      "INSERT INTO thor.journal_events SELECT account, 5, at_ns, DEFAULT, kind, payload, hash "
        + "FROM thor.journal_events WHERE sequence = 3",
    ] {
      #expect(throws: PostgresServer.Failure.self, "\(statement)") { try desk.ask(statement) }
    }
    #expect(try desk.events() == journal.printed())
  }

  private struct Waiting {
    /// Whose directory holds the journal.
    let desk: DatabaseDesk
    let mirror: JournalMirror
    let journal: Journal
  }

  /// A desk that finds this keeps on trading and says so.
  @discardableResult
  private func expectWaiting(
    _ desk: DatabaseDesk, _ fault: DatabaseFault, user: String = "postgres"
  ) throws -> Waiting {
    let other = try DatabaseDesk()
    let journal = try other.open()
    let mirror = try desk.mirror(journal, user: user)
    mirror.run(journal) { mirror.downSinceNanos != nil }
    #expect(mirror.state == .waiting(fault))
    return Waiting(desk: other, mirror: mirror, journal: journal)
  }
}
