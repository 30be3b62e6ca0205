import Foundation
import MarketCodec
import MarketModel
import RedisFeed
import TestSupport
import Testing

private func isLive(_ harness: FeedHarness) -> Bool { harness.feed.state == .live }

@Suite(.serialized, .ownThreads) struct MarketFeedTests {
  @Test func readsWhatIsPublishedAfterTheStart() throws {
    let server = try RedisServer()
    let publisher = PublisherHarness(server)
    publisher.publish(eventWords(1))
    #expect(publisher.flush())
    let harness = FeedHarness(FeedOptions(server))
    #expect(harness.run(until: isLive))
    // The newest quote comes from the hash, flagged as a snapshot, and the stream's copy is not read.
    #expect(harness.ticks.count == 1)
    #expect(harness.ticks.first?.isSnapshot == true)
    #expect(harness.events.contains(.snapshot(hashes: 1)))
    publisher.publish(eventWords(2, bid: "5001.25", ask: "5001.50"))
    publisher.publish(eventWords(3, symbol: "NQ", bid: "18000", ask: "18000.25"), symbol: "NQ")
    #expect(publisher.flush())
    #expect(harness.run { $0.ticks.count == 3 })
    #expect(harness.ticks[1].tick.bid == (try Price("5001.25")))
    #expect(harness.ticks[1].isSnapshot == false)
    #expect(harness.ticks[2].tick.instrument == InstrumentIndex(1))
    #expect(harness.feed.lag.entriesBehind != nil)
  }

  @Test func anEventBetweenNewestIDAndSnapshotIsAppliedOnce() throws {
    let server = try RedisServer()
    let publisher = PublisherHarness(server)
    publisher.publish(eventWords(1))
    #expect(publisher.flush())
    var options = FeedOptions(server)
    options.startAfter = .zero
    let harness = FeedHarness(options)
    #expect(harness.run { $0.feed.entriesRead == 1 })
    #expect(harness.ticks.count == 1)
    #expect(harness.feed.decoder.counters.duplicates == 1)
  }

  /// A trade, then a quote: the hash says nothing of the trade any more.
  @Test func theLatestHashHasTheNewestEventsFieldsAlone() throws {
    let server = try RedisServer()
    let publisher = PublisherHarness(server)
    publisher.publish(eventWords(1) + ["lastSize", "7", "prevClose", "4990", "note", "ours"])
    publisher.publish(eventWords(2))
    var bare = eventWords(3)
    for name in ["bidSize", "askSize"] {
      let place = try #require(bare.firstIndex(of: name))
      bare.removeSubrange(place...place + 1)
    }
    publisher.publish(bare, symbol: "NQ")
    #expect(publisher.flush())
    #expect(publisher.publisher.published == 3)
    func keys(_ symbol: String) -> Set<String> {
      Set(
        server.command("HKEYS", "quotes:latest:\(symbol)").split(separator: "\n")
          .map { String($0.filter { $0 != "\r" }) })
    }
    let required: Set = ["symbol", "timestamp", "last", "bid", "ask", "source", "ingest_id"]
    // What the contract does not know is left to whoever wrote it.
    #expect(keys("ES") == required.union(["bidSize", "askSize", "note"]))
    #expect(keys("NQ") == required)
    let harness = FeedHarness(FeedOptions(server))
    #expect(harness.run(until: isLive))
    #expect(harness.ticks.count == 2)
    #expect(harness.ticks.allSatisfy { !$0.tick.isTrade })
  }

  @Test func followsAStreamThatDoesNotExistYet() throws {
    let server = try RedisServer()
    let harness = FeedHarness(FeedOptions(server))
    #expect(harness.run(until: isLive))
    let publisher = PublisherHarness(server)
    for number in 0..<2_500 { publisher.publish(eventWords(number)) }
    #expect(publisher.flush())
    #expect(harness.run { $0.ticks.count == 2_500 })
    #expect(harness.feed.entriesRead == 2_500)
    #expect(harness.run { $0.feed.lag.entriesBehind == 0 && $0.feed.lag.behindMillis == 0 })
  }

  @Test func nothingIsLostOrDoubledWhenTheServerIsKilled() throws {
    var options = RedisServer.Options()
    options.isDurable = true
    let server = try RedisServer(options)
    let harness = FeedHarness(FeedOptions(server))
    #expect(harness.run(until: isLive))
    let publisher = PublisherHarness(server)
    var number = 0
    for generation in 0..<3 {
      for _ in 0..<700 {
        publisher.publish(eventWords(number))
        number += 1
      }
      // The kill falls into the middle of the publishing and the reading.
      for _ in 0..<(3 + generation * 4) {
        publisher.publisher.process(FeedHarness.now().monotonicNanos)
        harness.round(limitMillis: 1)
      }
      server.kill()
      harness.round(limitMillis: 1)
      try server.start()
      #expect(publisher.flush(seconds: 10))
    }
    #expect(harness.run(seconds: 10) { $0.ticks.count >= number })
    let ids = harness.ticks.map(\.ingestID)
    #expect(ids.count == number)
    #expect(Set(ids).count == number)
    #expect(harness.events.contains { if case .gap = $0 { true } else { false } } == false)
    #expect(harness.events.contains { if case .state(.waiting) = $0 { true } else { false } })
  }

