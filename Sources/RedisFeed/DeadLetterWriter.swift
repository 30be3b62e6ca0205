import MarketCodec
import MarketModel

/// Sends entries that could not be used to their stream, on a connection of its own.
///
/// The reading connection is held by the server most of the time, so it cannot carry them. Bounded
/// on every side: so many a second, so many bytes unsent, a stream that is trimmed. What does not
/// fit is counted and let go: a flood of bad entries must not become a flood of ours.
struct DeadLetterWriter: ~Copyable {
  static let streamLimit = 100_000
  /// 200 letters a second in the long run.
  static let nanosPerLetter: Int64 = 5_000_000
  static let burst = 2_000
  static let unsentLimit = 1 << 20
  /// Raw fields beyond this many bytes are left out of the letter.
  static let rawLimit = 64 << 10

  private let stream: String
  private var session: RedisSession
  private var commands = CommandBuffer()
  /// Letters in `commands`, and letters sent that the server has not confirmed.
  private var queued = 0
  private var awaited = 0
  private var tokens = DeadLetterWriter.burst
  private var refilledAtNanos: Int64?
  private var isWanted = false
  private(set) var written: UInt64 = 0
  private(set) var dropped: UInt64 = 0
  private(set) var fault: RedisFault?
  /// A fault since last asked.
  var newFault: RedisFault?

  init(stream: String, server: ServerAddress, seed: UInt64) {
    self.stream = stream
    session = RedisSession(server, seed: seed)
  }

  /// Queues an entry; it leaves with the next `process`.
  mutating func add(
    _ entry: EntryFields, streamID: StreamID?, _ rejection: Rejection, at now: FeedTime
  ) {
    isWanted = true
    refill(now.monotonicNanos)
    guard tokens > 0, commands.bytes.count < DeadLetterWriter.unsentLimit else {
      dropped += 1
      return
    }
    tokens -= 1
    queued += 1
    let size = entry.spans.reduce(0) { $0 + Int($1.length) }
    let keepsRaw = size <= DeadLetterWriter.rawLimit && entry.spans.count.isMultiple(of: 2)
    commands.begin(6 + (keepsRaw ? entry.spans.count : 0) + 10)
    for word in ["XADD", stream, "MAXLEN", "~"] { commands.word(word) }
    commands.word(DeadLetterWriter.streamLimit)
    commands.word("*")
    if keepsRaw { commands.words(of: entry) }
    let error = rejection.description + (keepsRaw ? "" : " (raw fields not kept: too large)")
    let said = [
      "error_class", rejection.verdict.name, "error", error, "first_seen", now.wall.description,
      "attempts", "1", "stream_id", streamID?.description ?? "",
    ]
    for word in said { commands.word(word) }
  }

  private mutating func refill(_ nowNanos: Int64) {
    let earned = (nowNanos - (refilledAtNanos ?? nowNanos)) / DeadLetterWriter.nanosPerLetter
    guard refilledAtNanos == nil || earned > 0 else { return }
    tokens = min(DeadLetterWriter.burst, tokens + Int(min(earned, Int64(DeadLetterWriter.burst))))
    refilledAtNanos = nowNanos
  }

  mutating func process(_ nowNanos: Int64) {
    guard isWanted else { return }
    switch session.advance(nowNanos) {
    case .failed(let fault, _): note(fault)
    case .ready, .none: break
    }
    guard session.isReady else { return }
    do throws(RedisFault) {
      try exchange(nowNanos)
    } catch {
      if case .failed(let fault, _) = session.fail(error, nowNanos) { note(fault) }
    }
  }

  private mutating func exchange(_ nowNanos: Int64) throws(RedisFault) {
    _ = try session.receive()
    while let reply = try session.next() {
      awaited -= 1
      if let fault = reply.fault { throw fault }
      written += 1
      fault = nil
      session.confirm()
    }
    if !commands.bytes.isEmpty, session.unsentCount < DeadLetterWriter.unsentLimit {
      awaited += queued
      queued = 0
      defer { commands.removeAll() }
      try session.send(commands)
    }
  }

  private mutating func note(_ fault: RedisFault) {
    if self.fault != fault { newFault = fault }
    self.fault = fault
    dropped += UInt64(max(0, awaited))
    awaited = 0
  }

  var descriptor: FeedDescriptor? { isWanted ? session.descriptor : nil }
  var deadlineNanos: Int64 { isWanted ? session.deadlineNanos : .max }
}
