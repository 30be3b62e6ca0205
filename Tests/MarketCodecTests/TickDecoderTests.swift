import MarketModel
import Testing

@testable import MarketCodec

@Suite struct TickDecoderTests {
  @Test func readsEveryFieldOfAGoodEvent() throws {
    var decoder = makeDecoder()
    var batch = TickBatch()
    let outcome = decoder.decode(
      event(["prevClose": "4990", "volume": "1234567", "colour": "green"]), into: &batch)
    #expect(outcome == .accepted([]))
    let decoded = try #require(batch.ticks.first)
    #expect(decoded.tick.eventAt == noon.advanced(byNanos: 123_456_789))
    #expect(decoded.tick.parts == [.bid, .ask, .last, .bidSize, .askSize, .lastSize])
    #expect(decoded.tick.bid == (try Price("5000")))
    #expect(decoded.tick.ask == (try Price("5000.25")))
    #expect(decoded.tick.lastSize == Quantity(2))
    #expect(decoded.tick.isTrade)
    #expect(decoder.sources[decoded.tick.source].description == "SCHWAB")
    #expect(decoded.latencyMicros == 12_500)
    #expect(decoded.sequence == 7)
    #expect(decoder.collectors.names == ["c1"])
    #expect(decoded.ingestID.description == "3f2504e0-4f89-41d3-9a0c-0305e82c3301")
    #expect(batch.figures.first?.previousClose == (try Price("4990")))
    #expect(batch.figures.first?.volume == Quantity(1_234_567))
    #expect(decoder.counters.unknownFields == 1)
  }

  /// Every way an entry can be refused: the change, the verdict, the field it is about, the reason.
  static let refusals: [([String: String?], QualityVerdict, TickField?, Rejection.Reason)] = [
    (["symbol": "es"], .malformed, .symbol, .badSymbol),
    (["symbol": "ABCDEFGHIJKLMNOPQ"], .malformed, .symbol, .badSymbol),
    (["symbol": "E\u{1B}S"], .malformed, .symbol, .controlByte),
    (["symbol": ""], .missingField, .symbol, .emptyValue),
    (["symbol": "NOSUCH"], .unknownSymbol, .symbol, .notListed),
    (["timestamp": nil], .missingField, .timestamp, .absent),
    (["timestamp": "yesterday"], .malformed, .timestamp, .badTimestamp),
    (["timestamp": "2026-02-30T12:00:00Z"], .malformed, .timestamp, .badTimestamp),
    (["timestamp": "2026-01-05T12:00:00"], .malformed, .timestamp, .badTimestamp),
    (["timestamp": "9999-01-01T00:00:00Z"], .outOfRange, .timestamp, .beyondLimits),
    (["timestamp": "2026-01-05T12:00:06.1Z"], .futureTimestamp, .timestamp, .ahead),
    (["bid": nil], .missingField, .bid, .absent),
    (["last": nil], .missingField, .last, .absent),
    (["bid": "5OOO"], .badNumber, .bid, .notADecimal),
    (["bid": "NaN"], .badNumber, .bid, .notADecimal),
    (["bid": "1e3"], .badNumber, .bid, .notADecimal),
    (["bid": "+1"], .badNumber, .bid, .notADecimal),
    (["bid": "."], .badNumber, .bid, .notADecimal),
    (["bid": "1."], .badNumber, .bid, .notADecimal),
    (["bid": "-"], .badNumber, .bid, .notADecimal),
    (["bid": "1.0000000001"], .badNumber, .bid, .finerThanNanos),
    (["bid": "5\u{7}"], .malformed, .bid, .controlByte),
    (["ask": "99999999999999999999999"], .outOfRange, .ask, .beyondLimits),
    (["ask": "1000000.01"], .outOfRange, .ask, .beyondLimits),
    (["bid": "-0.25"], .outOfRange, .bid, .negative),
    (["symbol": "CL", "bid": "-1000000.01"], .outOfRange, .bid, .beyondLimits),
    (["lastSize": "10001"], .outOfRange, .lastSize, .beyondLimits),
    (["lastSize": "-1"], .outOfRange, .lastSize, .negative),
    (["bidSize": "100001"], .outOfRange, .bidSize, .beyondLimits),
    (["bidSize": "many"], .badNumber, .bidSize, .notADecimal),
    (["last": ""], .missingField, .last, .tradeWithoutPrice),
    (["source": nil], .missingField, .source, .absent),
    (["source": "NOBODY"], .unknownSource, .source, .notListed),
    (["source": "TWO WORDS"], .malformed, .source, .badSource),
    (["ingest_id": nil], .missingField, .ingestID, .absent),
    (["ingest_id": "3f2504e0-4f89-41d3-9a0c-0305e82c330"], .malformed, .ingestID, .badIdentifier),
    (["ingest_id": "3f2504e0-4f89-41d3-9a0c-0305e82c330g"], .malformed, .ingestID, .badIdentifier),
    (["ingest_id": "00000000-0000-0000-0000-000000000000"], .malformed, .ingestID, .badIdentifier),
    (["collector": "\u{9B}31m"], .malformed, .collector, .controlByte),
    (["collector": String(repeating: "x", count: 65)], .malformed, .collector, .tooLong),
    (["latency_ms": "60001"], .outOfRange, .latencyMillis, .beyondLimits),
    (["latency_ms": "-1"], .outOfRange, .latencyMillis, .beyondLimits),
    (["latency_ms": "slow"], .badNumber, .latencyMillis, .notADecimal),
    (["seq": "1.5"], .badNumber, .sequence, .notAnInteger),
    (["seq": "9223372036854775808"], .badNumber, .sequence, .notAnInteger),
    (["high": "-1"], .outOfRange, .high, .negative),
    (["volume": "-1"], .outOfRange, .volume, .negative),
    (["note": "\u{1B}]0;title\u{7}"], .malformed, nil, .controlByte),
    (["no\u{1}te": "x"], .malformed, nil, .controlByte),
  ]

