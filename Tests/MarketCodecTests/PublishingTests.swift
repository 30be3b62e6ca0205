import MarketModel
import Testing

@testable import MarketCodec

@Suite struct PublishingTests {
  private func plan() -> SimulatorPlan {
    var plan = SimulatorPlan(
      walks: SimulatorPlan.walks(for: [Symbol("ES")!, Symbol("CL")!]),
      feeders: [
        .init(source: SourceName("EXCEL")!, collector: "a"),
        .init(source: SourceName("SCHWAB")!, collector: "b"),
      ])
    plan.ratePerSecond = 1_000
    return plan
  }

  @Test func whatIsEncodedIsDecodedAgain() throws {
    var simulator = MarketSimulator(plan(), seed: 3, startingAt: noon)
    var decoder = makeDecoder {
      $0.checksClock = false
      // A feeder tells nothing while the other one moves.
      $0.bounds.divergenceTicks = nil
    }
    var fields = FieldBuffer()
    var batch = TickBatch()
    var trades = 0
    for _ in 0..<20_000 {
      batch.removeAll()
      let record = simulator.next(into: &fields)
      let outcome = fields.withFields { decoder.decode($0, receivedAt: noon, into: &batch) }
      #expect(outcome == .accepted([]))
      let decoded = try #require(batch.ticks.first)
      #expect(decoder.catalog[decoded.tick.instrument].symbol == record.symbol)
      #expect(decoded.tick.bid == record.bid)
      #expect(decoded.tick.ask == record.ask)
      #expect(decoded.tick.eventAt == record.timestamp)
      #expect(decoded.tick.lastSize == record.lastSize ?? .zero)
      #expect(decoded.ingestID == record.ingestID)
      #expect(decoded.latencyMicros.map(Int.init) == record.latencyMicros)
      #expect(batch.figures.first == record.figures)
      #expect(decoded.tick.bid.isOn(tick: decoder.catalog[decoded.tick.instrument].tick))
      if decoded.tick.isTrade { trades += 1 }
    }
    #expect((4_000...8_000).contains(trades))
    #expect(decoder.counters.sequenceGaps == 0)
  }

  @Test func theSameSeedIsTheSameMarket() {
    var one = MarketSimulator(plan(), seed: 9, startingAt: noon)
    var two = MarketSimulator(plan(), seed: 9, startingAt: noon)
    var other = MarketSimulator(plan(), seed: 10, startingAt: noon)
    var fields = FieldBuffer()
    var differs = false
    for _ in 0..<1_000 {
      let record = one.next(into: &fields)
      #expect(record == two.next(into: &fields))
      if record != other.next(into: &fields) { differs = true }
    }
    #expect(differs)
    #expect(one.nextAt == two.nextAt)
  }

  @Test func everySpoiltEventIsRefusedOrDropped() {
    var plan = plan()
    plan.badPerMillion = 200_000
    plan.gapsPerMillion = 50_000
    var simulator = MarketSimulator(plan, seed: 4, startingAt: noon)
    var decoder = makeDecoder()
    var fields = FieldBuffer()
    var batch = TickBatch()
    for _ in 0..<5_000 {
      let at = simulator.nextAt
      _ = simulator.next(into: &fields)
      batch.removeAll()
      _ = fields.withFields { decoder.decode($0, receivedAt: at, into: &batch) }
    }
    #expect(simulator.spoilt > 800)
    #expect(decoder.counters.rejected + decoder.counters.duplicates == simulator.spoilt)
    for verdict in [
      QualityVerdict.malformed, .missingField, .badNumber, .outOfRange, .unknownSymbol,
      .unknownSource, .futureTimestamp, .duplicate,
    ] {
      #expect(decoder.counters.count(of: verdict) > 0, "\(verdict.name)")
    }
    #expect(decoder.counters.sequenceGaps > 0)
  }

