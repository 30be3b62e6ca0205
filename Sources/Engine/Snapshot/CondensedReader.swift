import Execution
import MarketModel
import Risk

/// Reads what `CondensedWriter` wrote, front to back. Bytes that say something else are an error,
/// never a trap.
struct CondensedReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type = Number.self
  ) throws(LineFailure) -> Number {
    let size = MemoryLayout<Number>.size
    guard bytes.count - position >= size else { throw end }
    defer { position += size }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
  }

  mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ isThere: Bool, _ type: Number.Type = Number.self
  ) throws(LineFailure) -> Number? {
    isThere ? try number(type) : nil
  }

  mutating func slice(_ count: Int) throws(LineFailure) -> UnsafeBufferPointer<UInt8> {
    guard count >= 0, bytes.count - position >= count else { throw end }
    defer { position += count }
    return UnsafeBufferPointer(
      start: bytes.baseAddress?.advanced(by: position).assumingMemoryBound(to: UInt8.self),
      count: count)
  }

  /// A short text: its length in a byte, then itself.
  mutating func text() throws(LineFailure) -> UnsafeBufferPointer<UInt8> {
    try slice(Int(try number(UInt8.self)))
  }

  mutating func code<Value: RawRepresentable>(
    _ type: Value.Type
  ) throws(LineFailure) -> Value where Value.RawValue == UInt8 {
    guard let value = Value(rawValue: try number()) else { throw unknown }
    return value
  }

  private var end: LineFailure { LineFailure("", "cut off at byte \(position)") }
  var unknown: LineFailure { LineFailure("", "unknown code before byte \(position)") }
}

/// How many events of each kind were condensed.
public struct CondensedCounts: Hashable, Sendable {
  public var orders = 0
  public var fills = 0
}

extension Engine {
  /// Takes up condensed events as if they were read one by one.
  ///
  /// - Parameter line: takes what is in it as a line of its own, as `restore(line:)` does with it.
  public mutating func restore(
    condensed bytes: UnsafeRawBufferPointer,
    line: (UnsafeBufferPointer<UInt8>, inout Engine) throws(RestoreFailure) -> Void
  ) throws(RestoreFailure) -> CondensedCounts {
    var fold = CondensedFold(reader: CondensedReader(bytes))
    do throws(LineFailure) {
      while !fold.reader.isAtEnd {
        detach()
        let form = try fold.reader.code(CondensedForm.self)
        if form == .line {
          let text = try fold.reader.slice(Int(try fold.reader.number(UInt32.self)))
          do throws(RestoreFailure) {
            try line(text, &self)
          } catch {
            throw LineFailure(error.field, error.message)
          }
        } else {
          try fold.take(form, into: &self)
        }
      }
    } catch {
      throw RestoreFailure(field: error.field, message: error.message)
    }
    return fold.counts
  }
}

/// Condensed events on their way into an engine.
private struct CondensedFold {
  var reader: CondensedReader
  var counts = CondensedCounts()
  /// By number; the place in the catalog once it was needed.
  private var symbols: [(symbol: Symbol, instrument: InstrumentIndex?)] = []
  private var sources: [SourceName] = []

  init(reader: CondensedReader) { self.reader = reader }

  mutating func take(_ form: CondensedForm, into engine: inout Engine) throws(LineFailure) {
    switch form {
    case .symbol:
      guard let symbol = Symbol(try reader.text()) else { throw reader.unknown }
      symbols.append((symbol, nil))
      return
    case .source:
      guard let source = SourceName(try reader.text()) else { throw reader.unknown }
      sources.append(source)
      return
    default: break
    }
    let at = UnixNanos(try reader.number())
    if at > engine.clock { engine.clock = at }
    switch form {
    case .order: try takeOrder(at, into: &engine)
    case .accepted: engine.restoreAccepted(try slot(engine))
    case .triggered: engine.restoreTriggered(try slot(engine))
    case .ended:
      let slot = try slot(engine)
      try engine.restoreEnd(slot, try reader.code(OrderStatus.self))
    case .modified: try takeChange(into: &engine)
    case .filled: try takeFill(at, into: &engine)
    case .day: try takeDay(into: &engine)
    case .time, .line, .symbol, .source: break
    }
  }

