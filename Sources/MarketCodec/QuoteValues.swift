import MarketModel

/// Prices and sizes of one entry: read, and not yet held against an instrument.
struct QuoteValues {
  var parts: TickParts = []
  var bid: Int64 = 0
  var ask: Int64 = 0
  var last: Int64 = 0
  var bidSize: Int64 = 0
  var askSize: Int64 = 0
  var lastSize: Int64 = 0

  /// Reads them. The three prices must be there and may be empty.
  ///
  /// An empty price, an empty size and a size of 0 say that the side is not there; an absent size
  /// says nothing, and the size stays what it was.
  init(_ values: FieldValues) throws(Rejection) {
    _ = try values.required(.last)
    _ = try values.required(.bid)
    _ = try values.required(.ask)
    if let price = try values.decimal(.last) {
      last = price
      parts.insert(.last)
    }
    if let size = try values.decimal(.lastSize) {
      lastSize = size
      if size != 0 { parts.insert(.lastSize) }
      if size > 0, !parts.contains(.last) {
        throw Rejection(.missingField, .last, .tradeWithoutPrice)
      }
    }
    bid = try values.decimal(.bid) ?? 0
    bidSize = try values.decimal(.bidSize) ?? 0
    let bidThere = QuoteValues.isThere(values, .bid, .bidSize, bidSize)
    parts.formUnion(bidThere ? .bid : .bidGone)
    if bidThere, bidSize != 0 { parts.insert(.bidSize) }
    ask = try values.decimal(.ask) ?? 0
    askSize = try values.decimal(.askSize) ?? 0
    let askThere = QuoteValues.isThere(values, .ask, .askSize, askSize)
    parts.formUnion(askThere ? .ask : .askGone)
    if askThere, askSize != 0 { parts.insert(.askSize) }
  }

  private static func isThere(
    _ values: FieldValues, _ price: TickField, _ size: TickField, _ sizeNanos: Int64
  ) -> Bool {
    guard let bytes = values.bytes(price), !bytes.isEmpty else { return false }
    return !values.has(size) || sizeNanos != 0
  }

  /// The step as fine as the finest of the prices; nil where there is none.
  var finestTick: Price? {
    var decimals = -1
    if parts.contains(.last) { decimals = max(decimals, DecimalText.decimalsNeeded(last)) }
    if parts.contains(.bid) { decimals = max(decimals, DecimalText.decimalsNeeded(bid)) }
    if parts.contains(.ask) { decimals = max(decimals, DecimalText.decimalsNeeded(ask)) }
    guard decimals >= 0 else { return nil }
    var nanos: Int64 = 1_000_000_000
    for _ in 0..<decimals { nanos /= 10 }
    return Price(nanos: nanos)
  }

  /// Sets the tick's parts; fields whose part is not set stay zero.
  func fill(_ tick: inout Tick) {
    tick.parts = parts
    if parts.contains(.bid) { tick.bid = Price(nanos: bid) }
    if parts.contains(.ask) { tick.ask = Price(nanos: ask) }
    if parts.contains(.last) { tick.last = Price(nanos: last) }
    if parts.contains(.bidSize) { tick.bidSize = Quantity(nanos: bidSize) }
    if parts.contains(.askSize) { tick.askSize = Quantity(nanos: askSize) }
    if parts.contains(.lastSize) { tick.lastSize = Quantity(nanos: lastSize) }
  }
}

extension SessionFigures {
  /// Reads what the source says of the session; an empty field says nothing.
  init(_ values: FieldValues) throws(Rejection) {
    self.init()
    previousClose = try values.decimal(.previousClose).map { Price(nanos: $0) }
    open = try values.decimal(.open).map { Price(nanos: $0) }
    high = try values.decimal(.high).map { Price(nanos: $0) }
    low = try values.decimal(.low).map { Price(nanos: $0) }
    volume = try values.decimal(.volume).map { Quantity(nanos: $0) }
  }
}