  @Test func aSilentSourceSaysNothing() {
    var plan = plan()
    plan.silenceEveryNanos = 2_000_000_000
    plan.silenceLengthNanos = 1_000_000_000
    var simulator = MarketSimulator(plan, seed: 5, startingAt: noon)
    var fields = FieldBuffer()
    var heard = [false, false]
    while simulator.nextAt < noon.advanced(byNanos: 4_000_000_000) {
      let isSilent = simulator.nextAt.nanos(since: noon) % 2_000_000_000 >= 1_000_000_000
      let record = simulator.next(into: &fields)
      if record.source.description == "SCHWAB" { heard[isSilent ? 1 : 0] = true }
    }
    #expect(heard == [true, false])
  }

  // MARK: CSV

  private func rows(_ text: String, chunk: Int = 7) throws(TickCSVFailure) -> [TickRecord] {
    var reader = TickCSVReader()
    var records: [TickRecord] = []
    var rest = Array(text.utf8)[...]
    while true {
      if try reader.next() {
        if let record = reader.record { records.append(record) }
      } else if rest.isEmpty {
        return records
      } else {
        Array(rest.prefix(chunk)).withUnsafeBufferPointer { reader.feed($0) }
        rest = rest.dropFirst(chunk)
        if rest.isEmpty { reader.finish() }
      }
    }
  }

  @Test func linesOfCSVComeBack() throws {
    var simulator = MarketSimulator(plan(), seed: 6, startingAt: noon)
    var fields = FieldBuffer()
    var written: [TickRecord] = []
    for _ in 0..<200 {
      var record = simulator.next(into: &fields)
      record.ingestID = nil
      record.collector = nil
      record.latencyMicros = nil
      record.sequence = nil
      record.figures = SessionFigures()
      if written.count % 3 == 0 { record.bid = nil }
      written.append(record)
    }
    let lines = [TickEncoder.csvHeader] + written.map { TickEncoder.csvLine($0) }
    for ending in ["\n", "\r\n"] {
      #expect(try rows(lines.joined(separator: ending)) == written)
      #expect(try rows(lines.joined(separator: ending) + ending, chunk: 4_000) == written)
    }
  }

  /// The file, and where and why it is refused.
  static let broken: [(String, String)] = [
    ("ts,symbol,last,bid,ask\n", "line 1: expected a header with the column source"),
    ("ts,symbol,last,bid,ask,source,ts\n", "line 1, column 7 (?): expected every column once"),
    ("ts,symbol,price\n", "line 1, column 3 (?): expected the name of a tick's column"),
    (
      "ts,symbol,last,bid,ask,source\n\n2026-01-05T12:00:00Z,ES,1,2,x,SIM\n",
      "line 3, column 5 (ask): expected a decimal such as 5000.25"
    ),
    (
      "ts,symbol,last,bid,ask,source\nnoon,ES,1,2,3,SIM",
      "line 2, column 1 (timestamp): \(InstantFailure.notAnInstant)"
    ),
    (
      "ts,symbol,last,bid,ask,source\n1767614400,ES,1,2,3\n",
      "line 2: expected 6 columns, got 5"
    ),
    (
      "ts,symbol,last,bid,ask,source\n1767614400,ES,1,2,3,SIM,x\n",
      "line 2: expected 6 columns, got more"
    ),
    (
      "ts,symbol,last,bid,ask,source\n1767614400,es,1,2,3,SIM\n",
      "line 2, column 2 (symbol): expected 1 to 16 of A-Z 0-9 . _ / - beginning with a letter or digit"
    ),
    (
      "ts,symbol,last,bid,ask,source\n" + String(repeating: "x", count: 5_000),
      "line 2: expected a line of at most 4096 bytes"
    ),
  ]

  @Test(arguments: broken.indices) func aBrokenFileNamesThePlace(_ index: Int) {
    let (text, message) = Self.broken[index]
    for chunk in [1, 100_000] {
      do throws(TickCSVFailure) {
        _ = try rows(text, chunk: chunk)
        Issue.record("the file was taken")
      } catch {
        #expect(error.description == message)
      }
    }
  }
}
