import MarketModel

/// Follows a journal that its desk is writing, over a connection of its own: what is on the disk
/// behind a given event, a piece at a time.
///
/// No read transaction stays open between two calls, so that the log can always be written back.
public final class JournalTail {
  /// The account's file.
  public let path: String
  private let database: SQLiteDatabase
  private var chain: EventChain
  private let genesis: ChainHead
  private let hashOfOne: SQLiteStatement
  private let some: SQLiteStatement

  /// Opens an account's journal, which its desk has open.
  public init(path: String, account: AccountName) throws(JournalError) {
    self.path = path
    database = try SQLiteDatabase(path: path)
    try database.setCheckpointOnClose(false)
    // The desk's commits come first: what cannot be read at once is read at the next look.
    try database.waitForLocks(milliseconds: 0)
    try database.defend()
    try database.execute("PRAGMA query_only=ON")
    let epoch = try database.integer("SELECT epoch FROM meta WHERE id = 1") ?? 0
    chain = try EventChain(account: account.text, epoch: epoch, path: path)
    genesis = chain.head
    hashOfOne = try database.prepare("SELECT hash FROM events WHERE sequence = ?1")
    some = try database.prepare(
      "SELECT sequence, at, kind, payload, hash FROM events WHERE sequence > ?1 "
        + "ORDER BY sequence LIMIT ?2")
  }

  /// The chain up to an event; nil where the journal does not reach so far.
  public func head(at sequence: Int64) throws(JournalError) -> ChainHead? {
    guard sequence > 0 else { return genesis }
    defer { hashOfOne.reset() }
    try hashOfOne.bind(1, sequence)
    guard try hashOfOne.step() else { return nil }
    guard let hash = hashOfOne.digest(0) else {
      throw JournalError(.damaged(sequence: sequence, message: "it has no hash"), path: path)
    }
    return ChainHead(sequence: sequence, hash: hash)
  }

  /// Calls `body` with up to `limit` events behind `head`, in order, each checked against the chain.
  ///
  /// - Parameter body: says whether it takes more.
  /// - Returns: how far it has come.
  public func read(
    after head: ChainHead, limit: Int, _ body: (JournaledEvent) -> Bool
  ) throws(JournalError) -> ChainHead {
    chain.move(to: head)
    defer { some.reset() }
    try some.bind(1, head.sequence)
    try some.bind(2, Int64(limit))
    while try some.step() {
      let expected = chain.head.sequence + 1
      guard some.integer(0) == expected, some.isText(2), some.isBlob(3), let hash = some.digest(4)
      else { throw damage(at: expected) }
      let event = JournaledEvent(
        sequence: expected, at: UnixNanos(some.integer(1)), kind: some.bytes(2),
        payload: some.bytes(3), hash: hash)
      guard chain.append(at: event.at, kind: event.kind, payload: event.payload) == hash else {
        throw damage(at: expected)
      }
      if !body(event) { break }
    }
    return chain.head
  }

  private func damage(at sequence: Int64) -> JournalError {
    JournalError(
      .damaged(sequence: sequence, message: "it does not follow the event before"), path: path)
  }
}
