import CPostgres

/// What to wait for on behalf of a database.
public struct DatabaseDescriptor: Hashable, Sendable {
  public let descriptor: Int32
  public let wantsRead: Bool
  public let wantsWrite: Bool
}

/// One connection from its beginning on: the host's addresses, the connection, then statements one
/// after the other. Waits for nothing; reads no clock.
///
/// `advance` says what has come; the owner polls `descriptor` until `deadlineNanos`.
final class DatabaseSession {
  private enum Phase {
    case lookingUp(HostLookup)
    case connecting(PostgresConnection)
    case ready(PostgresConnection)
    case asking(PostgresConnection)
  }

  enum Progress {
    case waiting
    /// It is connected, or has answered a statement whole, and takes the next one.
    case ready
    case rows(PostgresRows)
  }

  private let address: DatabaseAddress
  private let patienceNanos: Int64
  private var phase: Phase
  private var refusal: DatabaseFault?
  /// When nothing having come means that nothing will.
  private(set) var deadlineNanos: Int64

  static let connectPatienceNanos: Int64 = 5_000_000_000

  /// Begins to connect.
  ///
  /// - Parameter patienceNanos: how long a statement may say nothing.
  init(
    _ address: DatabaseAddress, now: Int64, patienceNanos: Int64 = 10_000_000_000
  ) throws(DatabaseFault) {
    let whole = address.completed()
    self.address = whole
    self.patienceNanos = patienceNanos
    deadlineNanos = now + DatabaseSession.connectPatienceNanos
    if let name = HostLookup.name(in: whole) {
      phase = .lookingUp(try HostLookup(name))
    } else {
      phase = .connecting(try PostgresConnection(whole))
    }
  }

  /// What to poll; nil while there is nothing.
  var descriptor: DatabaseDescriptor? {
    switch phase {
    case .lookingUp(let lookup):
      DatabaseDescriptor(descriptor: lookup.descriptor, wantsRead: true, wantsWrite: false)
    case .connecting(let link), .asking(let link):
      link.descriptor < 0
        ? nil
        : DatabaseDescriptor(
          descriptor: link.descriptor, wantsRead: link.wantsRead, wantsWrite: link.wantsWrite)
    case .ready(let link):
      DatabaseDescriptor(descriptor: link.descriptor, wantsRead: true, wantsWrite: false)
    }
  }

  /// The connection where there is one.
  var connection: PostgresConnection? {
    switch phase {
    case .lookingUp: nil
    case .connecting(let link), .ready(let link), .asking(let link): link
    }
  }

  var isReady: Bool {
    if case .ready = phase { return true }
    return false
  }

  /// Does what can be done without waiting.
  ///
  /// - Throws: when the connection cannot be made or is gone; also `refused` for a statement, after
  ///   which the next one can be sent.
  func advance(_ now: Int64) throws(DatabaseFault) -> Progress {
    switch phase {
    case .lookingUp(let lookup):
      guard let addresses = try lookup.addresses() else { return try wait(now) }
      phase = .connecting(try PostgresConnection(address.at(addresses)))
      return try advance(now)
    case .connecting(let link):
      guard try link.isConnected() else { return try wait(now) }
      phase = .ready(link)
      deadlineNanos = .max
      return .ready
    case .ready(let link):
      // Nothing is expected: what comes is the connection's end.
      try link.exchange()
      return .waiting
    case .asking(let link):
      try link.exchange()
      return try take(link, now)
    }
  }

  /// Puts a work's questions one after the other until it is done or something has to be waited for.
  ///
  /// - Parameters:
  ///   - take: takes rows of the question that was asked last.
  ///   - askNext: asks the next question, or finds the work done.
  func converse(
    _ now: Int64, until isDone: () -> Bool, _ take: (PostgresRows) throws(DatabaseFault) -> Void,
    _ askNext: (DatabaseSession, Int64) throws(DatabaseFault) -> Void
  ) throws(DatabaseFault) {
    while !isDone() {
      switch try advance(now) {
      case .waiting: return
      case .rows(let rows): try take(rows)
      case .ready: try askNext(self, now)
      }
    }
  }

  private func take(
    _ link: PostgresConnection, _ now: Int64
  ) throws(DatabaseFault) -> Progress {
    while true {
      switch link.next() {
      case .waiting: return try wait(now)
      case .rows(let rows):
        deadlineNanos = now + patienceNanos
        return .rows(rows)
      case .refused(let state, let message):
        if refusal == nil { refusal = .refused(state: state, message: message) }
      case .end:
        phase = .ready(link)
        deadlineNanos = .max
        guard let refusal else { return .ready }
        self.refusal = nil
        throw refusal
      }
    }
  }

  private func wait(_ now: Int64) throws(DatabaseFault) -> Progress {
    guard now < deadlineNanos else {
      let limit = isAsking ? patienceNanos : DatabaseSession.connectPatienceNanos
      throw refusal ?? .silent(seconds: Int(limit / 1_000_000_000))
    }
    return .waiting
  }

  private var isAsking: Bool {
    if case .asking = phase { return true }
    return false
  }

  /// Sends a statement.
  ///
  /// - Precondition: `advance` has said that it is ready.
  func ask(
    _ sql: String, _ parameters: [Parameter] = [], rowByRow: Bool = false, now: Int64
  ) throws(DatabaseFault) {
    try begin(now).send(sql, parameters, rowByRow: rowByRow)
  }

  /// Sends statements without parameters.
  func ask(script: String, now: Int64) throws(DatabaseFault) {
    try begin(now).send(script: script)
  }

  private func begin(_ now: Int64) throws(DatabaseFault) -> PostgresConnection {
    guard case .ready(let link) = phase else { throw .unreachable("not connected") }
    phase = .asking(link)
    deadlineNanos = now + patienceNanos
    return link
  }
}
