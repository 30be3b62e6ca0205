import Configuration
import MarketCodec
import MarketModel
import Reactor
import RedisFeed

extension CommandTable {
  static let demo = Subcommand(
    words: ["demo"], summary: "everything in one command: a market that moves, and the workstation",
    options: DeskSettings.options + [
      .value("rate", "N", "events a second in all (default \(DemoMarket.ratePerSecond))"),
      .flag("in-process", "simulate the market in this process, without a redis-server"),
    ],
    details: """
      Starts a private redis-server on a unix socket, two simulated collectors that publish to it,
      and the workstation on it. All of it is gone when the workstation ends, however it ends; only
      the account 'demo' stays, so that the next demo finds its positions.
      """,
    example: "thor demo --rate 500",
    run: { (invocation) throws(CommandFailure) in try DemoCommand.run(invocation) })
}

/// `thor demo`.
enum DemoCommand {
  static func run(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    let rate = try invocation.integer("rate", in: 1...200_000) ?? DemoMarket.ratePerSecond
    var settings = try DeskSettings.load(invocation, account: "demo")
    settings.configuration.redis.channel = nil
    settings.tradesAtAnyHour = true
    if settings.configuration.watchlist.isEmpty {
      settings.configuration.watchlist = DemoMarket.symbols.map {
        Marked($0, at: Mark(file: "the demo"))
      }
    }
    if invocation.has("in-process") { return try inProcess(settings, rate: rate) }
    return try onServer(settings, rate: rate)
  }

  private static func inProcess(
    _ settings: DeskSettings, rate: Int
  ) throws(CommandFailure) -> ExitStatus {
    let clock = try StartClock.make()
    let start = UnixNanos(clock.unixNanos)
    let simulator = MarketSimulator(
      DemoMarket.plan(ratePerSecond: rate), seed: UInt64(bitPattern: start.nanos),
      startingAt: start)
    let source = MarketSource.simulated(
      SimulatedFeed(simulator, decoder: settings.decoder()))
    return try DeskCommand.run(settings, source, mode: .demo, place: "in process", clock: clock)
  }

  private static func onServer(
    _ settings: DeskSettings, rate: Int
  ) throws(CommandFailure) -> ExitStatus {
    var settings = settings
    var server = try PrivateServer.start()
    defer { server.stop() }
    settings.configuration.redis.address = server.address
    let clock = try StartClock.make()
    var collectors = try DemoCollectors(url: server.url, ratePerSecond: rate)
    defer { collectors.stop() }
    let source = MarketSource.redis(settings.feed(seed: UInt64(bitPattern: clock.unixNanos)))
    return try DeskCommand.run(settings, source, mode: .demo, place: "private redis", clock: clock)
  }
}
