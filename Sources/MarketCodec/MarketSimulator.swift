import MarketModel

/// A market that does not exist: seeded, endless, and the same for the same seed.
///
/// A pure value: it has a time of its own, which `next` moves on. Whoever publishes its events
/// waits until `nextAt`; whoever wants them at once does not wait.
public struct MarketSimulator: Sendable {
  /// The state of one instrument's walk, in ticks.
  private struct Book: Sendable {
    var bidTicks: Int64
    var spreadTicks: Int64
    var lastTicks: Int64
    var openTicks: Int64
    var highTicks: Int64
    var lowTicks: Int64
    var previousCloseTicks: Int64
    var volume: Int64 = 0
    let startTicks: Int64
  }

  /// The ways an event is spoilt, one after the other.
  enum Spoiler: Int, CaseIterable {
    case badNumber, missingField, controlByte, unknownSource, futureTimestamp, outOfRange
    case unknownSymbol, repeatedID
  }

  public let plan: SimulatorPlan
  /// When the next event happens.
  public private(set) var nextAt: UnixNanos
  /// Events made so far, spoilt ones among them.
  public private(set) var made: UInt64 = 0
  public private(set) var spoilt: UInt64 = 0

  private let startedAt: UnixNanos
  private var random: SplitMix64
  private var books: [Book]
  private var sequences: [Int64]
  private var lastID = IngestID(high: 1, low: 1)
  private var nextSpoiler = 0

  public init(_ plan: SimulatorPlan, seed: UInt64, startingAt start: UnixNanos) {
    precondition(!plan.walks.isEmpty && !plan.feeders.isEmpty, "a market has symbols and sources")
    self.plan = plan
    random = SplitMix64(seed: seed)
    startedAt = start
    nextAt = start
    books = plan.walks.map { walk in
      let ticks = walk.start.nanos / max(1, walk.tick.nanos)
      return Book(
        bidTicks: ticks, spreadTicks: 1, lastTicks: ticks, openTicks: ticks, highTicks: ticks,
        lowTicks: ticks, previousCloseTicks: ticks - ticks / 250, startTicks: ticks)
    }
    sequences = Array(repeating: 0, count: plan.walks.count * plan.feeders.count)
  }

  /// Writes the next event's fields and moves on; returns what it was before any spoiling.
  public mutating func next(into fields: inout FieldBuffer) -> TickRecord {
    let at = nextAt
    let record = makeRecord(at)
    TickEncoder.encode(record, into: &fields)
    made += 1
    if random.chance(perMillion: plan.badPerMillion) {
      spoil(record, &fields)
    } else if let id = record.ingestID {
      lastID = id
    }
    nextAt = at.advanced(byNanos: interval(at))
    return record
  }

  private mutating func makeRecord(_ at: UnixNanos) -> TickRecord {
    let walk = Int(random.below(UInt64(plan.walks.count)))
    let feeder = pickFeeder(at)
    let isTrade = step(walk)
    let definition = plan.walks[walk]
    let source = plan.feeders[feeder]
    let latency = latencyMicros(source)
    var record = TickRecord(
      symbol: definition.symbol, timestamp: at, source: source.source)
    let book = books[walk]
    record.bid = price(book.bidTicks, definition)
    record.ask = price(book.bidTicks + book.spreadTicks, definition)
    record.bidSize = Quantity(1 + Int(random.below(UInt64(definition.largestSize))))
    record.askSize = Quantity(1 + Int(random.below(UInt64(definition.largestSize))))
    record.last = price(book.lastTicks, definition)
    if isTrade {
      let size = 1 + Int64(random.below(UInt64(max(1, definition.largestSize / 8))))
      record.lastSize = Quantity(nanos: size * 1_000_000_000)
      books[walk].volume += size
    }
    record.figures = figures(walk)
    record.ingestID = IngestID(
      high: random.next() & ~0xF000 | 0x4000, low: random.next() & ~(3 << 62) | 2 << 62)
    record.collector = source.collector
    record.latencyMicros = latency
    record.sequence = sequence(walk, feeder)
    return record
  }

  private func price(_ ticks: Int64, _ walk: SimulatorPlan.Walk) -> Price {
    Price(nanos: ticks &* walk.tick.nanos)
  }

