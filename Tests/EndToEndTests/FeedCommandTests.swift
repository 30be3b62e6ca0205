import Foundation
import TestSupport
import Testing

/// `thor feed` as a collector: what arrives in a real server.
@Suite(.ownThreads) struct FeedSimulateTests {
  @Test func publishesTheStreamAndTheNewestOfEachSymbol() throws {
    let bus = try FeedBus()
    let run = try bus.feed(
      "simulate", "--count", "500", "--rate", "100000", "--symbols", "ES,NQ", "--source", "EXCEL")
    #expect(run.waitForExit() == 0)
    #expect(run.output.isEmpty)
    #expect(run.error == "feed simulate: 500 events published\n")
    let entries = bus.entries()
    #expect(entries.count == 500)
    #expect(Set(entries.map { $0["symbol"] ?? "" }) == ["ES", "NQ"])
    #expect(Set(entries.map { $0["source"] ?? "" }) == ["EXCEL"])
    #expect(Set(entries.map { $0["ingest_id"] ?? "" }).count == 500)
    for symbol in ["ES", "NQ"] {
      let newest = try #require(entries.last { $0["symbol"] == symbol })
      // HSET leaves a field of an earlier event that this one does not have (lastSize).
      #expect(bus.latest(symbol).filter { newest[$0.key] != nil } == newest)
    }
  }

  /// All but the time is the seed's.
  @Test func theSameSeedIsTheSameMarket() throws {
    let bus = try FeedBus()
    func market(_ seed: String, _ stream: String) throws -> [[String: String]] {
      let run = try bus.feed(
        "simulate", "--count", "300", "--rate", "50000", "--seed", seed, "--stream", stream)
      #expect(run.waitForExit() == 0)
      return bus.entries(stream).map { entry in entry.filter { $0.key != "timestamp" } }
    }
    let first = try market("7", "one")
    #expect(first.count == 300)
    #expect(try market("7", "two") == first)
    #expect(try market("8", "three") != first)
  }

  /// MAXLEN ~ trims whole nodes, of a hundred entries as the server is set by default.
  @Test func trimsTheStream() throws {
    let bus = try FeedBus()
    let run = try bus.feed(
      "simulate", "--count", "5000", "--rate", "1000000", "--max-length", "1000")
    #expect(run.waitForExit() == 0)
    let length = bus.length()
    #expect(length >= 1_000 && length <= 1_100)
  }

  @Test func endsAfterItsTime() throws {
    let bus = try FeedBus()
    let start = Date()
    let run = try bus.feed("simulate", "--duration", "1", "--rate", "100")
    #expect(run.waitForExit() == 0)
    #expect(Date().timeIntervalSince(start) >= 1)
    // A hundred a second; a machine that is busy publishes what was due late, not less.
    #expect((90...101).contains(bus.length()))
  }

  @Test func spoiltEventsAndGapsComeOnRequest() throws {
    let bus = try FeedBus()
    let run = try bus.feed(
      "simulate", "--count", "400", "--rate", "100000", "--bad", "1000000", "--symbols", "ES")
    #expect(run.waitForExit() == 0)
    #expect(bus.entries().contains { $0["symbol"] != "ES" })
    let gaps = try bus.feed(
      "simulate", "--count", "200", "--rate", "100000", "--gaps", "500000", "--symbols", "ES",
      "--source", "SCHWAB", "--stream", "gaps")
    #expect(gaps.waitForExit() == 0)
    let numbers = bus.entries("gaps").compactMap { $0["seq"].flatMap(Int.init) }
    #expect(numbers.count == 200 && (numbers.last ?? 0) > 250)
  }

  @Test(arguments: [SIGINT, SIGTERM]) func aSignalEndsIt(_ signal: Int32) throws {
    let bus = try FeedBus()
    let run = try bus.feed("simulate", "--rate", "1000")
    #expect(bus.waitForLength(20))
    run.signal(signal)
    #expect(run.waitForExit() == 128 + signal)
  }

  @Test func saysThatThereIsNoServer() throws {
    let run = try ProgramRun(
      DeskStory.thor, ["feed", "simulate", "--redis", "unix:///nowhere/redis.sock"])
    #expect(run.waitForExit() == 69)
    #expect(run.error.contains("unix:///nowhere/redis.sock: cannot connect: "))
    #expect(run.error.split(separator: "\n").count == 1)
  }

  @Test func aServerThatComesLaterIsWaitedFor() throws {
    let bus = try FeedBus()
    bus.redis.kill()
    let run = try bus.feed("simulate", "--wait", "--count", "50", "--rate", "10000")
    #expect(run.waitForExit(timeout: 0.5) == nil)
    try bus.redis.start()
    #expect(run.waitForExit() == 0)
    #expect(bus.length() == 50)
  }

  @Test(arguments: [
    (["--rate", "0"], "--rate expects a number above 0, got '0'"),
    (["--symbols", "ES,,NQ"], "--symbols expects names separated by commas"),
    (["--symbols", "es"], "--symbols expects names such as ES,NQ, got 'es'"),
    (["--cuont", "5"], "unknown option '--cuont'; did you mean '--count'?"),
    (["--count"], "--count expects N"),
  ])
  func namesTheWrongOption(_ arguments: [String], _ message: String) throws {
    let run = try ProgramRun(DeskStory.thor, ["feed", "simulate"] + arguments)
    #expect(run.waitForExit() == 2)
    #expect(run.error.contains(message))
  }
}