  @Test func aTrimmedGapIsCountedExactly() throws {
    var durable = RedisServer.Options()
    durable.isDurable = true
    let server = try RedisServer(durable)
    let harness = FeedHarness(FeedOptions(server))
    #expect(harness.run(until: isLive))
    let publisher = PublisherHarness(server)
    for number in 0..<10 { publisher.publish(eventWords(number)) }
    #expect(publisher.flush())
    #expect(harness.run { $0.ticks.count == 10 })
    server.kill()
    harness.run { if case .waiting = $0.feed.state { true } else { false } }
    try server.start()
    for number in 10..<50 { publisher.publish(eventWords(number)) }
    #expect(publisher.flush())
    server.command("XTRIM", "quotes:stream:unified", "MAXLEN", "15")
    harness.run { $0.feed.entriesRead == 25 }
    let gaps = harness.events.compactMap { event -> Int64? in
      if case .gap(let lost, _, _) = event { lost } else { nil }
    }
    #expect(gaps == [25])
  }

  @Test func aRecreatedStreamIsReadFromItsBeginning() throws {
    let server = try RedisServer()
    let harness = FeedHarness(FeedOptions(server))
    let publisher = PublisherHarness(server)
    for number in 0..<5 { publisher.publish(eventWords(number)) }
    #expect(publisher.flush())
    #expect(harness.run(until: isLive))
    publisher.publish(eventWords(5))
    #expect(publisher.flush())
    #expect(harness.run { $0.feed.entriesRead == 1 })
    server.command("DEL", "quotes:stream:unified")
    let words = eventWords(77)
    let text = server.command(
      "XADD", "quotes:stream:unified", "5-1", words[0], words[1], words[2], words[3], words[4],
      words[5], words[6], words[7], words[8], words[9], words[14], words[15], words[16], words[17])
    #expect(text.hasPrefix("5-1"))
    #expect(harness.run(seconds: 8) { $0.feed.entriesRead == 2 })
    #expect(harness.events.contains(.streamRecreated))
  }

