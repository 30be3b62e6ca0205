import MarketModel

@testable import MarketCodec

let noon = UnixNanos(1_767_614_400_000_000_000)  // 2026-01-05T12:00:00Z

/// A decoder for ES, CL (may trade below zero) and a crypto coin with fractional sizes.
func makeDecoder(_ change: (inout DecoderRules) -> Void = { _ in }) -> TickDecoder {
  var rules = DecoderRules.live
  rules.duplicateWindow = 1_000
  change(&rules)
  let quarter = Price(nanos: 250_000_000)
  let cent = Price(nanos: 10_000_000)
  return TickDecoder(
    catalog: InstrumentCatalog([
      Instrument(symbol: Symbol("ES")!, tick: quarter),
      Instrument(symbol: Symbol("CL")!, tick: cent, negativePrices: true),
      Instrument(symbol: Symbol("BTCUSDT")!, kind: .crypto, tick: cent),
    ]), sources: [SourceName("DESK_A")!], rules: rules)
}

let goodFields: [(String, String)] = [
  ("symbol", "ES"), ("timestamp", "2026-01-05T12:00:00.123456789Z"), ("last", "5000.25"),
  ("bid", "5000.00"), ("ask", "5000.25"), ("lastSize", "2"), ("bidSize", "17"),
  ("askSize", "9"), ("source", "SCHWAB"), ("ingest_id", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
  ("collector", "c1"), ("latency_ms", "12.5"), ("seq", "7"),
]

func buffer(_ fields: [(String, String)]) -> FieldBuffer {
  var buffer = FieldBuffer()
  for (name, value) in fields {
    buffer.append(name)
    buffer.append(value)
  }
  return buffer
}

/// The good event with some fields changed, or removed where the value is nil.
func event(_ changes: [String: String?]) -> [(String, String)] {
  var fields = goodFields.compactMap { name, value -> (String, String)? in
    guard let change = changes[name] else { return (name, value) }
    return change.map { (name, $0) }
  }
  for (name, value) in changes.sorted(by: { $0.key < $1.key })
  where !goodFields.contains(where: { $0.0 == name }) {
    if let value { fields.append((name, value)) }
  }
  return fields
}

extension TickDecoder {
  mutating func decode(
    _ fields: [(String, String)], at time: UnixNanos = noon.advanced(byNanos: 1_000_000_000),
    into batch: inout TickBatch
  ) -> DecodeOutcome {
    buffer(fields).withFields { decode($0, receivedAt: time, into: &batch) }
  }
}