  private func figures(_ walk: Int) -> SessionFigures {
    let book = books[walk]
    let definition = plan.walks[walk]
    var figures = SessionFigures()
    figures.previousClose = price(book.previousCloseTicks, definition)
    figures.open = price(book.openTicks, definition)
    figures.high = price(book.highTicks, definition)
    figures.low = price(book.lowTicks, definition)
    figures.volume = Quantity(nanos: book.volume &* 1_000_000_000)
    return figures
  }

  /// Moves a book by at most a tick, back towards its start the further it is away; says whether
  /// somebody traded.
  private mutating func step(_ walk: Int) -> Bool {
    var book = books[walk]
    let reach = max(20, book.startTicks / 50)
    let pull = (book.bidTicks - book.startTicks) * 64 / reach
    let draw = Int64(random.below(256))
    if draw < 60 - pull { book.bidTicks += 1 }
    if draw >= 196 - pull { book.bidTicks -= 1 }
    book.spreadTicks = random.chance(perMillion: 80_000) ? 2 : 1
    let isTrade = random.chance(perMillion: 300_000)
    if isTrade {
      book.lastTicks =
        random.chance(perMillion: 500_000)
        ? book.bidTicks + book.spreadTicks : book.bidTicks
      book.highTicks = max(book.highTicks, book.lastTicks)
      book.lowTicks = min(book.lowTicks, book.lastTicks)
    }
    books[walk] = book
    return isTrade
  }

  /// A source that speaks now: during a silence the last one does not.
  private mutating func pickFeeder(_ at: UnixNanos) -> Int {
    let silent =
      plan.feeders.count > 1
      && within(plan.silenceEveryNanos, plan.silenceLengthNanos, at)
    return Int(random.below(UInt64(plan.feeders.count - (silent ? 1 : 0))))
  }

  /// Whether `at` lies in the last `length` of a period.
  private func within(_ period: Int64, _ length: Int64, _ at: UnixNanos) -> Bool {
    guard period > 0 else { return false }
    return at.nanos(since: startedAt) % period >= period - length
  }

  private mutating func latencyMicros(_ feeder: SimulatorPlan.Feeder) -> Int {
    let middle = max(1, feeder.latencyMillis) * 1_000
    return middle / 2 + Int(random.below(UInt64(middle)))
  }

  private mutating func sequence(_ walk: Int, _ feeder: Int) -> Int64 {
    let place = walk * plan.feeders.count + feeder
    let skipped = random.chance(perMillion: plan.gapsPerMillion) ? 1 + Int64(random.below(5)) : 0
    sequences[place] += 1 + skipped
    return sequences[place]
  }

  private mutating func interval(_ at: UnixNanos) -> Int64 {
    let factor = within(plan.burstEveryNanos, plan.burstLengthNanos, at) ? plan.burstFactor : 1
    let mean = 1e9 / max(0.001, plan.ratePerSecond * factor)
    return Int64(mean * (0.5 + Double(random.below(1_000)) / 1_000))
  }

  private mutating func spoil(_ record: TickRecord, _ fields: inout FieldBuffer) {
    spoilt += 1
    let spoiler = Spoiler.allCases[nextSpoiler % Spoiler.allCases.count]
    nextSpoiler += 1
    var record = record
    switch spoiler {
    case .badNumber: fields.replaceValue(of: "bid", with: "5OOO.25")
    case .missingField: fields.replaceName(of: "ask", with: "offer")
    case .controlByte: fields.replaceValue(of: "collector", with: "\u{1B}[31mred\u{1B}[0m")
    case .unknownSource: fields.replaceValue(of: "source", with: "NOBODY")
    case .futureTimestamp:
      record.timestamp = record.timestamp.advanced(byNanos: 3_600_000_000_000)
      TickEncoder.encode(record, into: &fields)
    case .outOfRange: fields.replaceValue(of: "last", with: "2000000")
    case .unknownSymbol: fields.replaceValue(of: "symbol", with: "NOSUCH")
    case .repeatedID:
      record.ingestID = lastID
      TickEncoder.encode(record, into: &fields)
    }
  }
}
