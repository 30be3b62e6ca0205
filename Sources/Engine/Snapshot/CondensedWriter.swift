import Execution
import MarketModel
import Risk

/// Condenses events of a journal, so that a start takes them up many times as fast.
///
///     var writer = CondensedWriter()
///     try writer.append(event.payload, from: engine)
///     … writer.bytes …
///
/// `Engine.restore(condensed:)` makes of the bytes what the events themselves would have made.
public struct CondensedWriter: Sendable {
  /// All that has been condensed.
  public private(set) var bytes: [UInt8] = []
  private var symbols: [Symbol: UInt16] = [:]
  private var sources: [SourceName: UInt8] = [:]

  /// The version of the form of `bytes`: the oldest that knows all that is in them.
  public private(set) var version = CondensedForm.version

  /// The versions that are read, in words.
  public static var versions: String {
    "\(CondensedForm.version) to \(CondensedForm.versionWithExecutions)"
  }

  /// A version that is read; nil for another one.
  public static func known(version: Int64) -> UInt32? {
    let known = [CondensedForm.version, CondensedForm.versionWithExecutions]
    return known.first { Int64($0) == version }
  }

  public init() { bytes.reserveCapacity(1 << 20) }

  /// Adds one event. `engine` has taken it up, with whatever came after it.
  public mutating func append(
    _ payload: UnsafeBufferPointer<UInt8>, from engine: Engine
  ) throws(RestoreFailure) {
    do throws(LineFailure) {
      var members = try LineMembers(payload)
      let type = try members.requiredText("type")
      let at = try members.instant("ts") ?? .zero
      switch type {
      case "order_made": try appendOrder(&members, at, engine)
      case "filled": try appendFill(&members, at, engine)
      case "day": try appendDay(&members, at, payload)
      case "accepted", "denied", "rejected", "triggered", "modified", "canceled", "expired":
        try appendState(type, &members, at, engine)
      case "instrument", "opening", "limits", "trading_state", "risk", "configuration":
        appendLine(payload)
      default: begin(.time, at)
      }
    } catch {
      throw RestoreFailure(field: error.field, message: error.message)
    }
  }

  // MARK: Events

  private mutating func appendLine(_ payload: UnsafeBufferPointer<UInt8>) {
    put(CondensedForm.line.rawValue)
    put(UInt32(truncatingIfNeeded: payload.count))
    bytes.append(contentsOf: payload)
  }

  private mutating func appendOrder(
    _ members: inout LineMembers, _ at: UnixNanos, _ engine: Engine
  ) throws(LineFailure) {
    let symbol = try number(of: try members.symbol("symbol"))
    let made = try MadeOrder(&members, at: at, engine)
    let request = made.request
    begin(.order, at)
    put(request.id)
    put(symbol)
    for code in [request.side.rawValue, request.type.rawValue, request.timeInForce.rawValue] {
      put(code)
    }
    put(made.parts.rawValue)
    put(request.quantity.nanos)
    for price in [request.limit, request.stop, request.trail] {
      if let price { put(price.nanos) }
    }
    if let expiresAt = request.expiresAt { put(expiresAt.nanos) }
    if let touch = made.touch { put(touch.nanos) }
    guard let leg = made.leg else { return }
    put(leg.kind.rawValue)
    put(UInt16(truncatingIfNeeded: leg.place))
    put(UInt16(truncatingIfNeeded: leg.count))
  }

  private mutating func appendState(
    _ type: String, _ members: inout LineMembers, _ at: UnixNanos, _ engine: Engine
  ) throws(LineFailure) {
    // A second order of the same id is no order.
    if type == "rejected", try members.text("reason") == "duplicate_id" { return begin(.time, at) }
    let order = try order(&members, engine)
    switch type {
    case "accepted": begin(.accepted, at, order)
    case "triggered": begin(.triggered, at, order)
    case "modified":
      begin(.modified, at, order)
      let quantity: Quantity? = try members.decimal("quantity")
      try appendParts(quantity?.nanos, price("limit", &members), price("stop", &members))
    default:
      begin(.ended, at, order)
      let ends: [String: OrderStatus] = [
        "denied": .denied, "rejected": .rejected, "canceled": .canceled,
      ]
      put((ends[type] ?? .expired).rawValue)
    }
  }

  private mutating func appendFill(
    _ members: inout LineMembers, _ at: UnixNanos, _ engine: Engine
  ) throws(LineFailure) {
    let order = try order(&members, engine)
    let fill = try JournaledFill(&members, at: at)
    let source = number(of: fill.source)
    begin(.filled, at, order)
    put(fill.price.nanos)
    put(fill.quantity.nanos)
    put(fill.commission.nanos)
    for code in [fill.liquidity.rawValue, fill.cause.rawValue, source] { put(code) }
    appendFillParts(fill)
  }

  private mutating func appendFillParts(_ fill: JournaledFill) {
    var parts = CondensedForm.Parts()
    if fill.bid != nil { parts.insert(.first) }
    if fill.ask != nil { parts.insert(.second) }
    if fill.execution != nil { parts.insert(.third) }
    put(parts.rawValue)
    for price in [fill.bid, fill.ask] {
      if let price { put(price.nanos) }
    }
    guard let execution = fill.execution else { return }
    put(execution)
    version = CondensedForm.versionWithExecutions
  }

