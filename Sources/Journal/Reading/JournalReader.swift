import MarketModel

/// A journal read by somebody else than its desk: without its lock, changing nothing, while the
/// desk has it open or after it was damaged.
///
///     let reader = try JournalReader(dataDirectory: path, account: .paper)
///     let verdict = try reader.forEachEvent { event in … }
public final class JournalReader {
  /// The file that is read.
  public let path: String
  /// Whose journal it says it is.
  public let account: String
  /// The schema's version, which may be an older one.
  public let schema: Int32
  public let createdAt: UnixNanos
  let database: SQLiteDatabase
  let genesis: EventChain
  /// Whether nobody was writing when it was opened.
  private let isFixed: Bool

  /// Opens an account's journal.
  ///
  /// - Throws: also where there is none, or it says that it is another account's.
  public convenience init(
    dataDirectory: String, account: AccountName
  ) throws(JournalError) {
    try self.init(path: DataDirectory(dataDirectory).journal(of: account))
    guard self.account == account.text else {
      throw JournalError(
        .otherAccount(found: self.account, expected: account.text), path: path)
    }
  }

  /// Opens a journal's file, wherever it is.
  public init(path: String) throws(JournalError) {
    self.path = path
    try DataDirectory.checkFile(path, isWritten: false)
    // Without a log there is nothing that somebody else could be writing: then reading leaves no
    // trace, also where the directory may not be written.
    isFixed = !JournalReader.hasLog(path)
    database = try SQLiteDatabase(reading: path, isFixed: isFixed)
    try database.waitForLocks(milliseconds: 2_000)
    schema = try JournalSchema.current.checkedVersion(of: database)
    guard schema > 0 else {
      throw JournalError(.damaged(sequence: nil, message: "it is empty"), path: path)
    }
    account = try database.text("SELECT account FROM meta WHERE id = 1") ?? ""
    createdAt = UnixNanos(try database.integer("SELECT created_at FROM meta WHERE id = 1") ?? 0)
    genesis = try EventChain(
      account: account, epoch: try database.integer("SELECT epoch FROM meta WHERE id = 1") ?? 0,
      path: path)
  }

  private static func hasLog(_ path: String) -> Bool {
    DataDirectory.size(of: path + "-wal") != nil
  }

  /// The accounts of a data directory, by name.
  public static func accounts(in dataDirectory: String) -> [AccountName] {
    DataDirectory(dataDirectory).accountNames()
  }

  /// The first moment's state of all of it, for as long as this value lives: what a desk writes
  /// meanwhile is not seen.
  public func hold() throws(JournalError) { try database.execute("BEGIN") }

  // MARK: Reading

  /// Calls `body` with every event, in order, also behind a broken link; what cannot be read at all
  /// ends the reading.
  ///
  /// - Parameter wanted: a hash to look for.
  /// - Returns: how far the events reach, and the first broken link.
  /// - Throws: what `body` throws, or a failure that has nothing to do with the record.
  public func forEachEvent(
    lookingFor wanted: Digest? = nil, _ body: (JournaledEvent) throws(JournalError) -> Void
  ) throws(JournalError) -> ChainVerdict {
    var chain = genesis
    var verdict = ChainVerdict(head: chain.head, isChained: schema > 1)
    if chain.head.hash == wanted { verdict.found = 0 }
    let rows = try prepareRows()
    while try step(rows, &verdict) {
      guard let event = event(of: rows, &verdict) else { continue }
      check(event, &chain, &verdict)
      if event.hash == wanted, verdict.found == nil { verdict.found = event.sequence }
      if verdict.first == nil { verdict.first = event.at }
      verdict.last = event.at
      verdict.events += 1
      verdict.head = ChainHead(sequence: event.sequence, hash: event.hash)
      try body(event)
    }
    if verdict.damage != nil, isFixed, JournalReader.hasLog(path) {
      throw JournalError(.busy(message: "a desk has begun to write it; try again"), path: path)
    }
    return verdict
  }

  private func prepareRows() throws(JournalError) -> SQLiteStatement {
    let hash = schema > 1 ? "hash" : "zeroblob(32)"
    return try database.prepare(
      "SELECT sequence, at, kind, payload, \(hash) FROM events ORDER BY sequence")
  }

  private func step(
    _ rows: SQLiteStatement, _ verdict: inout ChainVerdict
  ) throws(JournalError) -> Bool {
    do throws(JournalError) {
      return try rows.step()
    } catch {
      guard case .damaged(nil, let message) = error.problem else { throw error }
      note(message, at: verdict.head.sequence + 1, &verdict)
      return false
    }
  }

  private func event(
    of rows: SQLiteStatement, _ verdict: inout ChainVerdict
  ) -> JournaledEvent? {
    guard rows.isText(2), rows.isBlob(3) else {
      note("it has no kind or no payload", at: rows.integer(0), &verdict)
      return nil
    }
    return JournaledEvent(
      sequence: rows.integer(0), at: UnixNanos(rows.integer(1)), kind: rows.bytes(2),
      payload: rows.bytes(3), hash: rows.digest(4) ?? Digest())
  }

  private func check(
    _ event: JournaledEvent, _ chain: inout EventChain, _ verdict: inout ChainVerdict
  ) {
    let expected = chain.head.sequence + 1
    if event.sequence != expected {
      note("expected it here, found event \(event.sequence)", at: expected, &verdict)
    }
    let hash = chain.append(at: event.at, kind: event.kind, payload: event.payload)
    guard verdict.isChained, hash != event.hash || event.sequence != expected else { return }
    note(
      "its hash is not that of its bytes and of all events before it", at: event.sequence, &verdict)
    // What follows is held against the file's own hash: only the first broken link is of interest.
    chain.move(to: ChainHead(sequence: event.sequence, hash: event.hash))
  }

  private func note(_ message: String, at sequence: Int64, _ verdict: inout ChainVerdict) {
    guard verdict.damage == nil else { return }
    verdict.damage = JournalError(.damaged(sequence: sequence, message: message), path: path)
  }

  // MARK: Copying

  /// Copies the journal as it is at this moment into a new file, whoever writes it meanwhile.
  ///
  /// - Throws: also where the file is there already.
  public func copy(to destination: String) throws(JournalError) {
    try DataDirectory.makeFile(destination, mustBeNew: true)
    do throws(JournalError) {
      let copy = try SQLiteDatabase(path: destination)
      try database.copy(into: copy)
      try copy.close()
      try DataDirectory.synchronize(destination)
    } catch {
      DataDirectory.remove(destination)
      throw error
    }
  }
}