  @Test func signsInAsAnACLUser() throws {
    var options = RedisServer.Options()
    options.users = [
      "user default off", "user root on >root ~* &* +@all",
      "user desk on >s3cret ~quotes:* &quotes:* +@all",
    ]
    let server = try RedisServer(options)
    let harness = FeedHarness(FeedOptions(server, user: "desk", password: "s3cret"))
    #expect(harness.run(until: isLive))
    let wrong = FeedHarness(FeedOptions(server, user: "desk", password: "wrong"))
    #expect(
      wrong.run { if case .waiting(.authentication, _) = $0.feed.state { true } else { false } })
    let before = wrong.rounds
    wrong.run(seconds: 0.5) { _ in false }
    #expect(wrong.rounds - before < 40)
  }

  @Test func aReaderWithoutXINFOAndSCANStillReads() throws {
    var options = RedisServer.Options()
    options.users = [
      "user default off", "user root on >root ~* &* +@all",
      "user reader on >r ~quotes:* -@all +xread +xrevrange +select +hgetall",
    ]
    let server = try RedisServer(options)
    let harness = FeedHarness(FeedOptions(server, user: "reader", password: "r"))
    #expect(harness.run(until: isLive))
    #expect(
      harness.events.contains {
        if case .snapshotUnavailable(.permission) = $0 { true } else { false }
      })
    let words = ["XADD", "quotes:stream:unified", "*"] + eventWords(1)
    server.run(words, user: (name: "root", password: "root"))
    #expect(harness.run { $0.ticks.count == 1 })
  }

  @Test func namesAMissingPasswordAWrongTypeAndAMissingServer() throws {
    var options = RedisServer.Options()
    options.password = "pass"
    let server = try RedisServer(options)
    let unsigned = FeedHarness(FeedOptions(server))
    #expect(
      unsigned.run { if case .waiting(.authentication, _) = $0.feed.state { true } else { false } })
    let signed = FeedHarness(FeedOptions(server, password: "pass"))
    #expect(signed.run(until: isLive))
    server.command("SET", "quotes:stream:unified", "text")
    let typed = FeedHarness(FeedOptions(server, password: "pass"))
    #expect(typed.run { if case .waiting(.wrongType, _) = $0.feed.state { true } else { false } })
    let nowhere = FeedHarness(
      FeedOptions(server: ServerAddress(.unix(path: server.directory + "/none.sock"))))
    #expect(
      nowhere.run { if case .waiting(.cannotConnect, _) = $0.feed.state { true } else { false } })
  }

  @Test func readsOverTCP() throws {
    var options = RedisServer.Options()
    options.listensOnTCP = true
    let server = try RedisServer(options)
    let harness = FeedHarness(
      FeedOptions(server: ServerAddress(.tcp(host: "127.0.0.1", port: server.port), database: 0)))
    #expect(harness.run(until: isLive))
    let publisher = PublisherHarness(server)
    publisher.publish(eventWords(1))
    #expect(publisher.flush())
    #expect(harness.run { $0.ticks.count == 1 })
  }

  @Test func listensToAChannel() throws {
    let server = try RedisServer()
    var options = FeedOptions(server)
    options.stream = nil
    options.channel = "quotes:live"
    let harness = FeedHarness(options)
    #expect(harness.run(until: isLive))
    let time = FeedHarness.now().wall.description
    server.command(
      "PUBLISH", "quotes:live",
      """
      {"symbol":"ES","timestamp":"\(time)","last":5000.25,"bid":"5000.00","ask":5.00025e3,\
      "bidSize":null,"source":"MANUAL","ingest_id":"3f2504e0-4f89-41d3-9a0c-000000000001"}
      """)
    server.command("PUBLISH", "quotes:live", "{\"symbol\":\"ES\",")
    #expect(harness.run { $0.ticks.count == 1 && $0.rejections.count == 1 })
    #expect(harness.ticks.first?.tick.parts == [.last, .ask, .bidGone])
    #expect(harness.rejections.first?.rejection.reason == .notAnObject)
    // What came over the channel and could not be used is kept as it came, like a stream's entry.
    #expect(harness.run { $0.feed.deadLettersWritten == 1 })
    #expect(server.command("XRANGE", "quotes:deadletter", "-", "+").contains("{\"symbol\":\"ES\","))
  }

  @Test func whatCannotBeUsedBecomesADeadLetter() throws {
    let server = try RedisServer()
    let harness = FeedHarness(FeedOptions(server))
    #expect(harness.run(until: isLive))
    let publisher = PublisherHarness(server)
    publisher.publish(eventWords(1, bid: "\u{1B}[31m"))
    publisher.publish(eventWords(2))
    #expect(publisher.flush())
    #expect(harness.run { $0.feed.deadLettersWritten == 1 && $0.ticks.count == 1 })
    let letter = server.command("--no-raw", "XRANGE", "quotes:deadletter", "-", "+")
    #expect(letter.contains("\\x1b[31m"))
    for word in ["error_class", "malformed", "first_seen", "attempts", "stream_id"] {
      #expect(letter.contains("\"\(word)\""))
    }
    #expect(harness.rejections.first?.rejection.description.contains("\u{1B}") == false)
  }

  /// A feed whose clock runs eight seconds ahead is refused until that is measured, then taken; one
  /// that is stamped an hour ahead has a wrong clock and stays out.
  @Test func aClockThatRunsAheadIsMeasuredAndTakenOff() throws {
    let server = try RedisServer()
    let harness = FeedHarness(FeedOptions(server))
    #expect(harness.run(until: isLive))
    let ours = SourceIndex(3)
    func publish(_ numbers: Range<Int>, aheadSeconds: Int64, source: String) throws {
      let publisher = PublisherHarness(server)
      for number in numbers {
        var words = eventWords(number, source: source)
        let place = try #require(words.firstIndex(of: "timestamp"))
        let stamp = FeedHarness.now().wall.advanced(byNanos: aheadSeconds * 1_000_000_000)
        words[place + 1] = stamp.description
        publisher.publish(words)
      }
      #expect(publisher.flush())
    }
    for round in 0..<40 where harness.ticks.isEmpty {
      try publish(round * 200..<round * 200 + 100, aheadSeconds: 8, source: "BACKFILL")
      try publish(round * 200 + 100..<round * 200 + 200, aheadSeconds: 3_600, source: "MANUAL")
      harness.run(seconds: 0.1) { _ in false }
    }
    let skew = harness.feed.decoder.clockSkew
    #expect(harness.feed.decoder.counters.count(of: .futureTimestamp, source: ours) > 0)
    let ahead = skew.aheadNanos(of: ours)
    #expect((7_900_000_000...8_000_000_000).contains(ahead), "\(ahead)")
    let ages = harness.ticks.map(\.ageNanos)
    #expect(ages.allSatisfy { (-100_000_000...2_000_000_000).contains($0) })
    #expect(harness.ticks.allSatisfy { $0.tick.source == ours })
    // The server runs by the same clock as this test.
    let serverAhead = try #require(skew.serverAheadNanos)
    #expect((-50_000_000...50_000_000).contains(serverAhead), "\(serverAhead)")
  }

  @Test func anIdleFeedHardlyWakes() throws {
    let server = try RedisServer()
    var options = FeedOptions(server)
    options.blockMillis = 2_000
    let harness = FeedHarness(options)
    #expect(harness.run(until: isLive))
    let before = harness.rounds
    let end = FeedHarness.now().monotonicNanos + 1_500_000_000
    while FeedHarness.now().monotonicNanos < end { harness.round(limitMillis: 5_000) }
    #expect(harness.rounds - before < 12)
  }
}
