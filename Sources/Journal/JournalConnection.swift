import MarketModel

/// An open journal file with its prepared statements, and how far its chain reaches.
struct JournalConnection {
  let database: SQLiteDatabase
  /// The chain up to the last event that was read or written here.
  private var chain: EventChain
  private let fault: FaultCounter
  private let begin: SQLiteStatement
  private let insert: SQLiteStatement
  private let end: SQLiteStatement
  private let last: SQLiteStatement
  private let read: SQLiteStatement

  init(_ database: SQLiteDatabase, fault: JournalFault? = nil) throws(JournalError) {
    self.database = database
    self.fault = FaultCounter(fault)
    chain = try JournalConnection.genesis(of: database)
    begin = try database.prepare("BEGIN IMMEDIATE")
    insert = try database.prepare("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5)")
    end = try database.prepare("COMMIT")
    last = try database.prepare(
      "SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1")
    read = try database.prepare(
      "SELECT sequence, at, kind, payload, hash FROM events WHERE sequence > ?1 ORDER BY sequence")
  }

  private static func genesis(of database: SQLiteDatabase) throws(JournalError) -> EventChain {
    let account = try database.text("SELECT account FROM meta WHERE id = 1") ?? ""
    let epoch = try database.integer("SELECT epoch FROM meta WHERE id = 1") ?? 0
    return try EventChain(account: account, epoch: epoch, path: database.path)
  }

  /// The chain before the first event.
  func genesis() throws(JournalError) -> ChainHead {
    try JournalConnection.genesis(of: database).head
  }

  /// How far the file's chain reaches by its own words: the last event's number and hash, unread.
  func lastHead() throws(JournalError) -> ChainHead {
    defer { last.reset() }
    guard try last.step() else { return try genesis() }
    let sequence = last.integer(0)
    guard let hash = last.digest(1) else { throw damage(at: sequence, "it has no hash") }
    return ChainHead(sequence: sequence, hash: hash)
  }

  /// The hash that the file has for an event.
  func head(at sequence: Int64) throws(JournalError) -> ChainHead {
    guard sequence > 0 else { return try genesis() }
    let statement = try database.prepare("SELECT hash FROM events WHERE sequence = ?1")
    try statement.bind(1, sequence)
    guard try statement.step(), let hash = statement.digest(0) else {
      throw damage(at: sequence, "it is missing, or has no hash")
    }
    return ChainHead(sequence: sequence, hash: hash)
  }

  // MARK: Writing

  /// Writes events in one transaction, chained on from `head`. All or nothing is in the file
  /// afterwards, but for a commit that fails in its last step: then the file must be asked.
  ///
  /// - Returns: how far the chain reaches with them.
  mutating func write(
    _ events: PendingEvents, after head: ChainHead, with snapshot: PendingSnapshot? = nil
  ) throws(JournalError) -> ChainHead {
    do throws(JournalError) {
      try begin.run()
      try insert(events, after: head)
      if let snapshot { try insert(snapshot) }
      try fault.beforeCommit(path: database.path)
      try end.run()
      fault.afterCommit()
    } catch {
      database.rollBack()
      throw error
    }
    return chain.head
  }

  private mutating func insert(
    _ events: PendingEvents, after head: ChainHead
  ) throws(JournalError) {
    chain.move(to: head)
    try events.bytes.withUnsafeBufferPointer { bytes throws(JournalError) in
      for entry in events.entries {
        let kind = UnsafeBufferPointer(rebasing: bytes[entry.kind])
        let payload = UnsafeBufferPointer(rebasing: bytes[entry.payload])
        let hash = chain.append(at: entry.at, kind: kind, payload: payload)
        try insert.run(
          chain.head.sequence, entry.at.nanos, text: kind, blob: payload, digest: hash)
      }
    }
  }

  private func insert(_ pending: PendingSnapshot) throws(JournalError) {
    let snapshot = pending.snapshot
    let insert = try database.prepare("INSERT INTO snapshots VALUES (?1,?2,?3,?4,?5,?6,?7,?8)")
    let numbers = [
      snapshot.first, snapshot.last, pending.sequence, Int64(snapshot.version), snapshot.epoch,
      snapshot.beganAt.nanos,
    ]
    for (place, number) in numbers.enumerated() { try insert.bind(Int32(place + 1), number) }
    try insert.run(digest: snapshot.hash, at: 7, blob: snapshot.body, at: 8)
  }

  // MARK: Reading

  /// Calls `body` with every event after `head`, in order, one row at a time, up to the one numbered
  /// `end`.
  ///
  /// - Returns: how far the chain reaches.
  /// - Throws: what `body` throws, or that the file is damaged and from which event on: one is
  ///   missing, or its hash is not that of its bytes and of all events before it.
  mutating func forEachEvent(
    after head: ChainHead, to end: Int64 = .max,
    _ body: (JournaledEvent) throws(JournalError) -> Void
  ) throws(JournalError) -> ChainHead {
    defer { read.reset() }
    // From the start also what is numbered below it, which nobody may have written.
    try read.bind(1, head.sequence == 0 ? .min : head.sequence)
    chain.move(to: head)
    while chain.head.sequence < end, try step(after: chain.head.sequence) {
      try body(try nextEvent())
    }
    return chain.head
  }

  /// The event of the row that the statement stands on, checked against the chain.
  private mutating func nextEvent() throws(JournalError) -> JournaledEvent {
    let found = read.integer(0)
    let expected = chain.head.sequence + 1
    guard found == expected else {
      throw damage(at: expected, "expected it here, found event \(found)")
    }
    guard read.isText(2), read.isBlob(3) else {
      throw damage(at: found, "it has no kind or no payload")
    }
    let event = JournaledEvent(
      sequence: found, at: UnixNanos(read.integer(1)), kind: read.bytes(2),
      payload: read.bytes(3), hash: read.digest(4) ?? Digest())
    let hash = chain.append(at: event.at, kind: event.kind, payload: event.payload)
    guard hash == event.hash else {
      throw damage(at: found, "its hash is not that of its bytes and of all events before it")
    }
    return event
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
