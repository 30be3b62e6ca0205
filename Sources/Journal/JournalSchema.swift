import MarketModel

/// What a journal file holds, by version, and the way from each version to the next.
struct JournalSchema {
  /// "Thor" in the file's header, so that `file(1)` and we know whose it is.
  static let applicationID: Int32 = 0x5468_6F72

  /// The n-th one, counted from 0, leads from version n to n + 1.
  let migrations: [JournalMigration]

  /// The version that these lead to.
  var version: Int32 { Int32(migrations.count) }

  /// What this program writes.
  static var current: JournalSchema { JournalSchema(migrations: [first, .chain, .snapshots]) }

  private static var first: JournalMigration {
    JournalMigration(
      """
      CREATE TABLE meta(
        id INTEGER PRIMARY KEY CHECK (id = 1),
        account TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        epoch INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE events(
        sequence INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        payload BLOB NOT NULL
      ) STRICT;
      CREATE TRIGGER events_follow BEFORE INSERT ON events
        WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM events)
        BEGIN SELECT RAISE(ABORT, 'an event must follow the last one'); END;
      CREATE TRIGGER events_stay BEFORE DELETE ON events
        BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
      CREATE TRIGGER events_hold BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
      """)
  }

  /// Finds out whose file it is and brings it to the current version.
  ///
  /// - Returns: the version it had; nil for a new file.
  func prepare(
    _ database: SQLiteDatabase, account: AccountName, now: UnixNanos
  ) throws(JournalError) -> Int32? {
    let found = try checkedVersion(of: database)
    if found == 0 {
      // Before the first table, so that no version of the file is ever without it.
      try JournalSchema.setLogging(database)
    }
    if found < version { try migrate(database, from: found, account: account, now: now) }
    let owner = try database.text("SELECT account FROM meta WHERE id = 1")
    guard let owner else {
      throw JournalError(
        .damaged(sequence: nil, message: "it does not say whose it is"), path: database.path)
    }
    guard owner == account.text else {
      throw JournalError(
        .otherAccount(found: owner, expected: account.text), path: database.path)
    }
    return found == 0 ? nil : found
  }

  /// Turns the write-ahead log on, where it is not on yet.
  static func setLogging(_ database: SQLiteDatabase) throws(JournalError) {
    let mode = try database.text("PRAGMA journal_mode=WAL") ?? "none"
    guard mode == "wal" else {
      throw JournalError(
        .inputOutput(code: 0, message: "no write-ahead log here (journal mode \(mode))"),
        path: database.path)
    }
  }

  /// The schema's version, 0 for an empty file; refuses files that are not ours.
  func checkedVersion(of database: SQLiteDatabase) throws(JournalError) -> Int32 {
    let applicationID = try database.integer("PRAGMA application_id") ?? 0
    let found = try database.integer("PRAGMA user_version") ?? 0
    let objects = try database.integer("SELECT count(*) FROM sqlite_schema") ?? 0
    if applicationID == 0, found == 0, objects == 0 { return 0 }
    guard applicationID == Int64(JournalSchema.applicationID), found > 0 else {
      throw JournalError(
        .otherProgram(applicationID: Int32(clamping: applicationID)), path: database.path)
    }
    guard found <= Int64(version) else {
      throw JournalError(
        .newerSchema(found: Int32(clamping: found), known: version), path: database.path)
    }
    return Int32(clamping: found)
  }

  /// All steps in one transaction: a file is never between two versions.
  private func migrate(
    _ database: SQLiteDatabase, from found: Int32, account: AccountName, now: UnixNanos
  ) throws(JournalError) {
    do throws(JournalError) {
      try database.execute("BEGIN IMMEDIATE")
      for step in migrations[Int(found)...] { try step.run(on: database) }
      if found == 0 {
        // The name has no quotes by its own rule.
        try database.execute(
          "INSERT INTO meta VALUES (1, '\(account.text)', \(now.nanos), 1);"
            + "PRAGMA application_id=\(JournalSchema.applicationID)")
      }
      try database.execute("PRAGMA user_version=\(version); COMMIT")
    } catch {
      database.rollBack()
      throw error
    }
  }
}
