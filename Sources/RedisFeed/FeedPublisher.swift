import MarketCodec
import MarketModel

/// What a `FeedPublisher` writes to.
public struct PublisherOptions: Sendable {
  public var server: ServerAddress
  public var stream = "quotes:stream:unified"
  public var latestPrefix = "quotes:latest:"
  /// About how many entries the stream keeps.
  public var streamLimit = 1_000_000
  /// Whether the hash of the newest quote is written with every entry.
  public var writesLatest = true
  /// The seed of the reconnects' jitter.
  public var seed: UInt64 = 1

  public init(server: ServerAddress) { self.server = server }
}

/// Publishes quote events as a collector does: XADD and the newest-quote hash in one pipeline.
///
/// What the server has not confirmed is kept and sent again after a reconnect; the `ingest_id`
/// makes the same event twice one tick for whoever reads it.
public final class FeedPublisher {
  /// Events that may wait for their confirmation.
  public static let windowLimit = 4_096

  private let options: PublisherOptions
  private var session: RedisSession
  private var scratch = CommandBuffer()
  /// The commands of the events that are not confirmed, one after the other.
  private var pending: [UInt8] = []
  private var lengths: [Int] = []
  /// How many of `lengths` are confirmed and not yet removed, and their bytes.
  private var confirmedEvents = 0
  private var confirmedBytes = 0
  private var sentBytes = 0
  /// Replies that have come for the event that is confirmed next.
  private var replies = 0

  public private(set) var state: FeedState = .connecting
  public private(set) var published: UInt64 = 0
  /// Events that the server refused, and why it refused the last one.
  public private(set) var refused: UInt64 = 0
  public private(set) var lastRefusal: RedisFault?

  public init(_ options: PublisherOptions) {
    self.options = options
    session = RedisSession(options.server, seed: options.seed)
  }

  /// Events queued or sent that the server has not confirmed.
  public var unconfirmed: Int { lengths.count - confirmedEvents }
  /// Whether another event may be queued now.
  public var canTake: Bool { unconfirmed < FeedPublisher.windowLimit }

  /// Queues an event; it leaves with the next `process`.
  ///
  /// - Parameter symbol: names the hash of the newest quote.
  public func publish(_ entry: EntryFields, symbol: Symbol) {
    scratch.removeAll()
    scratch.begin(6 + entry.spans.count)
    for word in ["XADD", options.stream, "MAXLEN", "~"] { scratch.word(word) }
    scratch.word(options.streamLimit)
    scratch.word("*")
    scratch.words(of: entry)
    if options.writesLatest {
      setLatest(entry, options.latestPrefix + symbol.description)
    }
    pending.append(contentsOf: scratch.bytes)
    lengths.append(scratch.bytes.count)
  }

  /// The hash has the newest event's fields and no others: a `lastSize` of an earlier one would make
  /// a quote a trade. What goes is taken out first, so that whoever reads between the two commands
  /// finds the earlier event with less said of it.
  private func setLatest(_ entry: EntryFields, _ key: String) {
    let missing = entry.missingFields
    scratch.begin(2 + max(1, missing.count))
    scratch.word("HDEL")
    scratch.word(key)
    for field in missing { scratch.word(field.name) }
    if missing.isEmpty { scratch.word("-") }
    scratch.begin(2 + entry.spans.count)
    scratch.word("HSET")
    scratch.word(key)
    scratch.words(of: entry)
  }

  /// Sends and takes confirmations as far as that goes without waiting.
  public func process(_ nowNanos: Int64) {
    switch session.advance(nowNanos) {
    case .none: break
    case .ready:
      state = .live
      sentBytes = confirmedBytes
      replies = 0
    case .failed(let fault, let retry): state = .waiting(fault, retryNanos: retry)
    }
    guard session.isReady else { return }
    do throws(RedisFault) {
      try send(nowNanos)
      try confirm(nowNanos)
      compact()
    } catch {
      if case .failed(let fault, let retry) = session.fail(error, nowNanos) {
        state = .waiting(fault, retryNanos: retry)
      }
    }
  }

  private func send(_ nowNanos: Int64) throws(RedisFault) {
    guard sentBytes < pending.count else { return }
    let bytes = Array(pending[sentBytes...])
    sentBytes = pending.count
    try session.send(bytes)
    session.answerDeadlineNanos = nowNanos + RedisSession.answerLimitNanos
  }

  private func confirm(_ nowNanos: Int64) throws(RedisFault) {
    while try session.receive() {
      while let reply = try session.next() {
        session.confirm()
        if let fault = reply.fault { try note(fault) }
        replies += 1
        guard replies == (options.writesLatest ? 3 : 1) else { continue }
        replies = 0
        guard confirmedEvents < lengths.count else {
          throw .protocolError("a reply nobody asked for")
        }
        confirmedBytes += lengths[confirmedEvents]
        confirmedEvents += 1
        published += 1
      }
      let waits = confirmedBytes < sentBytes
      session.answerDeadlineNanos = waits ? nowNanos + RedisSession.answerLimitNanos : nil
    }
  }

  /// A refusal of one event is counted; one that will meet them all breaks the connection.
  private func note(_ fault: RedisFault) throws(RedisFault) {
    refused += 1
    lastRefusal = fault
    switch fault {
    case .loading, .moved, .authentication: throw fault
    default: break
    }
  }

  /// Forgets what is confirmed once it is most of what is kept.
  private func compact() {
    guard confirmedEvents == lengths.count || confirmedBytes > 256 << 10 else { return }
    pending.removeSubrange(0..<confirmedBytes)
    lengths.removeSubrange(0..<confirmedEvents)
    sentBytes -= confirmedBytes
    confirmedBytes = 0
    confirmedEvents = 0
  }

  public var descriptor: FeedDescriptor? { session.descriptor }
  public var deadlineNanos: Int64 { session.deadlineNanos }
}
