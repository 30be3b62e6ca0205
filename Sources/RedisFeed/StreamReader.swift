import MarketCodec
import MarketModel

/// Follows a stream: finds its place, reads the newest quotes, then entry after entry.
///
/// A state machine over one connection. Commands go out in a pipeline; `expected` says which
/// reply is next. The next read is requested before the last one's entries are decoded, so that
/// the server works while we do.
struct StreamReader: ~Copyable {
  /// What a reply that is due answers.
  private enum Expected {
    case info, time, newest, scan, hash, read
  }

  private let options: FeedOptions
  private let stream: String
  private var session: RedisSession
  private var commands = CommandBuffer()
  private var expected: [Expected] = []
  private var answered = 0
  private var snapshot: SnapshotPlan
  private var cursor: StreamCursor?
  /// Whether the read in flight starts from a place that no longer counts.
  private var ignoresNextRead = false
  private var isReading = false
  private var nextReadNanos: Int64 = 0
  private var inspectedNanos: Int64 = .min
  /// When the server was last asked for its time; nil where it may not be asked.
  private var timeAskedAt: FeedTime? = FeedTime(wall: .zero, monotonicNanos: 0)
  private var clock = ServerClock()
  private(set) var state: FeedState = .connecting
  private(set) var lag = FeedLag()
  private(set) var entriesRead: UInt64 = 0

  init(_ options: FeedOptions, stream: String) {
    self.options = options
    self.stream = stream
    session = RedisSession(options.server, seed: options.seed)
    snapshot = SnapshotPlan(options)
  }

  var lastApplied: StreamID? { cursor?.applied }
  var descriptor: FeedDescriptor? { session.descriptor }

  var deadlineNanos: Int64 {
    let waits = session.isReady && state == .live && !isReading
    return waits ? min(nextReadNanos, session.deadlineNanos) : session.deadlineNanos
  }

  /// Does what can be done now; at most one reply of entries. Returns whether more is at hand.
  mutating func process(_ now: FeedTime, _ output: inout FeedOutput) -> Bool {
    switch session.advance(now.monotonicNanos) {
    case .none: break
    case .failed(let fault, let retry): failed(fault, retry, &output)
    case .ready: begin(now, &output)
    }
    guard session.isReady else { return false }
    do throws(RedisFault) {
      return try exchange(now, &output)
    } catch {
      if case .failed(let fault, let retry) = session.fail(error, now.monotonicNanos) {
        failed(fault, retry, &output)
      }
      return false
    }
  }

  private mutating func failed(_ fault: RedisFault, _ retry: Int64, _ output: inout FeedOutput) {
    expected.removeAll(keepingCapacity: true)
    answered = 0
    isReading = false
    ignoresNextRead = false
    change(.waiting(fault, retryNanos: retry), &output)
  }

  private mutating func change(_ new: FeedState, _ output: inout FeedOutput) {
    guard state != new else { return }
    state = new
    output.events.append(.state(new))
  }

  private mutating func begin(_ now: FeedTime, _ output: inout FeedOutput) {
    change(.starting, &output)
    commands.removeAll()
    inspect(now)
    flush(now)
  }

  // MARK: Commands

  private mutating func flush(_ now: FeedTime) {
    guard !commands.bytes.isEmpty else { return }
    defer { commands.removeAll() }
    // A failed send shows as a failed read in the same round.
    try? session.send(commands)
    let hold = isReading ? Int64(options.blockMillis) * 1_000_000 : 0
    session.answerDeadlineNanos = now.monotonicNanos + hold + RedisSession.answerLimitNanos
  }

  private mutating func inspect(_ now: FeedTime) {
    commands.command("XINFO", "STREAM", stream)
    expected.append(.info)
    inspectedNanos = now.monotonicNanos
    guard timeAskedAt != nil else { return }
    commands.command("TIME")
    expected.append(.time)
    timeAskedAt = now
  }

  private mutating func read(after id: StreamID, _ now: FeedTime) {
    if now.monotonicNanos - inspectedNanos >= options.inspectNanos { inspect(now) }
    commands.command(
      "XREAD", "COUNT", String(options.batchLimit), "BLOCK", String(options.blockMillis),
      "STREAMS", stream, id.description)
    expected.append(.read)
    isReading = true
    flush(now)
  }

