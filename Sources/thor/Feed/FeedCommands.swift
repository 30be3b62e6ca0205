import Engine
import Configuration
import MarketCodec
import MarketModel
import Reactor
import RedisFeed

extension CommandTable {
  static let feedSimulate = Subcommand(
    words: ["feed", "simulate"],
    summary: "publish a seeded market to Redis, as collectors do",
    options: FeedCommands.shared + [
      .value("symbols", "A,B", "the symbols (default ES,NQ,YM,RTY)"),
      .value("source", "A,B", "the sources (default SCHWAB,EXCEL)"),
      .value("rate", "N", "events a second in all (default 50)"),
      .value("seed", "N", "the same seed gives the same market (default 1)"),
      .value("count", "N", "end after so many events"),
      .value("duration", "SECONDS", "end after so long"),
      .value("burst-every", "SECONDS", "ten times the rate for half a second, so often"),
      .value("gaps", "N", "gaps in the running numbers, in parts of a million"),
      .value("silence-every", "SECONDS", "the last source falls silent, so often"),
      .value("silence-length", "SECONDS", "for so long (default 12)"),
      .value("bad", "N", "spoilt events, one form after the other, in parts of a million"),
    ],
    example: "thor feed simulate --redis redis://127.0.0.1:6379 --rate 1000 --seed 7",
    run: { (invocation) throws(CommandFailure) in try FeedCommands.simulate(invocation) })

  static let feedFile = Subcommand(
    words: ["feed", "file"], summary: "publish a recorded file to Redis, as a collector does",
    arguments: "FILE", argumentCount: 1...1,
    options: FeedCommands.shared + [
      .value("speed", "N|max", "times the speed at which it happened (default 1)"),
      .flag("rebase-time", "move the file's times so that it begins now"),
      .value("source", "NAME", "publish as this source (default: the file's)"),
      .value("symbols", "A,B", "publish these symbols alone"),
      .flag("loop", "begin again at the end"),
    ],
    details: """
      FILE is CSV, plain or gzip, with the header
      ts,symbol,last,bid,ask,lastSize,bidSize,askSize,source
      """,
    example: "thor feed file ticks.csv.gz --speed 10 --rebase-time --source CSV",
    run: { (invocation) throws(CommandFailure) in try FeedCommands.file(invocation) })

  static let benchFeed = Subcommand(
    words: ["bench", "feed"],
    summary: "time a stream through feed, codec, rules and engine beside a plain reader",
    options: [
      .value("redis", "URL", "read this server's stream instead of filling one"),
      .value("stream", "KEY", "the stream (default quotes:stream:unified)"),
      .value("count", "N", "entries to fill or to read at most (default 500000)"),
      .value("runs", "N", "readings of each kind, in turn; the best counts (default 5)"),
      .flag("json", "one JSON object on standard output"),
    ],
    example: "thor bench feed --json",
    run: { (invocation) throws(CommandFailure) in try FeedCommands.bench(invocation) })
}

/// The command lines of `thor feed` and `thor bench feed`.
enum FeedCommands {
  static let shared: [CommandOption] = [
    .value(
      "redis", "URL", "redis://host:port or unix:///path (default redis://127.0.0.1:6379)",
      environment: "THOR_REDIS_URL"),
    .value("stream", "KEY", "the stream (default quotes:stream:unified)"),
    .flag("wait", "wait for a server that is not there yet"),
    .value("max-length", "N", "about how many entries the stream keeps (default 1000000)"),
  ]

  static func simulate(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    let symbols = try symbols(invocation) ?? ["ES", "NQ", "YM", "RTY"].compactMap { Symbol($0) }
    let sources = try sources(invocation) ?? ["SCHWAB", "EXCEL"].compactMap { SourceName($0) }
    var options = FeedSimulateOptions(
      server: try server(invocation) ?? ServerAddress(.local), symbols: symbols, sources: sources)
    options.stream = invocation.text("stream") ?? options.stream
    options.streamLimit =
      try invocation.integer("max-length", in: 1...1_000_000_000) ?? options.streamLimit
    options.waits = invocation.has("wait")
    options.seed = UInt64(try invocation.integer("seed", in: 0...Int.max) ?? 1)
    options.count = try invocation.integer("count", in: 1...Int.max)
    options.durationNanos = try seconds("duration", invocation)
    let plan = options.plan
    options.plan.ratePerSecond = try invocation.factor("rate") ?? plan.ratePerSecond
    options.plan.burstEveryNanos = try seconds("burst-every", invocation) ?? plan.burstEveryNanos
    options.plan.gapsPerMillion = try perMillion("gaps", invocation)
    options.plan.badPerMillion = try perMillion("bad", invocation)
    options.plan.silenceEveryNanos =
      try seconds("silence-every", invocation) ?? plan.silenceEveryNanos
    options.plan.silenceLengthNanos =
      try seconds("silence-length", invocation) ?? plan.silenceLengthNanos
    return try FeedSimulate.run(options)
  }

