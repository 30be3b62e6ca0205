import MarketModel
import Testing

@testable import MarketCodec

/// The rules that hold an event against the ones before it: jumps, spreads, other sources, hours.
@Suite struct QualityRuleTests {
  /// A decoder that is fed one event after the other, a millisecond apart.
  private struct Feed {
    var decoder: TickDecoder
    var batch = TickBatch()
    var count = 0

    init(_ change: (inout DecoderRules) -> Void = { _ in }) { decoder = makeDecoder(change) }

    mutating func send(
      _ last: String, bid: String = "", ask: String = "", size: String? = nil,
      symbol: String = "ES", source: String = "SCHWAB", id: Int? = nil, snapshot: Bool = false,
      laterNanos: Int64 = 1_000_000
    ) -> DecodeOutcome {
      count += 1
      now = now.advanced(byNanos: laterNanos)
      let digits = String(id ?? count)
      let fields = buffer(
        event([
          "symbol": symbol, "last": last, "bid": bid, "ask": ask, "lastSize": size,
          "source": source, "timestamp": now.description, "seq": nil,
          "ingest_id": "3f2504e0-4f89-41d3-9a0e-"
            + String(repeating: "0", count: 12 - digits.count) + digits,
        ]))
      return fields.withFields {
        decoder.decode($0, receivedAt: now, isSnapshot: snapshot, into: &batch)
      }
    }

    var now = noon
  }

  private let jump = DecodeOutcome.rejected(Rejection(.priceJump, .last, .jump))

  // MARK: Jumps

  @Test func aJumpIsRefusedAndTheOldPriceStaysTheBase() {
    var feed = Feed()
    #expect(feed.send("5000") == .accepted([]))
    #expect(feed.send("5250") == .accepted([]))
    #expect(feed.send("4987.25") == jump)
    #expect(feed.send("4987.50") == .accepted([]))
    #expect(feed.send("5300") == jump)
    #expect(feed.decoder.counters.count(of: .priceJump) == 2)
    #expect(feed.batch.rejections.last?.rejection.verdict.name == "price_jump")
  }

  @Test func threeInARowConfirmAJump() {
    var feed = Feed()
    _ = feed.send("5000")
    #expect(feed.send("6000") == jump)
    #expect(feed.send("6001") == jump)
    #expect(feed.send("6002") == .accepted([]))
    #expect(feed.send("6003") == .accepted([]))
    // A usual price between them, or two jumps that are far apart, begin anew.
    #expect(feed.send("7000") == jump)
    #expect(feed.send("7001") == jump)
    #expect(feed.send("6000") == .accepted([]))
    #expect(feed.send("7002") == jump)
    #expect(feed.send("9000") == jump)
    #expect(feed.send("9001") == jump)
    #expect(feed.send("9002") == .accepted([]))
  }

