import MarketModel
import Testing

@testable import MarketCodec

/// What is concluded of clocks, from events and from the server.
@Suite struct ClockSkewTests {
  private let source = SourceIndex(1)
  private let second: Int64 = 1_000_000_000

  private func skew(server: Int64? = nil, ways: [Int64]) -> Int64 {
    var skew = ClockSkew()
    skew.serverAheadNanos = server
    for way in ways { skew.note(source, wayNanos: way) }
    skew.conclude()
    return skew.aheadNanos(of: source)
  }

  /// Ways of 5 to 36 ms, seen by a clock that differs by `offset`.
  private func ways(_ offset: Int64, count: Int = 640) -> [Int64] {
    (0..<count).map { Int64(5 + $0 * 7 % 32) * 1_000_000 - offset }
  }

  @Test func aClockAheadIsKnownToItsShortestWay() {
    // Of sixteen ways in these some are 5 ms long, in most the shortest is 6.
    #expect(skew(ways: ways(8 * second)) == 8 * second - 6_000_000)
    #expect(skew(ways: ways(20_000_000)) == 14_000_000)
  }

  @Test func aSlowWayIsNoClock() {
    #expect(skew(ways: ways(0)) == 0)
    #expect(skew(ways: ways(-8 * second)) == 0)
    // But it is where the server's clock says the same.
    #expect(skew(server: -8 * second, ways: ways(-8 * second)) == -8 * second)
    #expect(skew(server: -8 * second, ways: ways(0)) == 0)
    #expect(skew(server: 8 * second, ways: ways(0)) == 0)
  }

  @Test func aFewWrongStampsMoveNothing() {
    var some = ways(0)
    for place in stride(from: 3, to: some.count, by: 50) { some[place] = -30 * second }
    #expect(skew(ways: some) == 0)
    // A single event says nothing yet, and neither do all of one hour in another zone.
    #expect(skew(ways: [-30 * second]) == 0)
    #expect(skew(ways: ways(3_600 * second)) == 0)
    #expect(skew(ways: [.min, .min, .max, .min] + ways(3_600 * second)) == 0)
  }

  @Test func aSlowSourceIsKnownAfterSomeSeconds() {
    var skew = ClockSkew()
    for way in ways(8 * second, count: 4) {
      #expect(skew.aheadNanos(of: source) == 0)
      skew.note(source, wayNanos: way)
      skew.conclude()
    }
    #expect(skew.aheadNanos(of: source) > 7 * second)
    #expect(skew.aheadNanos(of: SourceIndex(2)) == 0)
    skew.forget()
    #expect(skew.aheadNanos(of: source) == 0)
  }

  @Test func beforeASourceIsKnownTheServersClockLetsItIn() {
    var skew = ClockSkew()
    skew.serverAheadNanos = 8 * second
    #expect(skew.aheadNanos(of: source) == 8 * second)
    skew.serverAheadNanos = -8 * second
    #expect(skew.aheadNanos(of: source) == 0)
    skew.serverAheadNanos = 86_400 * second
    #expect(skew.aheadNanos(of: source) == ClockSkew.limitNanos)
  }

  /// The rule about the future and the one about old events count by the corrected time.
  @Test func theRulesCountByTheCorrectedTime() {
    var decoder = makeDecoder()
    var batch = TickBatch()
    var count = 0
    func decode(_ aheadSeconds: Int64) -> DecodeOutcome {
      count += 1
      let at = noon.advanced(byNanos: -aheadSeconds * second)
      return decoder.decode(
        event(["timestamp": noon.description, "ingest_id": uuid(count)]), at: at, into: &batch)
    }
    for _ in 0..<100 {
      #expect(decode(8) == .rejected(Rejection(.futureTimestamp, .timestamp, .ahead)))
    }
    decoder.clockSkew.conclude()
    #expect(decode(8) == .accepted([]))
    #expect(batch.ticks.last?.ageNanos == 0)
    #expect(decode(14) == .rejected(Rejection(.futureTimestamp, .timestamp, .ahead)))
    #expect(decode(-53) == .accepted(.staleTimestamp))
    #expect(decode(-51) == .accepted([]))
  }

  private func uuid(_ number: Int) -> String {
    let digits = String(number)
    return "3f2504e0-4f89-41d3-9a0d-" + String(repeating: "0", count: 12 - digits.count) + digits
  }
}
