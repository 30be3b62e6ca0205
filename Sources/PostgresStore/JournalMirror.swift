import Journal
import MarketModel

/// Brings what a desk has put on disk into PostgreSQL, in order and once.
///
/// The journal on the disk is the truth and is always written first. This reads behind it and sends
/// what the server does not have yet. It waits for nothing, owns no thread of its own and reads no
/// clock; a pass of the loop calls `process` and polls `descriptor` until `deadlineNanos`:
///
///     mirror.process(now: monotonicNanos, durable: journal.durableSequence)
///
/// What the server has, the server is asked, after every connection anew: an answer that was lost
/// with a connection is found again, and nothing is sent twice.
public final class JournalMirror {
  public enum State: Equatable, Sendable {
    case connecting
    /// Every event on the disk is there, or on its way.
    case live
    /// So many are not.
    case behind(Int64)
    /// Why it is not used; the next attempt is made by itself.
    case waiting(DatabaseFault)
  }

  private enum Question {
    case rights, version, head
    /// Where two histories part: behind the first and not behind the second.
    case hash(at: Int64, agreed: Int64, differing: Int64)
    case push(to: ChainHead)
  }

  /// Where the events go, without a password.
  public var place: String { address.description }
  public private(set) var state = State.connecting
  /// Since when (monotonic nanoseconds) it cannot be used; nil while it can.
  public private(set) var downSinceNanos: Int64?
  /// The last event that the server is known to have.
  public private(set) var mirrored: Int64 = 0
  /// The last event on the disk.
  public private(set) var durable: Int64 = 0

  private let address: DatabaseAddress
  private let account: AccountName
  private let journalPath: String
  private var tail: JournalTail?
  private var session: DatabaseSession?
  private var question: Question?
  private var rights: DatabaseRights?
  /// How far the server's copy reaches; nil until it has been asked.
  private var head: ChainHead?
  private var pace: ReconnectPace
  private var retryAt: Int64 = .min
  /// How often in a row the server has said that an event does not follow.
  private var misses = 0

  /// Follows the journal at `journalPath`, which its desk has open.
  ///
  /// - Parameter seed: for the waits between attempts.
  public init(
    _ address: DatabaseAddress, account: AccountName, journalPath: String, seed: UInt64
  ) {
    self.address = address
    self.account = account
    self.journalPath = journalPath
    pace = ReconnectPace(seed: seed)
  }

  // MARK: The loop's side

  /// What to poll; nil while there is nothing to wait for but time.
  public var descriptor: DatabaseDescriptor? { session?.descriptor }

  /// When `process` has something to do even if nothing arrives.
  public var deadlineNanos: Int64 { session?.deadlineNanos ?? retryAt }

  /// Does what can be done without waiting: at most one batch of events a call.
  ///
  /// - Parameter durable: the last event on the disk.
  public func process(now: Int64, durable: Int64) {
    self.durable = max(self.durable, durable)
    do throws(DatabaseFault) {
      try advance(now)
    } catch {
      fail(error.explained, now)
    }
    refreshState()
  }

  /// Lets go of server and journal.
  public func close() {
    session = nil
    question = nil
    tail = nil
    retryAt = .max
  }

  /// Gives the connection up as if it had been lost, unread answers with it.
  func abandonConnection() {
    session = nil
    question = nil
    head = nil
  }

  private func refreshState() {
    if case .waiting = state { return }
    guard head != nil else { return }
    downSinceNanos = nil
    let behind = durable - mirrored
    // One batch on its way is what every pass with an order brings.
    state = behind > Int64(MirrorBatch.countLimit) ? .behind(behind) : .live
  }

  private func fail(_ fault: DatabaseFault, _ now: Int64) {
    session = nil
    question = nil
    head = nil
    misses = 0
    retryAt = now + pace.next(after: fault)
    state = .waiting(fault)
    if downSinceNanos == nil { downSinceNanos = now }
  }

  // MARK: One step after the other

  private func advance(_ now: Int64) throws(DatabaseFault) {
    guard let session else {
      guard now >= retryAt else { return }
      self.session = try DatabaseSession(address, now: now)
      return try advance(now)
    }
    while true {
      let progress: DatabaseSession.Progress
      do throws(DatabaseFault) {
        progress = try session.advance(now)
      } catch {
        guard try mayGoOn(after: error, session, now) else { throw error }
        return
      }
      switch progress {
      case .rows(let rows): try take(rows)
      case .ready: return try askNext(session, now)
      case .waiting:
        if session.isReady { try push(session, now) }
        return
      }
    }
  }

