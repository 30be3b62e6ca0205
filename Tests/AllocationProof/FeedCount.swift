import Glibc
import MarketCodec
import MarketModel
import RedisFeed

/// The whole way from a real server's socket to the engine, a full batch at a time.
enum FeedCount {
  struct Failure: Error {
    let what: String
  }

  /// - Parameter socketPath: an empty server of the caller's.
  static func run(socketPath: String) throws -> Int {
    let server = ServerAddress(.unix(path: socketPath))
    let entries = AllocationProof.entries(AllocationProof.rounds + 1)
    try fill(server, entries)
    var options = FeedOptions(server: server)
    options.startAfter = .zero
    options.readsSnapshot = false
    options.deadLetterStream = nil
    // The entries' times are of another day.
    var rules = DecoderRules.live
    rules.checksClock = false
    let decoder = TickDecoder(
      catalog: AllocationProof.decoder().catalog, rules: rules)
    let feed = MarketFeed(options, decoder: decoder)
    var desk = EngineDesk(decoder)
    read(feed, &desk, until: AllocationProof.batchSize)
    let counted = AllocationProof.counting { read(feed, &desk, until: entries.count) }
    guard feed.decoder.counters.accepted == UInt64(entries.count) else {
      throw Failure(what: "only \(feed.decoder.counters.accepted) ticks arrived")
    }
    return counted
  }

  private static func read(_ feed: MarketFeed, _ desk: inout EngineDesk, until count: Int) {
    while feed.entriesRead < UInt64(count) {
      _ = feed.process(FeedTime(wall: AllocationProof.now, monotonicNanos: monotonicNanos()))
      desk.apply(feed.batch)
    }
  }

  private static func fill(_ server: ServerAddress, _ entries: [FieldBuffer]) throws {
    var options = PublisherOptions(server: server)
    options.writesLatest = false
    let publisher = FeedPublisher(options)
    guard let symbol = Symbol("ES") else { return }
    var made = 0
    let end = monotonicNanos() + 60_000_000_000
    while made < entries.count || publisher.unconfirmed > 0 {
      while made < entries.count, publisher.canTake {
        entries[made].withFields { publisher.publish($0, symbol: symbol) }
        made += 1
      }
      publisher.process(monotonicNanos())
      guard monotonicNanos() < end else { throw Failure(what: "the stream is not filled") }
    }
  }

  private static func monotonicNanos() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }
}
