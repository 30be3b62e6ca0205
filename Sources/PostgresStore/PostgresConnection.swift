import CPostgres

/// One connection that never waits; closed when it goes away.
///
/// After `isConnected` has said yes, `send` a statement and ask `next` for its answer whenever the
/// descriptor is ready.
final class PostgresConnection {
  private let link: OpaquePointer
  private let mask: MessageMask
  private var isConnecting = true
  private(set) var wantsRead = false
  private(set) var wantsWrite = true

  /// Starts to connect.
  init(_ address: DatabaseAddress) throws(DatabaseFault) {
    mask = MessageMask(secrets: address.secrets)
    var options = address.options.map { ($0.keyword, $0.value) }
    options.append(("client_encoding", "UTF8"))
    if address.value("application_name") == nil { options.append(("application_name", "thor")) }
    let keywords = CStrings(options.map(\.0))
    let values = CStrings(options.map(\.1))
    guard let link = thor_pg_connect(keywords.pointers, values.pointers) else {
      throw .unreachable("out of memory")
    }
    self.link = link
  }

  deinit { thor_pg_close(link) }

  var descriptor: Int32 { thor_pg_descriptor(link) }

  // MARK: Connecting

  /// Goes on with connecting; whether that is done.
  func isConnected() throws(DatabaseFault) -> Bool {
    guard isConnecting else { return true }
    switch thor_pg_connect_poll(link) {
    case Int32(THOR_PG_OK):
      isConnecting = false
      (wantsRead, wantsWrite) = (false, false)
      return true
    case Int32(THOR_PG_READING): (wantsRead, wantsWrite) = (true, false)
    case Int32(THOR_PG_WRITING): (wantsRead, wantsWrite) = (false, true)
    default:
      let message = lastMessage
      throw thor_pg_needs_password(link) == 1 ? .notAdmitted(message) : .unreachable(message)
    }
    return false
  }

  /// As `15.18`.
  var serverVersion: String { PostgresConnection.text(ofVersion: versionNumber) }
  private var versionNumber: Int { Int(thor_pg_server_version(link)) }

  /// Generated columns, which the schema has, came with 12.
  var isTooOld: Bool { versionNumber < 120_000 }

  /// `150018` is 15.18, `90624` is 9.6.24.
  static func text(ofVersion number: Int) -> String {
    number >= 100_000
      ? "\(number / 10_000).\(number % 10_000)"
      : "\(number / 10_000).\(number / 100 % 100).\(number % 100)"
  }

  var usesTLS: Bool { thor_pg_uses_tls(link) == 1 }
  var user: String { thor_pg_user(link).map { String(cString: $0) } ?? "" }

  private var lastMessage: String {
    mask.cleaned(thor_pg_failure(link).map { String(cString: $0) } ?? "no reason given")
  }

  // MARK: Statements

  /// Sends one statement, which is a transaction of its own outside another. Its rows come in
  /// binary form.
  func send(
    _ sql: String, _ parameters: [Parameter] = [], rowByRow: Bool = false
  ) throws(DatabaseFault) {
    let bytes = parameters.map(\.bytes)
    // One piece of memory for all, with a byte behind it: a pointer to nothing would mean NULL.
    let joined = Array(bytes.joined()) + [0]
    let lengths = bytes.map { Int32(truncatingIfNeeded: $0.count) }
    let sent = joined.withUnsafeBufferPointer { joined in
      var place = 0
      let values = bytes.map { one -> UnsafePointer<CChar>? in
        defer { place += one.count }
        guard let base = joined.baseAddress else { return nil }
        return UnsafeRawPointer(base + place).assumingMemoryBound(to: CChar.self)
      }
      return thor_pg_send(
        link, sql, Int32(bytes.count), values, lengths,
        [Int32](repeating: 1, count: bytes.count), 1)
    }
    guard sent == 0 else { throw .unreachable(lastMessage) }
    if rowByRow { thor_pg_single_rows(link) }
    try flush()
  }

  /// Sends statements without parameters.
  func send(script: String) throws(DatabaseFault) {
    guard thor_pg_send_script(link, script) == 0 else { throw .unreachable(lastMessage) }
    try flush()
  }

  /// Writes and reads what can be without waiting.
  func exchange() throws(DatabaseFault) {
    try flush()
    guard thor_pg_receive(link) == 0 else { throw .unreachable(lastMessage) }
  }

  private func flush() throws(DatabaseFault) {
    let left = thor_pg_flush(link)
    guard left >= 0 else { throw .unreachable(lastMessage) }
    wantsRead = true
    wantsWrite = left == 1
  }

  enum Answer {
    /// It is not there yet.
    case waiting
    case rows(PostgresRows)
    /// The statement has no more to say.
    case end
    case refused(state: String, message: String)
  }

  /// What has come of the statement that was sent.
  func next() -> Answer {
    guard thor_pg_is_busy(link) == 0 else { return .waiting }
    guard let result = thor_pg_next(link) else { return .end }
    guard thor_pg_result_kind(result) == Int32(THOR_PG_ERROR) else {
      return .rows(PostgresRows(result))
    }
    defer { thor_pg_result_free(result) }
    let state = thor_pg_result_state(result).map { String(cString: $0) } ?? ""
    let message = thor_pg_result_message(result).map { String(cString: $0) } ?? ""
    return .refused(state: state, message: mask.cleaned(message))
  }
}

/// Texts with a zero at their end, and a null pointer behind the last, as C has lists.
private final class CStrings {
  let pointers: [UnsafePointer<CChar>?]
  private let memory: UnsafeMutableBufferPointer<CChar>

  init(_ texts: [String]) {
    let bytes = texts.map { Array($0.utf8CString) }
    memory = .allocate(capacity: max(1, bytes.reduce(0) { $0 + $1.count }))
    var place = 0
    var pointers: [UnsafePointer<CChar>?] = []
    for text in bytes {
      for (index, byte) in text.enumerated() { memory[place + index] = byte }
      pointers.append(memory.baseAddress.map { UnsafePointer($0 + place) })
      place += text.count
    }
    self.pointers = pointers + [nil]
  }

  deinit { memory.deallocate() }
}
