import MarketCodec
import MarketModel
import RedisFeed

/// What `thor feed simulate` was asked to do.
struct FeedSimulateOptions {
  var server: ServerAddress
  var plan: SimulatorPlan
  var seed: UInt64 = 1
  var stream = "quotes:stream:unified"
  /// About how many entries the stream keeps.
  var streamLimit = 1_000_000
  /// Waits for a server that is not there yet.
  var waits = false
  /// Events to publish; nil goes on until a signal.
  var count: Int?
  /// How long to publish; nil goes on until a signal.
  var durationNanos: Int64?

  /// Two sources on the usual index futures.
  init(server: ServerAddress, symbols: [Symbol], sources: [SourceName]) {
    self.server = server
    plan = SimulatorPlan(
      walks: SimulatorPlan.walks(for: symbols),
      feeders: sources.enumerated().map { place, source in
        SimulatorPlan.Feeder(
          source: source, collector: "sim-\(place + 1)", latencyMillis: 4 + place * 9)
      })
  }
}

/// `thor feed simulate`: publishes a seeded market to Redis as collectors do.
enum FeedSimulate {
  /// Publishes until the count, the duration or a signal ends it.
  ///
  /// - Throws: status 69 when the server cannot be reached at the start; later it is waited for.
  static func run(_ options: FeedSimulateOptions) throws(CommandFailure) -> ExitStatus {
    var loop = try FeedLoop()
    let start = loop.now
    var simulator = MarketSimulator(
      options.plan, seed: options.seed, startingAt: start.wall)
    var output = FeedOutlet(
      options.server, stream: options.stream, limit: options.streamLimit, waits: options.waits)
    var fields = FieldBuffer()
    let end = options.durationNanos.map { start.monotonicNanos + $0 } ?? .max
    while true {
      let now = loop.now
      let isDone =
        now.monotonicNanos >= end || options.count.map { Int(simulator.made) >= $0 } ?? false
      while !isDone, output.canTake, simulator.nextAt <= now.wall,
        options.count.map({ Int(simulator.made) < $0 }) ?? true
      {
        let record = simulator.next(into: &fields)
        output.publish(fields, record.symbol)
      }
      try output.process(now)
      if isDone, output.unconfirmed == 0 { break }
      let next = isDone ? .max : now.monotonicNanos + simulator.nextAt.nanos(since: now.wall)
      if let status = try output.wait(&loop, untilNanos: min(next, end)) { return status }
    }
    output.report("feed simulate")
    return .done
  }
}
