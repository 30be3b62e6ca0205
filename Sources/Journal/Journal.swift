import Glibc
import MarketModel

/// An account's record: append-only events in one SQLite file, held by one process.
///
/// What `commit` has returned for is on the disk. Events are gathered with `append` and written
/// together, one transaction and one sync for a whole pass of the loop.
///
///     let journal = try Journal.open(dataDirectory: path, account: .paper, now: now)
///     let report = try journal.restore(into: &engine, now: now)
///     …
///     journal.append(line, .filled, at: fill.at)
///     try journal.commit()
///     try journal.close()
///
/// Opening an account whose file cannot be read in full changes nothing in it: the log is not even
/// written back into the file before `restore` has been through all of it.
public final class Journal {
  public let account: AccountName
  /// The account's file.
  public let path: String
  /// The schema's version that the file had when it was opened; nil for a new file.
  public let foundSchema: Int32?
  /// How far the chain of events on the disk reaches.
  public private(set) var head: ChainHead

  /// What `restore` has read of the account's terms.
  var terms = JournaledTerms()
  private let lock: AccountLock
  /// The file itself, whatever its name leads to later.
  private let identity: DataDirectory.FileIdentity?
  /// nil once closed.
  private var connection: JournalConnection?
  private var pending = PendingEvents()
  /// The snapshot that goes with what is pending; nil for none.
  var pendingSnapshot: PendingSnapshot?
  /// How far snapshots reach; nil where the account has not been restored.
  var progress: SnapshotProgress?
  /// How many events the last commit tried to write, where it failed and the file may differ.
  private var uncertainCount: Int?
  /// Whether all of the file has been read and found good, so that it may be written.
  private(set) var isTrusted: Bool

  // MARK: Opening

  /// Opens an account's journal in `<dataDirectory>/accounts/`, and makes it if there is none.
  ///
  /// - Parameters:
  ///   - now: the wall clock's time, for the lock and for a new file.
  ///   - process: what the lock names as its holder.
  ///   - fault: a test aid; nil for what is to be relied on.
  /// - Throws: a `JournalError` that names the file, what is wrong and what to do. An existing
  ///   file is then as it was.
  public static func open(
    dataDirectory: String, account: AccountName, now: UnixNanos, process: Int32 = getpid(),
    fault: JournalFault? = nil
  ) throws(JournalError) -> Journal {
    let directory = DataDirectory(dataDirectory)
    try directory.make()
    // The lock first: closing any descriptor of the file would drop SQLite's own locks on it.
    let lock = try AccountLock(
      path: directory.lock(of: account), account: account, process: process, now: now)
    let path = directory.journal(of: account)
    try DataDirectory.makeFile(path)
    try DataDirectory.checkFile(path)
    return try Journal(path: path, account: account, lock: lock, now: now, fault: fault)
  }

  private init(
    path: String, account: AccountName, lock: AccountLock, now: UnixNanos, fault: JournalFault?
  ) throws(JournalError) {
    self.path = path
    self.account = account
    self.lock = lock
    identity = DataDirectory.identity(of: path)
    let database = try SQLiteDatabase(path: path)
    try database.setCheckpointOnClose(false)
    try database.waitForLocks(milliseconds: Journal.lockWaitMilliseconds)
    try database.defend()
    foundSchema = try JournalSchema.current.prepare(database, account: account, now: now)
    isTrusted = foundSchema == nil
    try database.execute("PRAGMA synchronous=FULL")
    try database.execute("PRAGMA wal_autocheckpoint=\(Journal.checkpointAtPages)")
    let connection = try JournalConnection(database, fault: fault)
    head = try connection.lastHead()
    self.connection = connection
    if isTrusted { try database.setCheckpointOnClose(true) }
  }

  deinit {
    connection = nil
    lock.release()
  }

  /// Another program may look into the file; none may stop the loop for long.
  private static let lockWaitMilliseconds: Int32 = 250
  /// Where the log is written back within a commit, if no quiet moment came before (16 MB).
  private static let checkpointAtPages = 4_096