  private mutating func takeOrder(
    _ at: UnixNanos, into engine: inout Engine
  ) throws(LineFailure) {
    guard let id = OrderID(try reader.text()) else { throw reader.unknown }
    let instrument = try instrument(Int(try reader.number(UInt16.self)), &engine)
    let side = try reader.code(Side.self)
    let type = try reader.code(OrderType.self)
    let timeInForce = try reader.code(TimeInForce.self)
    let parts = CondensedForm.OrderParts(rawValue: try reader.number())
    let quantity = Quantity(nanos: try reader.number())
    let request = OrderRequest(
      id: id, symbol: instrument.map { engine.instruments[$0].symbol } ?? Symbol.none, side: side,
      type: type, quantity: quantity, limit: try price(parts.contains(.limit)),
      stop: try price(parts.contains(.stop)), trail: try price(parts.contains(.trail)),
      timeInForce: timeInForce,
      expiresAt: try reader.number(parts.contains(.expiry)).map { UnixNanos($0) },
      isPostOnly: parts.contains(.postOnly), isReduceOnly: parts.contains(.reduceOnly),
      overridesStaleQuote: parts.contains(.staleQuote))
    var made = MadeOrder(request: request, at: at, isFlatten: parts.contains(.flatten))
    made.touch = try price(parts.contains(.touch))
    if parts.contains(.list) {
      made.leg = MadeOrder.Leg(
        kind: try reader.code(ListKind.self), place: Int(try reader.number(UInt16.self)),
        count: Int(try reader.number(UInt16.self)))
    }
    try engine.restore(made, of: instrument)
    counts.orders += 1
  }

  private mutating func takeChange(into engine: inout Engine) throws(LineFailure) {
    let slot = try slot(engine)
    let parts = CondensedForm.Parts(rawValue: try reader.number())
    let quantity = try reader.number(parts.contains(.first)).map { Quantity(nanos: $0) }
    engine.restoreModified(
      slot, quantity, try price(parts.contains(.second)), try price(parts.contains(.third)))
  }

  private mutating func takeFill(
    _ at: UnixNanos, into engine: inout Engine
  ) throws(LineFailure) {
    let slot = try slot(engine)
    var fill = JournaledFill(
      at: at, price: Price(nanos: try reader.number()),
      quantity: Quantity(nanos: try reader.number()),
      commission: Money(nanos: try reader.number()))
    fill.liquidity = try reader.code(Liquidity.self)
    fill.cause = try reader.code(FillCause.self)
    let source = try reader.number(UInt8.self)
    if source != CondensedForm.noSource {
      guard Int(source) < sources.count else { throw reader.unknown }
      fill.source = sources[Int(source)]
    }
    let parts = CondensedForm.Parts(rawValue: try reader.number())
    fill.bid = try price(parts.contains(.first))
    fill.ask = try price(parts.contains(.second))
    if parts.contains(.third) {
      guard let execution = OrderID(try reader.text()) else { throw reader.unknown }
      fill.execution = execution
    }
    try engine.restore(fill, slot)
    counts.fills += 1
  }

  private mutating func takeDay(into engine: inout Engine) throws(LineFailure) {
    var day = JournaledDay(
      baseline: WideAmount(nanos: try reader.number()),
      peak: WideAmount(nanos: try reader.number()),
      number: try reader.number(), trades: try reader.number())
    let parts = CondensedForm.Parts(rawValue: try reader.number())
    day.date = try reader.number(parts.contains(.first)).map { TradeDate(daysSince1970: $0) }
    engine.restore(day)
  }

  // MARK: Parts

  private mutating func price(_ isThere: Bool) throws(LineFailure) -> Price? {
    try reader.number(isThere).map { Price(nanos: $0) }
  }

  /// The live order that comes next.
  private mutating func slot(_ engine: Engine) throws(LineFailure) -> Int {
    let index = Int(try reader.number(UInt32.self))
    guard index < engine.orderCount, let slot = engine.orders.slot(of: OrderIndex(index)) else {
      throw LineFailure("", "order \(index) has not been made or has ended")
    }
    return slot
  }

  private mutating func instrument(
    _ number: Int, _ engine: inout Engine
  ) throws(LineFailure) -> InstrumentIndex? {
    if number == CondensedForm.noSymbol { return nil }
    guard number < symbols.count else { throw reader.unknown }
    if let known = symbols[number].instrument { return known }
    let symbol = symbols[number].symbol
    engine.resolveContract(symbol)
    guard let index = engine.instruments.index(of: symbol) else {
      throw LineFailure("symbol", "nobody has defined \(symbol)")
    }
    symbols[number].instrument = index
    return index
  }
}
