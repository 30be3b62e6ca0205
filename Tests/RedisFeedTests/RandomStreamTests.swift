import MarketCodec
import MarketModel
import RedisFeed
import TestSupport
import Testing

/// Hostile entries through a real server: nothing is lost, nothing crashes, all is accounted for.
@Suite(.serialized, .ownThreads) struct RandomStreamTests {
  @Test func randomEntriesAreAllAccountedFor() throws {
    let server = try RedisServer()
    let harness = FeedHarness(FeedOptions(server))
    #expect(harness.run { $0.feed.state == .live })
    let publisher = PublisherHarness(server)
    var random = SplitMix64(seed: 21)
    let count = 3_000
    for number in 0..<count {
      var fields = FieldBuffer()
      if number % 3 == 0 {
        for word in eventWords(number) { fields.append(word) }
      } else {
        for _ in 0..<(1 + random.below(12)) * 2 {
          let bytes = (0..<random.below(24)).map { _ in
            UInt8(truncatingIfNeeded: random.next())
          }
          bytes.withUnsafeBufferPointer { fields.append($0) }
        }
      }
      fields.withFields { publisher.publisher.publish($0, symbol: Symbol("ES")!) }
    }
    #expect(publisher.flush())
    #expect(harness.run { $0.feed.entriesRead == UInt64(count) })
    #expect(harness.ticks.count == count / 3)
    #expect(harness.feed.decoder.counters.rejected == UInt64(count - count / 3))
    #expect(
      harness.run {
        $0.feed.deadLettersWritten + $0.feed.deadLettersDropped == UInt64(count - count / 3)
      })
    let length = server.command("XLEN", "quotes:deadletter")
    #expect(Int(length.prefix { $0.isNumber }) == Int(harness.feed.deadLettersWritten))
  }
}