  /// Sequence of the last event on the disk; 0 for none.
  public var durableSequence: Int64 { head.sequence }

  // MARK: Writing

  /// Events that wait for the next `commit`.
  public var pendingCount: Int { pending.count }

  /// Takes one event into the next commit. `payload` is one JSON object without a line feed.
  public func append(
    _ payload: some Collection<UInt8>, _ kind: JournalKind, at instant: UnixNanos
  ) {
    pending.append(payload, kind, at: instant)
  }

  /// Writes all that was appended since the last commit, and returns when it is on the disk.
  ///
  /// - Precondition: an existing account has been read (`restore`, `forEachEvent`).
  /// - Throws: when nothing of it could be written. It stays, and the next call writes it again
  ///   with whatever came after, once.
  public func commit() throws(JournalError) {
    guard !pending.isEmpty else { return }
    precondition(isTrusted, "a journal is read before it is written")
    _ = try opened()
    guard DataDirectory.identity(of: path) == identity else {
      throw JournalError(.gone, path: path)
    }
    try settle()
    do throws(JournalError) {
      head = try connection?.write(pending, after: head, with: pendingSnapshot) ?? head
    } catch {
      uncertainCount = pending.count
      throw error
    }
    pending.removeAll()
    noteSnapshot()
  }

  private func noteSnapshot() {
    guard let written = pendingSnapshot, written.sequence <= head.sequence else { return }
    pendingSnapshot = nil
    snapshotWritten(written)
  }

  /// After a failure: looks what the file holds, for a commit may fail and yet have happened.
  private func settle() throws(JournalError) {
    guard let count = uncertainCount else { return }
    var found = 0
    let end = try read(after: head) { event throws(JournalError) in
      guard found < count, pending.isEvent(found, event) else {
        throw foreignEvent(event.sequence)
      }
      found += 1
    }
    guard found == 0 || found == count else {
      throw foreignEvent(durableSequence + Int64(found))
    }
    head = end
    pending.removeFirst(found)
    uncertainCount = nil
    noteSnapshot()
  }

  private func foreignEvent(_ sequence: Int64) -> JournalError {
    JournalError(
      .damaged(sequence: sequence, message: "another program wrote it while we had it open"),
      path: path)
  }

  /// Calls `body` with every event after `head` and says how far the chain reaches.
  func read(
    after head: ChainHead, to end: Int64 = .max,
    _ body: (JournaledEvent) throws(JournalError) -> Void
  ) throws(JournalError) -> ChainHead {
    var reading = try opened()
    return try reading.forEachEvent(after: head, to: end, body)
  }

  func opened() throws(JournalError) -> JournalConnection {
    guard let connection else {
      throw JournalError(.inputOutput(code: 0, message: "the journal is closed"), path: path)
    }
    return connection
  }

  // MARK: Keeping house

  /// Writes the log back into the file without waiting for anybody: for a quiet moment, so that no
  /// commit has to.
  public func checkpoint() throws(JournalError) {
    guard isTrusted else { return }
    _ = try opened().database.checkpoint(isWhole: false)
  }

  /// Called when all of the file has been read and found good.
  func trust() throws(JournalError) {
    guard !isTrusted else { return }
    let database = try opened().database
    try JournalSchema.setLogging(database)
    try database.setCheckpointOnClose(true)
    isTrusted = true
  }

  // MARK: Closing

  /// Writes what waits, empties the log into the file, checks that the file ends where it should
  /// and lets go of the account. One file is then all there is.
  ///
  /// - Throws: when something could not be written. The journal is still open then and closing can
  ///   be tried again; letting go of the value gives up what waits.
  public func close() throws(JournalError) {
    guard connection != nil else { return }
    if isTrusted { try finishWriting() }
    // The file before its lock.
    connection = nil
    lock.release()
  }

  private func finishWriting() throws(JournalError) {
    try commit()
    let connection = try opened()
    let found = try connection.lastHead()
    guard found == head else { throw foreignEvent(found.sequence) }
    _ = try connection.database.checkpoint(isWhole: true)
  }
}
