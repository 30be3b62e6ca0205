import Journal
import MarketModel

/// Goes through an account's events in PostgreSQL from the first to the last and holds each against
/// the chain, with the code that holds the journal against it.
///
/// Changes nothing. Driven as every `DatabaseWork`.
public final class DatabaseAudit {
  public private(set) var isDone = false
  /// What ended it before its time; nil where all was read.
  public private(set) var fault: DatabaseFault?
  /// How far the events that were read reach, by the server's own last hash.
  public private(set) var head: ChainHead
  /// Events read, those behind a broken link too.
  public private(set) var events: Int64 = 0
  /// The first event that does not follow, and why; nil where all do.
  public private(set) var broken: (sequence: Int64, message: String)?
  /// What differs from the local journal, from which event on; nil where nothing does.
  public private(set) var differing: Int64?

  /// The journal's own hash for an event; nil where it does not reach so far.
  public typealias LocalHash = (Int64) -> Digest?

  private let address: DatabaseAddress
  private let account: AccountName
  private let localHash: LocalHash?
  private let wanted: Digest?
  /// The first event with the hash that was looked for.
  public private(set) var found: Int64?
  private var chain: EventChain
  private var session: DatabaseSession?
  private var hasRights = false
  private var isReading = false

  /// - Parameters:
  ///   - wanted: a hash to look for.
  ///   - localHash: what to hold each event against beside the chain; nil for nothing.
  /// - Throws: when the cryptographic library has no SHA-256.
  public init(
    _ address: DatabaseAddress, account: AccountName, lookingFor wanted: Digest? = nil,
    localHash: LocalHash? = nil
  ) throws(JournalError) {
    self.address = address
    self.account = account
    self.localHash = localHash
    self.wanted = wanted
    chain = try EventChain(account: account.text, path: address.description)
    head = chain.head
    if head.hash == wanted { found = 0 }
  }

  public var descriptor: DatabaseDescriptor? { session?.descriptor }
  public var deadlineNanos: Int64 { session?.deadlineNanos ?? .max }

  /// Does what can be done without waiting, for a bounded number of events.
  public func process(now: Int64) {
    guard !isDone else { return }
    do throws(DatabaseFault) {
      try advance(now)
    } catch {
      fault = error.explained
      isDone = true
    }
    if isDone { session = nil }
  }

  private func advance(_ now: Int64) throws(DatabaseFault) {
    guard let session else {
      session = try DatabaseSession(address, now: now, patienceNanos: 60_000_000_000)
      return try advance(now)
    }
    try session.converse(now, until: { isDone }, take, askNext)
  }

  private func askNext(_ session: DatabaseSession, _ now: Int64) throws(DatabaseFault) {
    if !hasRights {
      hasRights = true
      return try session.ask(DatabaseRights.question, now: now)
    }
    guard !isReading else {
      isDone = true
      return
    }
    isReading = true
    try session.ask(
      """
      SELECT sequence, at_ns, kind, payload, hash FROM thor.journal_events
      WHERE account = $1 ORDER BY sequence
      """, [.text(account.text)], rowByRow: true, now: now)
  }

  private func take(_ rows: PostgresRows) throws(DatabaseFault) {
    guard isReading else {
      let rights = DatabaseRights(rows)
      if let fault = rights.readingFault { throw fault }
      guard rights.mayReadEvents else { throw .noRight("read thor.journal_events") }
      return
    }
    for row in 0..<rows.count { check(rows, row) }
  }

  private func check(_ rows: PostgresRows, _ row: Int) {
    guard let sequence = rows.integer(row, 0), let at = rows.integer(row, 1),
      let kind = rows.bytes(row, 2), let payload = rows.bytes(row, 3),
      let bytes = rows.bytes(row, 4), let hash = Digest(UnsafeRawBufferPointer(bytes))
    else { return note("it has no time, kind, payload or hash", at: chain.head.sequence + 1) }
    let expected = chain.head.sequence + 1
    if sequence != expected { note("expected it here, found event \(sequence)", at: expected) }
    if chain.append(at: UnixNanos(at), kind: kind, payload: payload) != hash {
      note("its hash is not that of its bytes and of all events before it", at: sequence)
    }
    // What follows is held against the server's own hash: only the first broken link counts.
    head = ChainHead(sequence: sequence, hash: hash)
    chain.move(to: head)
    events += 1
    if hash == wanted, found == nil { found = sequence }
    if let localHash, differing == nil, localHash(sequence) != hash { differing = sequence }
  }

  private func note(_ message: String, at sequence: Int64) {
    if broken == nil { broken = (sequence, message) }
  }
}
