import MarketModel

/// An open journal file with its prepared statements.
struct JournalConnection {
  let database: SQLiteDatabase
  private let begin: SQLiteStatement
  private let insert: SQLiteStatement
  private let end: SQLiteStatement
  private let last: SQLiteStatement
  private let read: SQLiteStatement

  init(_ database: SQLiteDatabase) throws(JournalError) {
    self.database = database
    begin = try database.prepare("BEGIN IMMEDIATE")
    insert = try database.prepare("INSERT INTO events VALUES (?1, ?2, ?3, ?4)")
    end = try database.prepare("COMMIT")
    last = try database.prepare("SELECT coalesce(max(sequence), 0) FROM events")
    read = try database.prepare(
      "SELECT sequence, at, kind, payload FROM events WHERE sequence > ?1 ORDER BY sequence")
  }

  /// Sequence of the last event in the file, 0 for none.
  func lastSequence() throws(JournalError) -> Int64 {
    defer { last.reset() }
    return try last.step() ? last.integer(0) : 0
  }

  // MARK: Writing

  /// Writes events in one transaction, numbered on from `sequence`. All or nothing is in the file
  /// afterwards, but for a commit that fails in its last step: then the file must be asked.
  func write(_ events: PendingEvents, after sequence: Int64) throws(JournalError) {
    do throws(JournalError) {
      try begin.run()
      try insert(events, after: sequence)
      try end.run()
    } catch {
      database.rollBack()
      throw error
    }
  }

  private func insert(_ events: PendingEvents, after last: Int64) throws(JournalError) {
    var sequence = last
    try events.bytes.withUnsafeBufferPointer { bytes throws(JournalError) in
      for entry in events.entries {
        sequence += 1
        try insert.run(
          sequence, entry.at.nanos, text: UnsafeBufferPointer(rebasing: bytes[entry.kind]),
          blob: UnsafeBufferPointer(rebasing: bytes[entry.payload]))
      }
    }
  }

  // MARK: Reading

  /// Calls `body` with every event after `sequence`, in order, one row at a time.
  ///
  /// - Returns: sequence of the last one.
  /// - Throws: what `body` throws, or that the file is damaged and from which event on.
  func forEachEvent(
    after sequence: Int64, _ body: (JournaledEvent) throws(JournalError) -> Void
  ) throws(JournalError) -> Int64 {
    defer { read.reset() }
    // From the start also what is numbered below it, which nobody may have written.
    try read.bind(1, sequence == 0 ? .min : sequence)
    var previous = sequence
    while try step(after: previous) {
      let found = read.integer(0)
      guard found == previous + 1 else {
        throw damage(at: previous + 1, "expected it here, found event \(found)")
      }
      guard !read.isNull(2), !read.isNull(3) else {
        throw damage(at: found, "it has no kind or no payload")
      }
      try body(
        JournaledEvent(
          sequence: found, at: UnixNanos(read.integer(1)), kind: read.bytes(2),
          payload: read.bytes(3)))
      previous = found
    }
    return previous
  }

  private func step(after previous: Int64) throws(JournalError) -> Bool {
    do throws(JournalError) {
      return try read.step()
    } catch {
      guard case .damaged(nil, let message) = error.problem else { throw error }
      throw damage(at: previous + 1, message)
    }
  }

  private func damage(at sequence: Int64, _ message: String) -> JournalError {
    JournalError(.damaged(sequence: sequence, message: message), path: database.path)
  }
}