  @Test func theSameEventThriceIsNoConfirmation() {
    var feed = Feed()
    _ = feed.send("5000")
    for _ in 0..<5 { #expect(feed.send("6000", id: 77) == jump) }
    // Rejected, it is not remembered: put right it is taken.
    #expect(feed.send("5001", id: 77) == .accepted([]))
    #expect(feed.send("6000", id: 77) == .duplicate)
  }

  @Test func aSecondSourceConfirmsAJump() {
    var feed = Feed()
    _ = feed.send("5000")
    #expect(feed.send("6000") == jump)
    #expect(feed.send("6010", source: "EXCEL") == .accepted([]))
    #expect(feed.send("6005") == .accepted([]))
    #expect(feed.send("7000") == jump)
    // One that tells of another jump confirms nothing.
    #expect(feed.send("8000", source: "EXCEL") == jump)
  }

  @Test func volumeConfirmsAJump() {
    var feed = Feed()
    for _ in 0..<8 { _ = feed.send("5000", size: "4") }
    #expect(feed.send("6000", size: "4") == jump)
    #expect(feed.send("6000", size: "8") == .accepted([]))
  }

  @Test func theBoundIsTheInstrumentsOwn() {
    var feed = Feed {
      $0.boundsBySymbol[Symbol("ES")!] = {
        var bounds = QualityBounds()
        bounds.priceJump = Ratio(nanos: 10_000_000)
        return bounds
      }()
      $0.bounds.priceJump = .zero
    }
    _ = feed.send("5000")
    #expect(feed.send("5050") == .accepted([]))
    #expect(feed.send("5101") == jump)
    _ = feed.send("50000", symbol: "BTCUSDT")
    #expect(feed.send("1", symbol: "BTCUSDT") == .accepted([]))
  }

  @Test func zeroAndSnapshotsAreNoBaseForAJump() {
    var feed = Feed()
    _ = feed.send("-3", symbol: "CL")
    #expect(feed.send("12", symbol: "CL") == .accepted([]))
    _ = feed.send("5000", snapshot: true)
    #expect(feed.send("6000", snapshot: true) == .accepted([]))
    #expect(feed.send("5000") == jump)
    #expect(feed.send("", bid: "1", ask: "1.25") == .accepted([]))
    var archive = Feed { $0 = .archive }
    _ = archive.send("5000")
    #expect(archive.send("1") == .accepted([]))
  }

  // MARK: Spreads

  @Test func aWideSpreadIsFlagged() {
    var feed = Feed()
    // Nothing is usual before twenty spreads are known.
    #expect(feed.send("", bid: "4990", ask: "5000") == .accepted([]))
    for _ in 0..<200 { #expect(feed.send("", bid: "5000", ask: "5000.25") == .accepted([])) }
    #expect(feed.send("", bid: "5000", ask: "5002.50") == .accepted([]))
    #expect(feed.send("", bid: "5000", ask: "5005.25") == .accepted(.wideSpread))
    #expect(feed.send("", bid: "5000", ask: "") == .accepted([]))
    #expect(feed.decoder.counters.count(of: .wideSpread) == 1)
    // What stays wide becomes usual.
    var flagged = 0
    for _ in 0..<300 {
      if feed.send("", bid: "5000", ask: "5010") == .accepted(.wideSpread) { flagged += 1 }
    }
    #expect(flagged > 0 && flagged < 40, "\(flagged)")
    var off = Feed { $0.bounds.wideSpreadFactor = 0 }
    for _ in 0..<50 { _ = off.send("", bid: "5000", ask: "5000.25") }
    #expect(off.send("", bid: "5000", ask: "5900") == .accepted([]))
  }

  // MARK: Two sources

  @Test func sourcesThatDisagreeAreFlagged() {
    var feed = Feed()
    #expect(feed.send("", bid: "5000", ask: "5000.25") == .accepted([]))
    #expect(feed.send("", bid: "5000.50", ask: "5000.75", source: "EXCEL") == .accepted([]))
    let apart = DecodeOutcome.accepted(.crossSourceDivergence)
    #expect(feed.send("", bid: "5000.75", ask: "5001", source: "EXCEL") == apart)
    #expect(feed.send("", bid: "5000", ask: "5000.25") == apart)
    // A third one takes the place of the one that has been silent longest.
    #expect(feed.send("", bid: "5000.25", ask: "5000.50", source: "MANUAL") == .accepted([]))
    #expect(feed.send("", bid: "5001", ask: "5001.25", source: "EXCEL") == apart)
    // Other symbols are others.
    #expect(feed.send("", bid: "70", ask: "70.01", symbol: "CL", source: "EXCEL") == .accepted([]))
    let excel = feed.decoder.sources.index(of: SourceName("EXCEL")!)!
    #expect(feed.decoder.counters.count(of: .crossSourceDivergence, source: excel) == 2)
  }

  @Test func aStaleSourceIsNotCompared() {
    var feed = Feed { $0.freshNanos = 2_000_000_000 }
    _ = feed.send("", bid: "5000", ask: "5000.25")
    #expect(
      feed.send("", bid: "5100", ask: "5100.25", source: "EXCEL", laterNanos: 2_000_000_000)
        == .accepted([]))
    #expect(
      feed.send("", bid: "5000", ask: "5000.25", laterNanos: 1_999_999_999)
        == .accepted(.crossSourceDivergence))
    var never = Feed { $0.bounds.divergenceTicks = nil }
    _ = never.send("", bid: "5000", ask: "5000.25")
    #expect(never.send("", bid: "9000", ask: "9000.25", source: "EXCEL") == .accepted([]))
  }

  // MARK: Hours

  @Test func outsideOfItsHoursAnEventIsRefused() {
    let second: Int64 = 1_000_000_000
    func at(_ seconds: Int64) -> UnixNanos { noon.advanced(byNanos: seconds * second) }
    var feed = Feed()
    feed.decoder.set(
      TradingHours(
        stretches: [(at(10), at(20)), (at(30), at(40))], known: at(0)..<at(100)),
      of: [InstrumentIndex(0)])
    let closed = DecodeOutcome.rejected(Rejection(.sessionClosed, .timestamp, .closed))
    func outcome(_ nanos: Int64, symbol: String = "ES") -> DecodeOutcome {
      feed.now = noon.advanced(byNanos: nanos)
      return feed.send("5000", symbol: symbol, laterNanos: 0)
    }
    for (nanos, expected) in [
      (10 * second - 1, closed), (10 * second, .accepted([])), (20 * second - 1, .accepted([])),
      (20 * second, closed), (29 * second, closed), (30 * second, .accepted([])),
      (40 * second, closed), (99 * second, closed), (100 * second, .accepted([])),
      (-1, .accepted(.outOfOrder)), (0, closed),
    ] {
      #expect(outcome(nanos) == expected, "\(nanos)")
    }
    // Without hours of its own an instrument trades at any time.
    #expect(outcome(25 * second, symbol: "CL") == .accepted([]))
    // What was the newest before the close may be shown.
    feed.now = at(25)
    #expect(feed.send("5000", snapshot: true, laterNanos: 0) == .accepted(.outOfOrder))
    #expect(feed.decoder.counters.count(of: .sessionClosed) == 6)
  }
}
