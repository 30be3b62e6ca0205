import Journal

/// Looks at a database and says what is there: reached, version, schema, rights, accounts.
///
/// Changes nothing. Driven as every `DatabaseWork`.
public final class DatabaseReport {
  /// An account as the server has it.
  public struct Account: Sendable, Equatable {
    public let name: String
    /// How far its events reach.
    public let head: ChainHead
    /// How far the tables follow them.
    public let derivedSequence: Int64
    /// Why they do not follow; nil where they do.
    public let deriveFailure: String?
  }

  private enum Question { case rights, version, accounts }

  public private(set) var isDone = false
  /// What ended the look before its time; nil where all was seen.
  public private(set) var fault: DatabaseFault?
  /// As `15.8`; nil where it was not reached.
  public private(set) var serverVersion: String?
  public private(set) var usesTLS = false
  public private(set) var rights: DatabaseRights?
  /// nil where there is no schema that can be read.
  public private(set) var schemaVersion: Int?
  public private(set) var accounts: [Account] = []

  private let address: DatabaseAddress
  private var session: DatabaseSession?
  private var question: Question?

  public init(_ address: DatabaseAddress) { self.address = address }

  public var descriptor: DatabaseDescriptor? { session?.descriptor }
  public var deadlineNanos: Int64 { session?.deadlineNanos ?? .max }

  /// Does what can be done without waiting.
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
      session = try DatabaseSession(address, now: now)
      return try advance(now)
    }
    try session.converse(now, until: { isDone }, take, askNext)
  }

  private func askNext(_ session: DatabaseSession, _ now: Int64) throws(DatabaseFault) {
    switch question {
    case nil:
      if let link = session.connection {
        serverVersion = link.serverVersion
        usesTLS = link.usesTLS
        if link.isTooOld { throw .olderServer(link.serverVersion) }
      }
      question = .rights
      try session.ask(DatabaseRights.question, now: now)
    case .rights:
      question = .version
      try session.ask(JournalMirror.versionQuestion, now: now)
    case .version:
      question = .accounts
      try session.ask(DatabaseReport.accountsQuestion, now: now)
    case .accounts: isDone = true
    }
  }

  private static let accountsQuestion = """
    SELECT account, last_sequence, last_hash, derived_sequence, derive_failure
    FROM thor.accounts ORDER BY account COLLATE "C"
    """

  private func take(_ rows: PostgresRows) throws(DatabaseFault) {
    switch question {
    case .rights:
      let rights = DatabaseRights(rows)
      self.rights = rights
      if let fault = rights.readingFault { throw fault }
    case .version:
      let version = Int(rows.integer(0, 0) ?? 0)
      schemaVersion = version
      if let fault = DatabaseFault.version(version) { throw fault }
    case .accounts: takeAccounts(rows)
    case nil: break
    }
  }

  private func takeAccounts(_ rows: PostgresRows) {
    for row in 0..<rows.count {
      guard let name = rows.text(row, 0), let sequence = rows.integer(row, 1),
        let bytes = rows.bytes(row, 2), let hash = Digest(UnsafeRawBufferPointer(bytes))
      else { continue }
      accounts.append(
        Account(
          name: name, head: ChainHead(sequence: sequence, hash: hash),
          derivedSequence: rows.integer(row, 3) ?? 0, deriveFailure: rows.text(row, 4)))
    }
  }
}