  @Test(arguments: refusals.indices) func refusesWithItsVerdict(_ index: Int) {
    let (changes, verdict, field, reason) = Self.refusals[index]
    var decoder = makeDecoder()
    var batch = TickBatch()
    let outcome = decoder.decode(event(changes), into: &batch)
    #expect(outcome == .rejected(Rejection(verdict, field, reason)))
    #expect(batch.ticks.isEmpty)
    #expect(decoder.counters.count(of: verdict) == 1)
    #expect(decoder.counters.rejected == 1)
    #expect(!"\(Rejection(verdict, field, reason))".contains("\u{1B}"))
    // What was refused does not block the same event when it comes again, put right.
    #expect(decoder.decode(goodFields, into: &batch) == .accepted([]))
  }

  @Test func refusesWhatIsNoListOfPairsAndFieldsThatStandTwice() {
    var decoder = makeDecoder()
    var batch = TickBatch()
    var odd = buffer(goodFields)
    odd.append("alone")
    let outcome = odd.withFields { decoder.decode($0, receivedAt: noon, into: &batch) }
    #expect(outcome == .rejected(Rejection(.malformed, nil, .notPairs)))
    #expect(
      decoder.decode(goodFields + [("bid", "5000.00")], into: &batch)
        == .rejected(Rejection(.malformed, .bid, .duplicatedField)))
    #expect(
      decoder.decode(goodFields + [("x", "1"), ("x", "1")], into: &batch)
        == .rejected(Rejection(.malformed, nil, .duplicatedField)))
    let many = (0..<65).map { ("f\($0)", "1") }
    #expect(
      decoder.decode(many, into: &batch) == .rejected(Rejection(.malformed, nil, .tooManyFields)))
    var badUTF8 = buffer(goodFields)
    badUTF8.append("note")
    [UInt8]([0xC3, 0x28]).withUnsafeBufferPointer { badUTF8.append($0) }
    #expect(
      badUTF8.withFields { decoder.decode($0, receivedAt: noon, into: &batch) }
        == .rejected(Rejection(.malformed, nil, .notUTF8)))
  }

  @Test func everyNameOfTheContractIsRecognised() {
    for field in TickField.allCases {
      var name = field.name
      #expect(name.withUTF8 { TickField(name: $0) } == field)
      for other in [name + "s", String(name.dropLast()), name.uppercased() + "_"] {
        var other = other
        #expect(other.withUTF8 { TickField(name: $0) } != field)
      }
    }
    #expect(TickField.count == TickField.allCases.count)
  }

  /// The change, the parts, and the flags that follow from it.
  static let mappings: [([String: String?], TickParts, TickFlags)] = [
    (["bid": ""], [.bidGone, .ask, .last, .askSize, .lastSize], []),
    (["bidSize": "0"], [.bidGone, .ask, .last, .askSize, .lastSize], []),
    (["askSize": ""], [.bid, .askGone, .last, .bidSize, .lastSize], []),
    (["bidSize": nil], [.bid, .ask, .last, .askSize, .lastSize], []),
    (["lastSize": nil], [.bid, .ask, .last, .bidSize, .askSize], []),
    (["lastSize": "0"], [.bid, .ask, .last, .bidSize, .askSize], []),
    (["last": "", "lastSize": ""], [.bid, .ask, .bidSize, .askSize], []),
    (["bid": "5000.25"], [.bid, .ask, .last, .bidSize, .askSize, .lastSize], []),
    (["bid": "5000.50", "lastSize": nil], [.bid, .ask, .last, .bidSize, .askSize], .crossed),
    (["last": "5000.50"], [.bid, .ask, .last, .bidSize, .askSize, .lastSize], .lastOutsideQuote),
    (["last": "4999", "lastSize": nil], [.bid, .ask, .last, .bidSize, .askSize], []),
    (
      ["timestamp": "2026-01-05T11:58:00Z"],
      [.bid, .ask, .last, .bidSize, .askSize, .lastSize], .staleTimestamp
    ),
  ]

  @Test(arguments: mappings.indices) func mapsParts(_ index: Int) {
    let (changes, parts, flags) = Self.mappings[index]
    var decoder = makeDecoder()
    var batch = TickBatch()
    #expect(decoder.decode(event(changes), into: &batch) == .accepted(flags))
    #expect(batch.ticks.first?.tick.parts == parts)
    #expect(decoder.counters.flagged == (flags.isEmpty ? 0 : 1))
    for verdict in flags.verdicts { #expect(decoder.counters.count(of: verdict) == 1) }
  }

  @Test func timestampsOfEveryForm() {
    let forms = [
      "2026-01-05T12:00:00.5Z", "2026-01-05T13:00:00.500+01:00", "1767614400500",
      "1767614400500000", "1767614400500000000", "2026-01-05 12:00:00.500000000Z",
    ]
    for form in forms {
      var decoder = makeDecoder()
      var batch = TickBatch()
      _ = decoder.decode(event(["timestamp": form]), into: &batch)
      #expect(batch.ticks.first?.tick.eventAt == noon.advanced(byNanos: 500_000_000), "\(form)")
    }
    var decoder = makeDecoder()
    var batch = TickBatch()
    // The remembered day must not leak into another one.
    for (number, day) in ["05", "04", "05"].enumerated() {
      let id = "3f2504e0-4f89-41d3-9a0c-0305e82c330\(number)"
      _ = decoder.decode(
        event(["timestamp": "2026-01-\(day)T12:00:00Z", "ingest_id": id]), into: &batch)
    }
    let day: Int64 = 86_400_000_000_000
    #expect(batch.ticks.map { noon.nanos(since: $0.tick.eventAt) } == [0, day, 0])
  }

  @Test func measuredSkewIsTakenOff() {
    var decoder = makeDecoder()
    var batch = TickBatch()
    let ahead = event(["timestamp": "2026-01-05T12:00:08Z"])
    #expect(
      decoder.decode(ahead, into: &batch)
        == .rejected(Rejection(.futureTimestamp, .timestamp, .ahead)))
    decoder.clockSkew.serverAheadNanos = 3_000_000_000
    #expect(decoder.decode(ahead, into: &batch) == .accepted([]))
  }

  @Test func anOlderEventOfTheSameSymbolAndSourceIsFlagged() {
    var decoder = makeDecoder()
    var batch = TickBatch()
    func at(_ second: Int, _ source: String, _ number: Int) -> [(String, String)] {
      event([
        "timestamp": "2026-01-05T12:00:0\(second)Z", "source": source,
        "ingest_id": "3f2504e0-4f89-41d3-9a0c-00000000000\(number)",
      ])
    }
    #expect(decoder.decode(at(2, "EXCEL", 1), into: &batch) == .accepted([]))
    #expect(decoder.decode(at(1, "SCHWAB", 2), into: &batch) == .accepted([]))
    #expect(decoder.decode(at(1, "EXCEL", 3), into: &batch) == .accepted(.outOfOrder))
    #expect(decoder.decode(at(2, "EXCEL", 4), into: &batch) == .accepted([]))
    let excel = decoder.sources.index(of: SourceName("EXCEL")!)!
    #expect(decoder.counters.count(of: .outOfOrder, source: excel) == 1)
    #expect(decoder.counters.accepted(from: excel) == 3)
  }

  @Test func runningNumbersAreWatchedByCollectorAndSymbol() {
    var decoder = makeDecoder { $0.requiresIngestID = false }
    var batch = TickBatch()
    for (collector, number) in [("a", 1), ("b", 9), ("a", 2), ("a", 5), ("a", 4), ("b", 10)] {
      _ = decoder.decode(
        event(["collector": collector, "seq": String(number), "ingest_id": nil]), into: &batch)
    }
    #expect(decoder.counters.sequenceGaps == 1)
    #expect(decoder.counters.sequenceMissing == 2)
    #expect(decoder.counters.sequenceStepsBack == 1)
  }

  @Test func contractMonthsAndDefaultInstrumentsAreDefined() {
    var decoder = makeDecoder { $0 = .archive }
    var batch = TickBatch()
    _ = decoder.decode(event(["symbol": "ESZ6", "ingest_id": nil]), into: &batch)
    _ = decoder.decode(
      event(["symbol": "NEW", "source": "ELSE", "bid": "1.5", "ask": "1.6", "ingest_id": nil]),
      into: &batch)
    _ = decoder.decode(
      event(["symbol": "NEW", "bid": "1.505", "ask": "1.6", "ingest_id": nil]), into: &batch)
    #expect(batch.definitions.map(\.offset) == [3, 4, 4])
    #expect(decoder.catalog[InstrumentIndex(3)].root == Symbol("ES"))
    #expect(decoder.catalog[InstrumentIndex(4)].isDefault)
    #expect(decoder.catalog[InstrumentIndex(4)].tick == Price(nanos: 1_000_000))
    #expect(decoder.sources.index(of: SourceName("ELSE")!) != nil)
  }

  @Test func strictSymbols() {
    var decoder = makeDecoder { $0.strictSymbols = true }
    var batch = TickBatch()
    #expect(
      decoder.decode(event(["symbol": "6E"]), into: &batch)
        == .rejected(Rejection(.malformed, .symbol, .notStrictSymbol)))
    #expect(decoder.decode(goodFields, into: &batch) == .accepted([]))
  }

  @Test func theSameIDTwiceIsOneTick() {
    var decoder = makeDecoder()
    var batch = TickBatch()
    #expect(decoder.decode(goodFields, into: &batch) == .accepted([]))
    #expect(decoder.decode(event(["bid": "4999"]), into: &batch) == .duplicate)
    #expect(batch.ticks.count == 1)
    #expect(decoder.counters.duplicates == 1)
    #expect(decoder.counters.rejected == 0)
  }
}
