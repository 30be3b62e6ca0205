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
  /// Bytes of a write that was cut off when the account was last open, and never acknowledged.
  public let tornByteCount: Int64
  /// How far the chain of events on the disk reaches.
  public private(set) var head: ChainHead

  /// What `restore` has read of the account's terms.
  var terms = JournaledTerms()
  private let lock: AccountLock
  /// The file itself, whatever its name leads to later.
  private let identity: DataDirectory.FileIdentity?
  /// nil once closed.
  var connection: JournalConnection?
  private var pending = PendingEvents()
  /// The snapshot that goes with what is pending; nil for none.
  var pendingSnapshot: PendingSnapshot?
  /// How far snapshots reach; nil where the account has not been restored.
  var progress: SnapshotProgress?
  /// How many events the last commit tried to write, where it failed and the file may differ.
  private var uncertainCount: Int?
  /// What is on its way to the disk and not known to have come there; nil between commits.
  private var job: CommitJob?
  /// Made for the first commit; nil also where the system has none to give.
  private var thread: CommitThread?
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
    tornByteCount = TornTail.byteCount(ofLogBeside: path)
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
    thread?.stop()
    connection = nil
    guard job == nil else {
      // What may still be written must be by the account's only holder: the lock ends with the
      // process.
      _ = Unmanaged.passRetained(lock)
      return
    }
    lock.release()
  }

  /// How long a disk may take before the loop goes on without it.
  private static let patienceMilliseconds: CInt = 1_000
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
  /// A disk that does not answer within a second is not waited for any longer: the commit goes on by
  /// itself, and the next call asks what became of it.
  ///
  /// - Precondition: an existing account has been read (`restore`, `forEachEvent`).
  /// - Throws: when nothing of it could be written, or it is not known yet. It stays, and the next
  ///   call writes it again with whatever came after, once.
  public func commit() throws(JournalError) {
    guard !pending.isEmpty || job != nil else { return }
    precondition(isTrusted, "a journal is read before it is written")
    // What is still on its way is asked after, not waited for.
    if job != nil { try finishJob(milliseconds: 0) }
    guard !pending.isEmpty else { return }
    try run(
      CommitJob(
        try opened(), path: path, identity: identity, events: pending, snapshot: pendingSnapshot,
        head: head, uncertainCount: uncertainCount))
  }

  private func run(_ job: CommitJob) throws(JournalError) {
    if thread == nil { thread = CommitThread() }
    self.job = job
    if let thread {
      thread.begin { job.run() }
    } else {
      job.run()
    }
    try finishJob(milliseconds: Journal.patienceMilliseconds)
  }

  /// Takes over what became of the job that is on its way.
  private func finishJob(milliseconds: CInt) throws(JournalError) {
    guard let job else { return }
    if let thread, !thread.wait(milliseconds: milliseconds) {
      throw JournalError(.stalled, path: path)
    }
    self.job = nil
    job.forgetEvents()
    head = job.head
    uncertainCount = job.uncertainCount
    pending.removeFirst(job.writtenCount)
    if let written = pendingSnapshot, written.sequence <= head.sequence {
      pendingSnapshot = nil
      snapshotWritten(written)
    }
    if let error = job.error { throw error }
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
    guard job == nil else { throw JournalError(.stalled, path: path) }
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
    let job = CommitJob(
      try opened(), path: path, identity: identity, events: PendingEvents(), snapshot: nil,
      head: head, uncertainCount: uncertainCount)
    job.endsWithCheckpoint = true
    try run(job)
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
    if job != nil { try finishJob(milliseconds: Journal.patienceMilliseconds) }
    if isTrusted { try finishWriting() }
    // The file before its lock.
    connection = nil
    lock.release()
  }

  private func finishWriting() throws(JournalError) {
    try commit()
    let connection = try opened()
    let found = try connection.lastHead()
    guard found == head else { throw CommitJob.foreignEvent(found.sequence, path: path) }
    _ = try connection.database.checkpoint(isWhole: true)
  }
}
