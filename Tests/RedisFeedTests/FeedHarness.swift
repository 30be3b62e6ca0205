import Glibc
import MarketCodec
import MarketModel
import RedisFeed
import TestSupport

/// Drives a feed as the workstation's loop does, and keeps what came out of it.
final class FeedHarness {
  let feed: MarketFeed
  var ticks: [DecodedTick] = []
  var events: [FeedEvent] = []
  var rejections: [RejectedEntry] = []
  var rounds = 0

  init(_ options: FeedOptions, rules: DecoderRules = .live) {
    let es = Instrument(
      symbol: Symbol("ES")!, tick: Price(nanos: 250_000_000))
    let nq = Instrument(
      symbol: Symbol("NQ")!, tick: Price(nanos: 250_000_000))
    feed = MarketFeed(
      options, decoder: TickDecoder(catalog: InstrumentCatalog([es, nq]), rules: rules))
  }

  static func now() -> FeedTime {
    var wall = timespec()
    clock_gettime(CLOCK_REALTIME, &wall)
    var monotonic = timespec()
    clock_gettime(CLOCK_MONOTONIC, &monotonic)
    return FeedTime(
      wall: UnixNanos(Int64(wall.tv_sec) * 1_000_000_000 + Int64(wall.tv_nsec)),
      monotonicNanos: Int64(monotonic.tv_sec) * 1_000_000_000 + Int64(monotonic.tv_nsec))
  }

  /// One round: process, collect, and poll until something is ready or due.
  func round(limitMillis: Int32 = 50) {
    rounds += 1
    let now = FeedHarness.now()
    let more = feed.process(now)
    ticks += feed.batch.ticks
    rejections += feed.batch.rejections
    events += feed.events
    if more { return }
    var list: [FeedDescriptor] = []
    feed.descriptors(into: &list)
    var polled = list.map {
      pollfd(
        fd: $0.descriptor,
        events: Int16(($0.wantsRead ? POLLIN : 0) | ($0.wantsWrite ? POLLOUT : 0)), revents: 0)
    }
    let wait = max(
      0, min(Int64(limitMillis), (feed.deadlineNanos - now.monotonicNanos) / 1_000_000))
    poll(&polled, nfds_t(polled.count), Int32(wait))
  }

  /// Rounds until `condition` holds; whether it did within the time.
  @discardableResult
  func run(seconds: Double = 5, until condition: (FeedHarness) -> Bool) -> Bool {
    let end = FeedHarness.now().monotonicNanos + Int64(seconds * 1e9)
    while !condition(self) {
      if FeedHarness.now().monotonicNanos > end { return false }
      round()
    }
    return true
  }
}

extension FeedOptions {
  init(_ server: RedisServer, user: String? = nil, password: String? = nil) {
    self.init(
      server: ServerAddress(.unix(path: server.socketPath), user: user, password: password))
    blockMillis = 200
    inspectNanos = 100_000_000
  }
}

/// Fields of an event as redis-cli takes them.
func eventWords(
  _ number: Int, symbol: String = "ES", bid: String = "5000.25", ask: String = "5000.50",
  source: String = "SIM"
) -> [String] {
  let digits = String(number)
  let id = "3f2504e0-4f89-41d3-9a0c-" + String(repeating: "0", count: 12 - digits.count) + digits
  return [
    "symbol", symbol, "timestamp", FeedHarness.now().wall.description, "last", bid, "bid", bid,
    "ask", ask, "bidSize", "3", "askSize", "4", "source", source, "ingest_id", id,
  ]
}

/// A publisher driven to its end.
final class PublisherHarness {
  let publisher: FeedPublisher

  init(_ server: RedisServer) {
    publisher = FeedPublisher(
      PublisherOptions(server: ServerAddress(.unix(path: server.socketPath))))
  }

  func publish(_ words: [String], symbol: String = "ES") {
    var fields = FieldBuffer()
    for word in words { fields.append(word) }
    fields.withFields { publisher.publish($0, symbol: Symbol(symbol)!) }
  }

  @discardableResult
  func flush(seconds: Double = 5) -> Bool {
    let end = FeedHarness.now().monotonicNanos + Int64(seconds * 1e9)
    while publisher.unconfirmed > 0 {
      if FeedHarness.now().monotonicNanos > end { return false }
      publisher.process(FeedHarness.now().monotonicNanos)
      usleep(500)
    }
    return true
  }
}
