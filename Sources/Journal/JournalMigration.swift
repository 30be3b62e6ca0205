import MarketModel

/// The way from one version of the schema to the next.
struct JournalMigration {
  let statements: String
  /// What statements alone cannot do, behind them and in the same transaction.
  var rewrite: ((SQLiteDatabase) throws(JournalError) -> Void)?

  init(
    _ statements: String, rewrite: ((SQLiteDatabase) throws(JournalError) -> Void)? = nil
  ) {
    self.statements = statements
    self.rewrite = rewrite
  }

  func run(on database: SQLiteDatabase) throws(JournalError) {
    try database.execute(statements)
    try rewrite?(database)
  }
}

extension JournalMigration {
  /// Version 2 chains events by their hashes. What an older file holds is believed and chained.
  static var chain: JournalMigration {
    JournalMigration(chainedTable) { (database) throws(JournalError) in
      try chainEvents(of: database)
      try database.execute(chainedTableEnd)
    }
  }

  /// Version 3 keeps stretches of events condensed, for a quick start. They are no record.
  static var snapshots: JournalMigration {
    JournalMigration(
      """
      CREATE TABLE snapshots(
        first INTEGER PRIMARY KEY,
        last INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        format INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        began_at INTEGER NOT NULL,
        hash BLOB NOT NULL,
        body BLOB NOT NULL
      ) STRICT;
      """)
  }

  private static let chainedTable =
    """
    DROP TRIGGER IF EXISTS events_follow;
    DROP TRIGGER IF EXISTS events_stay;
    DROP TRIGGER IF EXISTS events_hold;
    ALTER TABLE events RENAME TO events_before;
    CREATE TABLE events(
      sequence INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      payload BLOB NOT NULL,
      hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT;
    """

  private static let chainedTableEnd =
    """
    DROP TABLE events_before;
    CREATE TRIGGER events_follow BEFORE INSERT ON events
      WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM events)
      BEGIN SELECT RAISE(ABORT, 'an event must follow the last one'); END;
    CREATE TRIGGER events_stay BEFORE DELETE ON events
      BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
    CREATE TRIGGER events_hold BEFORE UPDATE ON events
      BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
    """

  private static func chainEvents(of database: SQLiteDatabase) throws(JournalError) {
    // A new file has neither an owner yet nor events.
    guard let account = try database.text("SELECT account FROM meta WHERE id = 1") else { return }
    var chain = try EventChain(account: account, path: database.path)
    let insert = try database.prepare("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5)")
    let read = try database.prepare(
      "SELECT sequence, at, kind, payload FROM events_before ORDER BY sequence")
    while try read.step() {
      let (found, expected) = (read.integer(0), chain.head.sequence + 1)
      guard found == expected, read.isText(2), read.isBlob(3) else {
        throw JournalError(
          .damaged(sequence: expected, message: "expected it here, found event \(found)"),
          path: database.path)
      }
      let (kind, payload) = (read.bytes(2), read.bytes(3))
      let at = UnixNanos(read.integer(1))
      let hash = chain.append(at: at, kind: kind, payload: payload)
      try insert.run(expected, at.nanos, text: kind, blob: payload, digest: hash)
    }
  }
}
