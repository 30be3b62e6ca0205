import MarketCodec
import MarketModel
import RedisFeed

/// The entries that `thor bench feed` reads: of the shape a collector writes, always the same but
/// for their time.
enum BenchFeedFill {
  private static let names = ["ES", "NQ", "YM", "RTY"]

  static var instruments: [Instrument] {
    names.compactMap { Symbol($0) }.map {
      Instrument(symbol: $0, tick: Price(nanos: 250_000_000))
    }
  }

  static func fill(
    _ server: ServerAddress, _ options: BenchFeedOptions, _ loop: inout FeedLoop
  ) throws(CommandFailure) {
    var publisherOptions = PublisherOptions(server: server)
    publisherOptions.stream = options.stream
    publisherOptions.streamLimit = max(options.count * 2, 1_000_000)
    publisherOptions.writesLatest = false
    let publisher = FeedPublisher(publisherOptions)
    var fields = FieldBuffer()
    var made = 0
    let firstAttempt = loop.now.monotonicNanos
    while made < options.count || publisher.unconfirmed > 0 {
      let now = loop.now
      while made < options.count, publisher.canTake {
        guard let symbol = Symbol(names[made % names.count]) else { break }
        write(made, symbol, now.wall, into: &fields)
        fields.withFields { publisher.publish($0, symbol: symbol) }
        made += 1
      }
      publisher.process(now.monotonicNanos)
      if case .waiting(let fault, _) = publisher.state,
        now.monotonicNanos - firstAttempt > 5_000_000_000
      {
        throw CommandFailure(.unavailable, "bench feed: \(server): \(fault)")
      }
      let descriptors = publisher.descriptor.map { [$0] } ?? []
      if let end = try loop.wait(
        for: descriptors, untilNanos: min(publisher.deadlineNanos, now.monotonicNanos + 5_000_000))
      {
        throw CommandFailure(end, "bench feed: interrupted")
      }
    }
  }

  private static func write(
    _ index: Int, _ symbol: Symbol, _ time: UnixNanos, into fields: inout FieldBuffer
  ) {
    let quarters = 20_000 + index / 40 % 40 + index % 3
    let bid = price(quarters)
    let ask = price(quarters + 1)
    let number = String(index % 1_000_000_000_000)
    let words = [
      "symbol", symbol.description, "timestamp", time.description.dropLast(4) + "Z",
      "last", index & 1 == 1 ? bid : ask, "bid", bid, "ask", ask,
      "lastSize", String(1 + index % 10), "bidSize", String(1 + index % 100),
      "askSize", String(1 + index % 90), "source", index & 1 == 1 ? "SCHWAB" : "EXCEL",
      "ingest_id",
      "3f2504e0-4f89-41d3-9a0c-" + String(repeating: "0", count: 12 - number.utf8.count) + number,
      "collector", "sim", "latency_ms", String(index % 40),
    ]
    fields.removeAll()
    for word in words { fields.append(word) }
  }

  private static func price(_ quarters: Int) -> String {
    let hundredths = quarters % 4 * 25
    return "\(quarters / 4)." + (hundredths < 10 ? "0" : "") + String(hundredths)
  }
}
