import MarketCodec
import MarketModel
import RedisFeed

/// What `thor bench feed` was asked to do.
struct BenchFeedOptions {
  /// The server whose stream is read; nil fills one of our own.
  var server: ServerAddress?
  var stream = "quotes:stream:unified"
  /// Entries to fill, or the most to read.
  var count = 500_000
  /// Readings of each kind, in turn; the best of each counts.
  var runs = 5
  var isJSON = false
}

/// Something that ticks are applied to: the engine, or what stands for it.
protocol TickSink {
  mutating func apply(_ batch: borrowing TickBatch, catalog: InstrumentCatalog)
  /// A number over all that was applied, the same for the same ticks.
  var checksum: UInt64 { get }
}

/// `thor bench feed`: a stream through feed, codec, rules and sink, beside a plain hiredis reader.
enum BenchFeed {
  /// One reading's result.
  struct Reading {
    var entries = 0
    var seconds = 0.0
    var checksum: UInt64 = 0
    var counters = QualityCounters()
    var perSecond: Double { seconds > 0 ? Double(entries) / seconds : 0 }
  }

  /// Runs the benchmark and prints its result.
  ///
  /// - Parameter makeSink: makes a fresh sink for each reading.
  static func run<Sink: TickSink>(
    _ options: BenchFeedOptions, makeSink: () -> Sink
  ) throws(CommandFailure) -> ExitStatus {
    var loop = try FeedLoop()
    guard let server = options.server else {
      var own = try PrivateServer.start()
      defer { own.stop() }
      let address = ServerAddress(.unix(path: own.socketPath))
      try BenchFeedFill.fill(address, options, &loop)
      return try measure(address, options, &loop, makeSink)
    }
    return try measure(server, options, &loop, makeSink)
  }

  private static func measure<Sink: TickSink>(
    _ server: ServerAddress, _ options: BenchFeedOptions, _ loop: inout FeedLoop,
    _ makeSink: () -> Sink
  ) throws(CommandFailure) -> ExitStatus {
    var bestPlain = Reading()
    var bestFeed = Reading()
    for _ in 0..<max(1, options.runs) {
      let plain = try readPlain(server, options, &loop)
      if plain.perSecond > bestPlain.perSecond { bestPlain = plain }
      guard plain.entries > 0 else { continue }
      var sink = makeSink()
      let feed = try readFeed(server, options, plain.entries, &loop, &sink)
      if feed.perSecond > bestFeed.perSecond { bestFeed = feed }
    }
    guard bestPlain.entries > 0 else {
      throw CommandFailure(.failed, "bench feed: the stream \(options.stream) has no entries")
    }
    report(bestPlain, bestFeed, options)
    return .done
  }

  /// The yardstick: XREAD COUNT 1000 into reply trees, nothing done with them.
  private static func readPlain(
    _ server: ServerAddress, _ options: BenchFeedOptions, _ loop: inout FeedLoop
  ) throws(CommandFailure) -> Reading {
    var reading = Reading()
    let start = loop.now.monotonicNanos
    do throws(RedisFault) {
      reading.entries = try PlainRedisReader.read(
        server, stream: options.stream, batch: 1_000, limit: options.count)
    } catch {
      throw CommandFailure(.unavailable, "bench feed: \(server): \(error)")
    }
    reading.seconds = Double(loop.now.monotonicNanos - start) / 1e9
    return reading
  }

  /// The same entries through the feed, until as many have been read.
  private static func readFeed<Sink: TickSink>(
    _ server: ServerAddress, _ options: BenchFeedOptions, _ count: Int, _ loop: inout FeedLoop,
    _ sink: inout Sink
  ) throws(CommandFailure) -> Reading {
    var feedOptions = FeedOptions(server: server)
    feedOptions.stream = options.stream
    feedOptions.startAfter = .zero
    feedOptions.readsSnapshot = false
    feedOptions.deadLetterStream = nil
    var rules = DecoderRules.live
    rules.autoInstruments = true
    rules.anySource = true
    let catalog = InstrumentCatalog(BenchFeedFill.instruments)
    let feed = MarketFeed(
      feedOptions, decoder: TickDecoder(catalog: catalog, rules: rules))
    var descriptors: [FeedDescriptor] = []
    let start = loop.now.monotonicNanos
    while feed.entriesRead < count {
      let more = feed.process(loop.now)
      sink.apply(feed.batch, catalog: feed.decoder.catalog)
      if case .waiting(let fault, _) = feed.state {
        throw CommandFailure(.unavailable, "bench feed: \(server): \(fault)")
      }
      if more || feed.entriesRead >= count { continue }
      descriptors.removeAll(keepingCapacity: true)
      feed.descriptors(into: &descriptors)
      if let end = try loop.wait(for: descriptors, untilNanos: feed.deadlineNanos) {
        throw CommandFailure(end, "bench feed: interrupted")
      }
    }
    var reading = Reading()
    reading.seconds = Double(loop.now.monotonicNanos - start) / 1e9
    reading.counters = feed.decoder.counters
    reading.entries = Int(reading.counters.accepted)
    reading.checksum = sink.checksum
    return reading
  }

  private static func report(_ plain: Reading, _ feed: Reading, _ options: BenchFeedOptions) {
    let ratio = feed.perSecond / plain.perSecond
    let counters = feed.counters
    guard options.isJSON else {
      StandardStream.output.writeLine(
        "feed   \(Int(feed.perSecond)) ticks/s (\(feed.entries) in \(fixed(feed.seconds)) s)\n"
          + "plain  \(Int(plain.perSecond)) entries/s (\(plain.entries) in "
          + "\(fixed(plain.seconds)) s)\nratio  \(fixed(ratio))")
      return
    }
    StandardStream.output.writeLine(
      "{\"bench\":\"feed\",\"ticks\":\(feed.entries),\"seconds\":\(fixed(feed.seconds)),"
        + "\"ticks_per_second\":\(Int(feed.perSecond)),\"flagged\":\(counters.flagged),"
        + "\"rejected\":\(counters.rejected),\"duplicates\":\(counters.duplicates),"
        + "\"baseline\":{\"name\":\"hiredis XREAD COUNT 1000, reply trees\","
        + "\"entries\":\(plain.entries),\"seconds\":\(fixed(plain.seconds)),"
        + "\"per_second\":\(Int(plain.perSecond))},\"ratio\":\(fixed(ratio)),"
        + "\"runs\":\(max(1, options.runs)),"
        + "\"checksum\":\"\(String(feed.checksum, radix: 16))\"}")
  }

  /// Three decimals, without Foundation.
  private static func fixed(_ value: Double) -> String {
    let thousandths = Int((value * 1_000).rounded())
    let fraction = String(thousandths % 1_000)
    return "\(thousandths / 1_000)."
      + String(repeating: "0", count: 3 - fraction.count) + fraction
  }
}
