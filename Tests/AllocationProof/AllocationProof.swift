import CAllocationCount
import Engine
import Glibc
import MarketCodec
import MarketModel

/// Counts what a full batch of ticks asks of the allocator. Only a release build says anything:
/// without optimisation Swift allocates for what is not there afterwards.
///
/// Prints an object a line and ends with status 1 where a batch that should need nothing did.
@main enum AllocationProof {
  static let batchSize = 1_000
  static let rounds = 200
  static let now = UnixNanos(1_767_614_401_000_000_000)

  static func main() throws {
    guard let socketPath = CommandLine.arguments.dropFirst().first else {
      throw FeedCount.Failure(what: "expects the unix socket of an empty redis-server")
    }
    let counts = [
      Count(what: "a block freed at once", limit: .max, allocations: transient()),
      Count(what: "decode", limit: 0, allocations: decode(spoilt: false)),
      Count(what: "refuse", limit: 0, allocations: decode(spoilt: true)),
      Count(what: "decode and apply", limit: 0, allocations: apply()),
      // The answer of a server has a size of its own: room for it is made once a batch.
      Count(
        what: "feed, decode and apply", limit: 2 * rounds,
        allocations: try FeedCount.run(socketPath: socketPath)),
    ]
    for count in counts { print(count.json) }
    // A counter that sees nothing would prove nothing.
    let isBlind = counts[0].allocations < rounds
    Glibc.exit(isBlind || counts.contains { $0.allocations > $0.limit } ? 1 : 0)
  }

  struct Count {
    let what: String
    let limit: Int
    /// Calls in all rounds together.
    let allocations: Int

    var json: String {
      "{\"what\":\"\(what)\",\"batches\":\(rounds),\"ticks\":\(rounds * batchSize),"
        + "\"allocations\":\(allocations)}"
    }
  }

  static func counting(_ body: () throws -> Void) rethrows -> Int {
    thor_allocation_count_begin()
    defer { _ = thor_allocation_count_end() }
    try body()
    return Int(thor_allocation_count_end())
  }

  /// Events of the shape that collectors write, each with an id of its own.
  static func entries(_ batches: Int) -> [FieldBuffer] {
    let symbols = ["ES", "NQ", "YM", "RTY"].compactMap { Symbol($0) }
    var plan = SimulatorPlan(
      walks: SimulatorPlan.walks(for: symbols),
      feeders: ["SCHWAB", "EXCEL"].compactMap { SourceName($0) }.map {
        SimulatorPlan.Feeder(source: $0, collector: "c1")
      })
    plan.ratePerSecond = 1_000_000
    var simulator = MarketSimulator(
      plan, seed: 3, startingAt: now.advanced(byNanos: -1_000_000_000))
    return (0..<batches * batchSize).map { _ in
      var fields = FieldBuffer()
      _ = simulator.next(into: &fields)
      return fields
    }
  }

  static func decoder() -> TickDecoder {
    let instruments = ["ES", "NQ", "YM", "RTY"].compactMap { Symbol($0) }.map {
      Instrument(symbol: $0, tick: Price(nanos: 10_000_000))
    }
    return TickDecoder(catalog: InstrumentCatalog(instruments))
  }

  @inline(never) static func consume(_ block: UnsafeMutableRawPointer) {
    block.storeBytes(of: 1, as: UInt8.self)
  }

  private static func transient() -> Int {
    counting {
      for number in 0..<rounds {
        let block = UnsafeMutableRawPointer.allocate(byteCount: 64 + number, alignment: 8)
        consume(block)
        block.deallocate()
      }
    }
  }

  private static func decode(spoilt: Bool) -> Int {
    var entries = entries(rounds + 1)
    if spoilt { spoil(&entries) }
    var decoder = decoder()
    var batch = TickBatch()
    // The first batch meets symbols, sources and collectors, and makes room for its ticks.
    decode(entries, 0, &decoder, &batch)
    return counting {
      for round in 1...rounds { decode(entries, round, &decoder, &batch) }
    }
  }

  private static func spoil(_ entries: inout [FieldBuffer]) {
    for place in entries.indices {
      switch place % 4 {
      case 0: entries[place].replaceValue(of: "bid", with: "12.3.4")
      case 1: entries[place].replaceValue(of: "source", with: "NOBODY")
      case 2: entries[place].replaceName(of: "ask", with: "asked")
      default: entries[place].replaceValue(of: "symbol", with: "ZZZZ")
      }
    }
  }

  private static func decode(
    _ entries: [FieldBuffer], _ round: Int, _ decoder: inout TickDecoder, _ batch: inout TickBatch
  ) {
    batch.removeAll()
    for place in round * batchSize..<(round + 1) * batchSize {
      entries[place].withFields {
        _ = decoder.decode($0, receivedAt: now, into: &batch)
      }
    }
  }

  private static func apply() -> Int {
    let entries = entries(rounds + 1)
    var decoder = decoder()
    var batch = TickBatch()
    var desk = EngineDesk(decoder)
    decode(entries, 0, &decoder, &batch)
    desk.apply(batch)
    return counting {
      for round in 1...rounds {
        decode(entries, round, &decoder, &batch)
        desk.apply(batch)
      }
    }
  }
}

/// An engine that knows what a decoder knows.
struct EngineDesk {
  private var engine = Engine()
  private var effects = Effects()

  init(_ decoder: TickDecoder) {
    for place in 0..<decoder.catalog.count {
      let instrument = decoder.catalog[InstrumentIndex(place)]
      engine.apply(Input(at: nil, .instrument(instrument)), into: &effects)
    }
    for place in 0..<decoder.sources.count {
      let source = decoder.sources[SourceIndex(UInt8(place))]
      engine.apply(Input(at: nil, .source(source)), into: &effects)
    }
  }

  mutating func apply(_ batch: borrowing TickBatch) {
    for decoded in batch.ticks { engine.apply(tick: decoded.tick, into: &effects) }
    effects.removeAll()
  }
}