  // MARK: Replies

  private mutating func exchange(
    _ now: FeedTime, _ output: inout FeedOutput
  ) throws(RedisFault) -> Bool {
    if state == .live, !isReading, now.monotonicNanos >= nextReadNanos, let cursor {
      read(after: cursor.applied, now)
    }
    _ = try session.receive()
    while let preview = try session.peek() {
      guard answered < expected.count else { throw .protocolError("a reply nobody asked for") }
      let kind = expected[answered]
      if kind == .read { readAhead(preview, now) }
      guard let reply = try session.next() else { break }
      settle(now)
      try take(reply, kind, now, &output)
      if kind == .read, !output.batch.isEmpty { return try session.peek() != nil }
    }
    return false
  }

  /// Requests what follows a full batch as soon as the batch's last id is known.
  private mutating func readAhead(_ preview: RedisConnection.Preview, _ now: FeedTime) {
    isReading = false
    guard let last = preview.lastID, !ignoresNextRead else { return }
    if preview.entries >= options.batchLimit {
      read(after: last, now)
    } else {
      nextReadNanos = now.monotonicNanos + options.paceNanos
    }
  }

  /// One reply has come: the next one has its own time.
  private mutating func settle(_ now: FeedTime) {
    answered += 1
    if answered == expected.count {
      expected.removeAll(keepingCapacity: true)
      answered = 0
      session.answerDeadlineNanos = nil
    } else if answered > 256 {
      expected.removeFirst(answered)
      answered = 0
    }
  }

  private mutating func take(
    _ reply: Reply, _ kind: Expected, _ now: FeedTime, _ output: inout FeedOutput
  ) throws(RedisFault) {
    switch kind {
    case .info: try takeInfo(reply, now, &output)
    case .time: takeTime(reply, now, &output)
    case .newest: try takeNewest(reply, now, &output)
    case .scan, .hash: try takeSnapshot(reply, kind == .scan, now, &output)
    case .read: try takeEntries(reply, now, &output)
    }
  }

  /// A server whose ACL does not tell the time is not asked again.
  private mutating func takeTime(_ reply: Reply, _ now: FeedTime, _ output: inout FeedOutput) {
    guard reply.fault == nil, let asked = timeAskedAt, let time = UnixNanos(reply) else {
      timeAskedAt = nil
      return
    }
    output.decoder.clockSkew.serverAheadNanos = clock.take(
      time, sent: asked, answeredNanos: now.monotonicNanos)
  }

  /// Our own clock has leapt: what was measured against it is void.
  mutating func forgetClock() { clock = ServerClock() }

  private mutating func takeInfo(
    _ reply: Reply, _ now: FeedTime, _ output: inout FeedOutput
  ) throws(RedisFault) {
    let info: StreamInfo
    switch reply.fault {
    case .permission?:
      // Without XINFO the newest id comes from the newest entry, and gaps cannot be told.
      inspectedNanos = .max - options.inspectNanos
      if cursor == nil {
        commands.command("XREVRANGE", stream, "+", "-", "COUNT", "1")
        expected.append(.newest)
        flush(now)
      } else if state == .starting {
        startReading(now, &output)
      }
      return
    case .refused(let text)? where text.contains("no such key"): info = .absent
    case let fault?: throw fault
    case nil:
      guard let known = StreamInfo(reply) else { throw .protocolError("answer to XINFO STREAM") }
      info = known
    }
    session.confirm()
    try place(by: info, now, &output)
  }

  /// The first answer gives the place; later ones tell what became of the stream.
  private mutating func place(
    by info: StreamInfo, _ now: FeedTime, _ output: inout FeedOutput
  ) throws(RedisFault) {
    guard cursor != nil else {
      cursor = options.startAfter.map { StreamCursor(after: $0) } ?? StreamCursor(startingAt: info)
      measureLag(info)
      startSnapshot(now, &output)
      return
    }
    let finding = cursor?.reconcile(with: info) ?? .unchanged
    measureLag(info)
    let moved = report(finding, &output)
    if state == .starting {
      if case .gap = finding { startSnapshot(now, &output) } else { startReading(now, &output) }
    } else if moved {
      ignoresNextRead = isReading
    }
  }

