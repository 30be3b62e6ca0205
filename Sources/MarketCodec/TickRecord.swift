import MarketModel

/// A quote event as a publisher knows it: by names, with everything the contract has.
public struct TickRecord: Hashable, Sendable {
  public var symbol: Symbol
  public var timestamp: UnixNanos
  public var source: SourceName
  public var last: Price?
  public var bid: Price?
  public var ask: Price?
  /// Present where the event is a trade.
  public var lastSize: Quantity?
  public var bidSize: Quantity?
  public var askSize: Quantity?
  public var ingestID: IngestID?
  public var collector: String?
  public var latencyMicros: Int?
  public var sequence: Int64?
  public var figures = SessionFigures()

  public init(symbol: Symbol, timestamp: UnixNanos, source: SourceName) {
    self.symbol = symbol
    self.timestamp = timestamp
    self.source = source
  }
}

extension TickRecord {
  /// Reads fields that have been checked; nil where symbol, time or source cannot be read.
  init?(_ entry: EntryFields) {
    var values = FieldValues(entry)
    guard (try? values.collect()) != nil, let symbol = values.bytes(.symbol),
      let time = values.bytes(.timestamp), let source = values.bytes(.source),
      let symbol = Symbol(symbol), let source = SourceName(source),
      let instant = (try? InstantText.parse(time)) ?? (try? InstantText.parseEpoch(time))
    else { return nil }
    self.init(symbol: symbol, timestamp: instant, source: source)
    func price(_ field: TickField) -> Price? {
      (try? values.decimal(field)).flatMap { $0 }.map { Price(nanos: $0) }
    }
    func size(_ field: TickField) -> Quantity? {
      (try? values.decimal(field)).flatMap { $0 }.map { Quantity(nanos: $0) }
    }
    last = price(.last)
    bid = price(.bid)
    ask = price(.ask)
    lastSize = size(.lastSize)
    bidSize = size(.bidSize)
    askSize = size(.askSize)
    ingestID = values.bytes(.ingestID).flatMap { IngestID($0) }
    collector = values.bytes(.collector).map { String(decoding: $0, as: UTF8.self) }
    latencyMicros = size(.latencyMillis).map { Int($0.nanos / 1_000_000) }
    sequence = (try? values.integer(.sequence)).flatMap { $0 }
    if values.hasFigures, let figures = try? SessionFigures(values) { self.figures = figures }
  }
}
