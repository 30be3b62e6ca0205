import MarketModel

/// What each instrument of a catalog lets pass, as plain numbers in a table parallel to it.
struct InstrumentLimits: Sendable {
  private struct Row: Sendable {
    var lowestPrice: Int64
    var lastSize: Int64
    var quoteSize: Int64
    var tick: Int64
    var isDefault: Bool
  }

  /// No price of the contract is further from zero: 1,000,000.
  private static let highestPrice: Int64 = 1_000_000 * 1_000_000_000

  private var rows: [Row] = []

  init(_ catalog: InstrumentCatalog) {
    for index in 0..<catalog.count {
      set(InstrumentIndex(index), catalog[InstrumentIndex(index)])
    }
  }

  mutating func set(_ index: InstrumentIndex, _ instrument: Instrument) {
    let row = Row(
      lowestPrice: instrument.negativePrices ? -InstrumentLimits.highestPrice : 0,
      lastSize: instrument.lastSizeLimit.nanos, quoteSize: instrument.quoteSizeLimit.nanos,
      tick: instrument.tick.nanos, isDefault: instrument.isDefault)
    if index.offset < rows.count { rows[index.offset] = row } else { rows.append(row) }
  }

  func isDefault(_ index: InstrumentIndex) -> Bool { rows[index.offset].isDefault }

  func tickNanos(_ index: InstrumentIndex) -> Int64 { rows[index.offset].tick }

  func check(_ values: QuoteValues, _ index: InstrumentIndex) throws(Rejection) {
    let row = rows[index.offset]
    try price(values.last, .last, row)
    try price(values.bid, .bid, row)
    try price(values.ask, .ask, row)
    try size(values.lastSize, .lastSize, row.lastSize)
    try size(values.bidSize, .bidSize, row.quoteSize)
    try size(values.askSize, .askSize, row.quoteSize)
  }

  func check(_ figures: SessionFigures, _ index: InstrumentIndex) throws(Rejection) {
    let row = rows[index.offset]
    if let price = figures.previousClose { try self.price(price.nanos, .previousClose, row) }
    if let price = figures.open { try self.price(price.nanos, .open, row) }
    if let price = figures.high { try self.price(price.nanos, .high, row) }
    if let price = figures.low { try self.price(price.nanos, .low, row) }
    if let volume = figures.volume { try size(volume.nanos, .volume, .max) }
  }

  @inline(__always)
  private func price(_ nanos: Int64, _ field: TickField, _ row: Row) throws(Rejection) {
    if nanos < row.lowestPrice || nanos > InstrumentLimits.highestPrice {
      throw Rejection(
        .outOfRange, field, nanos < 0 && row.lowestPrice == 0 ? .negative : .beyondLimits)
    }
  }

  @inline(__always)
  private func size(_ nanos: Int64, _ field: TickField, _ limit: Int64) throws(Rejection) {
    if nanos < 0 || nanos > limit {
      throw Rejection(.outOfRange, field, nanos < 0 ? .negative : .beyondLimits)
    }
  }
}