  private mutating func appendDay(
    _ members: inout LineMembers, _ at: UnixNanos, _ payload: UnsafeBufferPointer<UInt8>
  ) throws(LineFailure) {
    for name in ["markets", "trailing", "sources"] as [StaticString]
    where try members.object(name) != nil {
      return appendLine(payload)
    }
    let day = try JournaledDay(&members)
    begin(.day, at)
    put(day.baseline.nanos)
    put(day.peak.nanos)
    put(day.number)
    put(day.trades)
    put((day.date == nil ? CondensedForm.Parts() : .first).rawValue)
    if let date = day.date { put(date.daysSince1970) }
  }

  /// Up to three numbers behind a byte that says which there are.
  private mutating func appendParts(_ first: Int64?, _ second: Int64?, _ third: Int64?) {
    var parts = CondensedForm.Parts()
    if first != nil { parts.insert(.first) }
    if second != nil { parts.insert(.second) }
    if third != nil { parts.insert(.third) }
    put(parts.rawValue)
    for number in [first, second, third] {
      if let number { put(number) }
    }
  }

  private func price(
    _ name: StaticString, _ members: inout LineMembers
  ) throws(LineFailure) -> Int64? {
    let price: Price? = try members.decimal(name)
    return price?.nanos
  }

  private func order(
    _ members: inout LineMembers, _ engine: Engine
  ) throws(LineFailure) -> UInt32 {
    let id = try engine.decoder.id(&members)
    guard let index = engine.index(of: id) else {
      throw LineFailure("id", "no order \(id) has been made")
    }
    return UInt32(truncatingIfNeeded: index.offset)
  }

  // MARK: Names by number

  private mutating func number(of symbol: Symbol?) throws(LineFailure) -> UInt16 {
    guard let symbol else { return CondensedForm.noSymbol }
    if let known = symbols[symbol] { return known }
    guard symbols.count < CondensedForm.noSymbol else {
      throw LineFailure("symbol", "more than \(CondensedForm.noSymbol) symbols")
    }
    let number = UInt16(symbols.count)
    symbols[symbol] = number
    put(CondensedForm.symbol.rawValue)
    put(symbol.description)
    return number
  }

  private mutating func number(of source: SourceName?) -> UInt8 {
    guard let source else { return CondensedForm.noSource }
    if let known = sources[source] { return known }
    guard sources.count < CondensedForm.noSource else { return CondensedForm.noSource }
    let number = UInt8(sources.count)
    sources[source] = number
    put(CondensedForm.source.rawValue)
    put(source.description)
    return number
  }

  // MARK: Bytes

  private mutating func begin(_ form: CondensedForm, _ at: UnixNanos) {
    put(form.rawValue)
    put(at.nanos)
  }

  private mutating func begin(_ form: CondensedForm, _ at: UnixNanos, _ order: UInt32) {
    begin(form, at)
    put(order)
  }

  private mutating func put(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func put(_ id: OrderID) {
    let count = id.count
    put(UInt8(truncatingIfNeeded: count))
    for place in 0..<count { bytes.append(id[place]) }
  }

  private mutating func put(_ text: String) {
    put(UInt8(truncatingIfNeeded: text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }
}

extension MadeOrder {
  /// Reads an order's line but for its symbol, which has been read.
  init(
    _ members: inout LineMembers, at instant: UnixNanos, _ engine: Engine
  ) throws(LineFailure) {
    request = try OrderRequest(
      journaled: &members, id: try engine.decoder.id(&members), symbol: Symbol.none)
    at = instant
    isFlatten = try members.bool("flatten") ?? false
    touch = try members.decimal("touch")
    leg = try MadeOrder.leg(&members)
  }

  var parts: CondensedForm.OrderParts {
    var parts = CondensedForm.OrderParts()
    if request.limit != nil { parts.insert(.limit) }
    if request.stop != nil { parts.insert(.stop) }
    if request.trail != nil { parts.insert(.trail) }
    if request.expiresAt != nil { parts.insert(.expiry) }
    if leg != nil { parts.insert(.list) }
    if request.isPostOnly { parts.insert(.postOnly) }
    if request.isReduceOnly { parts.insert(.reduceOnly) }
    if request.overridesStaleQuote { parts.insert(.staleQuote) }
    if isFlatten { parts.insert(.flatten) }
    if touch != nil { parts.insert(.touch) }
    return parts
  }
}

extension OrderRequest {
  /// Reads what was asked for, as a journal has it.
  init(
    journaled members: inout LineMembers, id: OrderID, symbol: Symbol
  ) throws(LineFailure) {
    self.init(
      id: id, symbol: symbol,
      side: try members.requiredChoice("side", [Choice("BUY", Side.buy), Choice("SELL", .sell)]),
      type: try members.requiredChoice(
        "order_type", OrderType.allCases.map { Choice($0.word, $0) }),
      quantity: try members.required("quantity"))
    timeInForce = try members.requiredChoice(
      "tif", TimeInForce.allCases.map { Choice($0.word, $0) })
    limit = try members.decimal("limit")
    stop = try members.decimal("stop")
    trail = try members.decimal("trail")
    expiresAt = try members.instant("expires")
    isPostOnly = try members.bool("post_only") ?? false
    isReduceOnly = try members.bool("reduce_only") ?? false
    overridesStaleQuote = try members.bool("stale_quote") ?? false
  }
}