  /// Tells what was found; whether the place to read from has moved.
  private func report(_ finding: StreamCursor.Finding, _ output: inout FeedOutput) -> Bool {
    switch finding {
    case .unchanged: return false
    case .gap(let lost, let after, let oldest):
      output.events.append(.gap(lost: lost, after: after, oldest: oldest))
      return false
    case .recreated:
      output.events.append(.streamRecreated)
      return true
    case .rolledBack(let id):
      output.events.append(.streamRolledBack(to: id))
      return true
    }
  }

  private mutating func measureLag(_ info: StreamInfo) {
    guard let cursor else { return }
    lag.entriesBehind = cursor.entriesBehind(info)
    lag.behindMillis =
      info.lastGenerated > cursor.applied && cursor.applied != .zero
      ? info.lastGenerated.millis - cursor.applied.millis : 0
  }

  private mutating func takeNewest(
    _ reply: Reply, _ now: FeedTime, _ output: inout FeedOutput
  ) throws(RedisFault) {
    if let fault = reply.fault { throw fault }
    session.confirm()
    let newest = reply.elements(0) > 0 ? StreamID(reply.bytes(2)) : nil
    cursor = StreamCursor(after: options.startAfter ?? newest ?? .zero)
    startSnapshot(now, &output)
  }

  // MARK: Snapshot

  private mutating func startSnapshot(_ now: FeedTime, _ output: inout FeedOutput) {
    snapshot = SnapshotPlan(options)
    continueSnapshot(now, &output)
  }

  private mutating func continueSnapshot(_ now: FeedTime, _ output: inout FeedOutput) {
    while let step = snapshot.nextStep() {
      switch step {
      case .scan(let place):
        commands.command(
          "SCAN", place, "MATCH", options.latestPrefix + "*", "COUNT", "512")
        expected.append(.scan)
      case .hash(let key):
        commands.command("HGETALL", key)
        expected.append(.hash)
      }
    }
    flush(now)
    guard snapshot.isDone else { return }
    if options.readsSnapshot { output.events.append(.snapshot(hashes: snapshot.hashes)) }
    startReading(now, &output)
  }

  private mutating func takeSnapshot(
    _ reply: Reply, _ isScan: Bool, _ now: FeedTime, _ output: inout FeedOutput
  ) throws(RedisFault) {
    if let fault = reply.fault {
      snapshot.failed(isScan: isScan)
      output.events.append(.snapshotUnavailable(fault))
    } else if isScan {
      guard snapshot.take(scan: reply) else { throw .protocolError("answer to SCAN") }
    } else {
      snapshot.took(hash: reply.elements(0) > 0)
      if let fields = reply.fields(0), fields.count > 0 {
        output.decodeSnapshot(fields, now)
      }
    }
    continueSnapshot(now, &output)
  }

  private mutating func startReading(_ now: FeedTime, _ output: inout FeedOutput) {
    change(.live, &output)
    guard let cursor, !isReading else { return }
    read(after: cursor.applied, now)
  }

  // MARK: Entries

  private mutating func takeEntries(
    _ reply: Reply, _ now: FeedTime, _ output: inout FeedOutput
  ) throws(RedisFault) {
    if let fault = reply.fault { throw fault }
    session.confirm()
    let ignored = ignoresNextRead
    ignoresNextRead = false
    // Nothing came while the server held the read: what is there now is all there is.
    if reply.isNil(0) || ignored { return }
    guard reply.elements(0) == 1, reply.elements(1) == 2, reply.isArray(3) else {
      throw .protocolError("answer to XREAD")
    }
    var token = 4
    var last: StreamID?
    let count = reply.elements(3)
    for _ in 0..<count {
      guard reply.elements(token) == 2, let id = StreamID(reply.bytes(token + 1)) else {
        throw .protocolError("entry of XREAD")
      }
      if let fields = reply.fields(token + 2) {
        output.decode(fields, id, now)
        token += 3 + fields.spans.count
      } else {
        output.refuse(id, now)
        token = reply.next(after: token)
      }
      last = id
    }
    guard let last else { return }
    cursor?.advance(to: last, entries: count)
    entriesRead += UInt64(count)
    lag.deliveryMillis =
      now.wall.nanos / 1_000_000 - Int64(clamping: last.millis)
  }
}
