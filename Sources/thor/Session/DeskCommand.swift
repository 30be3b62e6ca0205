import Configuration
import MarketCodec
import MarketModel
import Panes
import Reactor
import RedisFeed

extension CommandTable {
  static let workstation = Subcommand(
    words: [], summary: "the workstation on the configured Redis",
    options: [
      .value(
        "redis", "URL", "redis://host:port or unix:///path, without a password",
        environment: "THOR_REDIS_URL"),
      .flag("wait", "open even when Redis does not answer, and wait for it"),
      DatabaseChoice.option,
    ] + DeskSettings.options,
    details: """
      Keys: b buys, s sells, / finds a symbol, ? shows all keys, q quits.
      A password comes in THOR_REDIS_URL or from redis.password_file in the configuration.
      With --database the journal is also kept in PostgreSQL (thor db migrate makes its schema).
      """,
    example: "thor --redis unix:///run/redis/redis.sock --account paper",
    run: { (invocation) throws(CommandFailure) in try DeskCommand.run(invocation) })
}

/// The workstation.
enum DeskCommand {
  static func run(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    var settings = try DeskSettings.load(invocation)
    try settings.readPassword()
    settings.database = try DatabaseChoice.find(invocation, settings.configuration)
    let clock = try StartClock.make()
    let feed = settings.feed(seed: UInt64(bitPattern: clock.unixNanos))
    let place = settings.configuration.redis.address.description
    if !invocation.has("wait") { try ServerProbe.check(feed, place: place, clock) }
    return try run(settings, .redis(feed), mode: .live, place: place, clock: clock)
  }

  /// Opens the account and the screen on a source of ticks, and runs until it ends.
  static func run(
    _ settings: DeskSettings, _ source: MarketSource, mode: FeedStatus.Mode, place: String,
    clock: Clock
  ) throws(CommandFailure) -> ExitStatus {
    var source = source
    let trading = try PaperTrading(settings, &source, now: UnixNanos(clock.unixNanos))
    var session = try DeskSession(
      settings, source: source, trading: trading, mode: mode, place: place, clock: clock)
    return try session.run()
  }
}

/// Finds out whether the server answers before the screen is taken.
enum ServerProbe {
  private static let patienceNanos: Int64 = 2_000_000_000

  /// - Throws: status 69 with what is wrong and the offer of a demo.
  static func check(
    _ feed: MarketFeed, place: String, _ clock: Clock
  ) throws(CommandFailure) {
    let problem: String?
    do throws(CommandFailure) {
      problem = try wait(for: feed, clock)
    } catch {
      problem = error.message
    }
    guard let problem else { return }
    throw CommandFailure(
      .unavailable,
      """
      no data from \(place): \(problem)
        thor demo          shows the workstation on a simulated market
        thor --redis URL   reads another server (or redis.url in the configuration)
        thor --wait        opens now and waits for the server
      """)
  }

  /// What keeps the server from answering; nil when it does. What was read by then stays in the
  /// feed's batch.
  private static func wait(
    for feed: MarketFeed, _ clock: Clock
  ) throws(CommandFailure) -> String? {
    var loop = try FeedLoop(signals: [], clock: clock)
    var polled: [FeedDescriptor] = []
    let end = clock.monotonicNanos + patienceNanos
    while clock.monotonicNanos < end {
      _ = feed.process(loop.now)
      switch feed.state {
      case .live, .starting: return nil
      case .waiting(let fault, _): return fault.description
      case .connecting: break
      }
      polled.removeAll()
      feed.descriptors(into: &polled)
      _ = try loop.wait(for: polled, untilNanos: min(end, feed.deadlineNanos))
    }
    return "no answer within \(patienceNanos / 1_000_000_000) s"
  }
}
