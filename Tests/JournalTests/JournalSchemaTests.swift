import MarketModel
import Testing

@testable import Journal

@Suite struct JournalSchemaTests {
  private static func later(_ step: String) -> JournalSchema {
    JournalSchema(migrations: JournalSchema.current.migrations + [JournalMigration(step)])
  }

  @Test func olderFileIsBroughtOn() throws {
    let desk = try Desk()
    try desk.fill(2)
    let database = try desk.stranger()
    let later = JournalSchemaTests.later("ALTER TABLE meta ADD COLUMN note TEXT")
    let found = try later.prepare(database, account: .paper, now: Desk.start)
    #expect(found == JournalSchema.current.version)
    #expect(try database.integer("PRAGMA user_version") == Int64(later.version))
    #expect(try database.integer("SELECT count(note) FROM meta") == 0)
    #expect(try database.integer("SELECT count(*) FROM events") == 2)
    // And from then on the older program leaves it alone.
    let error = journalError { _ = try desk.open() }
    #expect(
      error?.problem
        == .newerSchema(found: later.version, known: JournalSchema.current.version))
  }

  @Test func stepThatFailsLeavesTheFileAsItWas() throws {
    let desk = try Desk()
    try desk.fill(2)
    let database = try desk.stranger()
    let later = JournalSchemaTests.later("CREATE TABLE extra(x); INSERT INTO nothing VALUES (1)")
    #expect(throws: JournalError.self) {
      try later.prepare(database, account: .paper, now: Desk.start)
    }
    #expect(!database.isInTransaction)
    #expect(try database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'") == 0)
    #expect(try desk.open().lines().count == 2)
  }
}
