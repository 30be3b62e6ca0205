/// Makes the schema, or brings it to this program's version: all in one transaction, and by one
/// program at a time.
///
/// Driven as every `DatabaseWork`.
public final class DatabaseMigration {
  /// What has become of it.
  public enum Outcome: Sendable, Equatable {
    /// The version it had, 0 for none, and has now.
    case done(from: Int, to: Int)
    case failed(DatabaseFault)
  }

  private enum Step {
    case begin, lock, rights, foundation, version
    case migrate(Int)
    case commit
  }

  public private(set) var outcome: Outcome?
  private let address: DatabaseAddress
  private let schema: DatabaseSchema
  private var session: DatabaseSession?
  private var step: Step?
  private var found = 0
  /// Whether there is something to read a version from.
  private var isFounded = false

  public convenience init(_ address: DatabaseAddress) { self.init(address, schema: .current) }

  init(_ address: DatabaseAddress, schema: DatabaseSchema) {
    self.address = address
    self.schema = schema
  }

  public var descriptor: DatabaseDescriptor? { session?.descriptor }
  public var deadlineNanos: Int64 { session?.deadlineNanos ?? .max }

  /// A migration works through all events: it is given time.
  private static let patienceNanos: Int64 = 3_600_000_000_000

  /// Does what can be done without waiting.
  public func process(now: Int64) {
    guard outcome == nil else { return }
    do throws(DatabaseFault) {
      try advance(now)
    } catch {
      outcome = .failed(error.explainedForMigration)
      session = nil
    }
  }

  private func advance(_ now: Int64) throws(DatabaseFault) {
    guard let session else {
      session = try DatabaseSession(
        address, now: now, patienceNanos: DatabaseMigration.patienceNanos)
      return try advance(now)
    }
    try session.converse(now, until: { outcome != nil }, take, goOn)
  }

  private func take(_ rows: PostgresRows) throws(DatabaseFault) {
    switch step {
    case .rights:
      let rights = DatabaseRights(rows)
      isFounded = rights.readingFault == nil
      guard !rights.isReadOnly else { throw .readOnly }
      guard rights.hasSchema || rights.mayCreateSchema else {
        throw .noRight("create a schema in this database")
      }
    case .version:
      found = Int(rows.integer(0, 0) ?? 0)
      guard found <= schema.version else {
        throw .newerSchema(found: found, known: schema.version)
      }
    default: break
    }
  }

  private func goOn(_ session: DatabaseSession, _ now: Int64) throws(DatabaseFault) {
    switch step {
    case nil:
      if let link = session.connection, link.isTooOld { throw .olderServer(link.serverVersion) }
      try ask(.begin, "BEGIN", session, now)
    case .begin: try ask(.lock, DatabaseSchema.lock, session, now)
    case .lock: try ask(.rights, DatabaseRights.question, session, now)
    case .rights where !isFounded:
      step = .foundation
      try session.ask(script: DatabaseSchema.foundation, now: now)
    case .rights: try ask(.version, JournalMirror.versionQuestion, session, now)
    case .foundation: try ask(.version, JournalMirror.versionQuestion, session, now)
    case .version: try migrate(found, session, now)
    case .migrate(let version): try migrate(version + 1, session, now)
    case .commit: outcome = .done(from: found, to: schema.version)
    }
  }

  private func migrate(
    _ version: Int, _ session: DatabaseSession, _ now: Int64
  ) throws(DatabaseFault) {
    guard version < schema.version else { return try ask(.commit, "COMMIT", session, now) }
    step = .migrate(version)
    let note = "INSERT INTO thor.schema_version(version) VALUES (\(version + 1));"
    try session.ask(script: schema.migrations[version] + note, now: now)
  }

  private func ask(
    _ next: Step, _ sql: String, _ session: DatabaseSession, _ now: Int64
  ) throws(DatabaseFault) {
    step = next
    try session.ask(sql, now: now)
  }
}

extension DatabaseFault {
  /// While the schema is being made, what is missing is no missing schema.
  fileprivate var explainedForMigration: DatabaseFault {
    let explained = explained
    return explained == .noSchema ? self : explained
  }
}