  static func file(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    var options = FeedFileOptions(
      path: invocation.arguments[0], server: try server(invocation) ?? ServerAddress(.local),
      seed: UInt64(bitPattern: Clock().unixNanos))
    options.stream = invocation.text("stream") ?? options.stream
    options.streamLimit =
      try invocation.integer("max-length", in: 1...1_000_000_000) ?? options.streamLimit
    options.speed =
      invocation.text("speed") == "max" ? nil : try invocation.factor("speed") ?? 1
    options.waits = invocation.has("wait")
    options.rebasesTime = invocation.has("rebase-time")
    options.loops = invocation.has("loop")
    options.symbols = try symbols(invocation)
    let sources = try sources(invocation)
    if let sources, sources.count > 1 {
      throw .usage("feed file: --source expects one name, got \(sources.count)")
    }
    options.source = sources?.first
    return try FeedFile.run(options)
  }

  static func bench(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    var options = BenchFeedOptions()
    options.server = try server(invocation)
    options.stream = invocation.text("stream") ?? options.stream
    options.count = try invocation.integer("count", in: 1...100_000_000) ?? options.count
    options.runs = try invocation.integer("runs", in: 1...100) ?? options.runs
    options.isJSON = invocation.has("json")
    return try BenchFeed.run(options) { EngineSink() }
  }

  private static func server(_ invocation: Invocation) throws(CommandFailure) -> ServerAddress? {
    guard let url = invocation.text("redis") else { return nil }
    let isOption = invocation.values["redis"] != nil
    do throws(ConfigurationErrors) {
      return ServerAddress(
        try RedisAddress.parse(
          url, at: Mark(file: isOption ? "--redis" : "THOR_REDIS_URL"),
          password: isOption ? .forbidden : .allowed))
    } catch {
      throw .usage("\(invocation.command.label)\(error.description)")
    }
  }

  private static func symbols(_ invocation: Invocation) throws(CommandFailure) -> [Symbol]? {
    guard let names = try invocation.list("symbols") else { return nil }
    var symbols: [Symbol] = []
    for name in names {
      guard let symbol = Symbol(name) else {
        throw .usage(
          "\(invocation.command.label)--symbols expects names such as ES,NQ, got '\(name)'")
      }
      symbols.append(symbol)
    }
    return symbols
  }

  private static func sources(_ invocation: Invocation) throws(CommandFailure) -> [SourceName]? {
    guard let names = try invocation.list("source") else { return nil }
    var sources: [SourceName] = []
    for name in names {
      guard let source = SourceName(name) else {
        throw .usage(
          "\(invocation.command.label)--source expects names such as SCHWAB, got '\(name)'")
      }
      sources.append(source)
    }
    return sources
  }

  private static func seconds(
    _ name: String, _ invocation: Invocation
  ) throws(CommandFailure) -> Int64? {
    guard let seconds = try invocation.factor(name) else { return nil }
    guard seconds <= 1e9 else {
      throw .usage("\(invocation.command.label)--\(name) expects at most 1000000000 seconds")
    }
    return Int64(seconds * 1e9)
  }

  private static func perMillion(
    _ name: String, _ invocation: Invocation
  ) throws(CommandFailure) -> Int {
    try invocation.integer(name, in: 0...1_000_000) ?? 0
  }
}

/// The engine as the benchmark's sink: every tick of the stream goes through it.
struct EngineSink: TickSink {
  private var engine = Engine()
  private var effects = Effects()
  private var told = 0
  private var ticks: UInt64 = 0

  mutating func apply(_ batch: borrowing TickBatch, catalog: InstrumentCatalog) {
    while told < catalog.count {
      engine.apply(
        Input(at: nil, .instrument(catalog[InstrumentIndex(told)])), into: &effects)
      told += 1
    }
    for decoded in batch.ticks { engine.apply(tick: decoded.tick, into: &effects) }
    effects.removeAll()
    ticks &+= UInt64(batch.ticks.count)
  }

  /// The ticks applied, mixed with the books they left.
  var checksum: UInt64 {
    var sum = ticks
    for place in 0..<told {
      let quote = engine.quote(of: InstrumentIndex(place))
      sum = sum &* 1_099_511_628_211 ^ UInt64(bitPattern: quote.bidPrice &+ quote.askPrice)
    }
    return sum
  }
}