  /// Asks what follows from the last answer.
  private func askNext(_ session: DatabaseSession, _ now: Int64) throws(DatabaseFault) {
    switch question {
    case nil: try ask(.rights, session, now)
    case .rights: try ask(.version, session, now)
    case .version: try ask(.head, session, now)
    case .head, .hash: try compared(session, now)
    case .push(let reached):
      misses = 0
      pace.reset()
      head = reached
      mirrored = reached.sequence
      question = .head
      try push(session, now)
    }
  }

  private func ask(
    _ next: Question, _ session: DatabaseSession, _ now: Int64
  ) throws(DatabaseFault) {
    question = next
    switch next {
    case .rights: try session.ask(DatabaseRights.question, now: now)
    case .version: try session.ask(JournalMirror.versionQuestion, now: now)
    case .head:
      found = nil
      try session.ask(JournalMirror.headQuestion, [.text(account.text)], now: now)
    case .hash(let sequence, _, _):
      found = nil
      try session.ask(
        JournalMirror.hashQuestion, [.text(account.text), .integer(sequence)], now: now)
    case .push: break
    }
  }

  static let versionQuestion = "SELECT coalesce(max(version), 0) FROM thor.schema_version"
  private static let headQuestion = """
    SELECT sequence, hash FROM thor.journal_events WHERE account = $1
    ORDER BY sequence DESC LIMIT 1
    """
  private static let hashQuestion =
    "SELECT sequence, hash FROM thor.journal_events WHERE account = $1 AND sequence = $2"

  /// The event that the server was asked for; nil where it has none.
  private var found: ChainHead?

  private func take(_ rows: PostgresRows) throws(DatabaseFault) {
    switch question {
    case .rights:
      rights = DatabaseRights(rows)
      if let fault = rights?.readingFault { throw fault }
    case .version:
      if let fault = DatabaseFault.version(Int(rows.integer(0, 0) ?? 0)) { throw fault }
      if let fault = rights?.fault { throw fault }
    case .head, .hash:
      guard rows.count > 0, let sequence = rows.integer(0, 0), let bytes = rows.bytes(0, 1),
        let hash = Digest(UnsafeRawBufferPointer(bytes))
      else { return }
      found = ChainHead(sequence: sequence, hash: hash)
    case .push, nil: break
    }
  }

  // MARK: Whether both tell one story

  private func compared(_ session: DatabaseSession, _ now: Int64) throws(DatabaseFault) {
    let asked: Int64
    var agreed: Int64 = 0
    var differing: Int64
    switch question {
    case .hash(let sequence, let low, let high): (asked, agreed, differing) = (sequence, low, high)
    default:
      asked = found?.sequence ?? 0
      differing = min(asked, durable + 1)
    }
    let ours = try local(asked)
    let isSame = asked == 0 || (found != nil && found == ours)
    if isSame, case .head = question {
      head = ours
      mirrored = asked
      state = .connecting
      return try push(session, now)
    }
    if case .hash = question { if isSame { agreed = asked } else { differing = asked } }
    guard differing - agreed > 1 else {
      throw .otherHistory(account: account.text, sequence: differing)
    }
    let middle = agreed + (differing - agreed) / 2
    try ask(.hash(at: middle, agreed: agreed, differing: differing), session, now)
  }

  private func local(_ sequence: Int64) throws(DatabaseFault) -> ChainHead? {
    do throws(JournalError) {
      return try opened().head(at: sequence)
    } catch {
      throw .journal(error.what)
    }
  }

  private func opened() throws(JournalError) -> JournalTail {
    if let tail { return tail }
    let tail = try JournalTail(path: journalPath, account: account)
    self.tail = tail
    return tail
  }

  // MARK: Sending

  /// Sends the next events, where there are some.
  private func push(_ session: DatabaseSession, _ now: Int64) throws(DatabaseFault) {
    guard let head, head.sequence < durable else { return }
    var batch = MirrorBatch()
    let reached: ChainHead
    do throws(JournalError) {
      reached = try opened().read(after: head, limit: MirrorBatch.countLimit) {
        batch.append($0)
      }
    } catch {
      throw .journal(error.what)
    }
    guard !batch.isEmpty else { return }
    try session.ask(MirrorBatch.statement, batch.parameters(account: account.text), now: now)
    question = .push(to: reached)
  }

  private static let missLimit = 5

  /// Events that do not follow any more: another connection of ours, given up as silent, has been
  /// heard after all. The server is asked again how far it is.
  private func mayGoOn(
    after fault: DatabaseFault, _ session: DatabaseSession, _ now: Int64
  ) throws(DatabaseFault) -> Bool {
    guard case .refused(let state, _) = fault, ["TH001", "23505"].contains(state),
      case .push = question, misses < JournalMirror.missLimit
    else { return false }
    misses += 1
    try ask(.head, session, now)
    return true
  }
}
