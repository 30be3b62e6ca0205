import Execution
import MarketModel
import Portfolio
import Risk

/// Reads inputs from JSON lines, as docs/engine.md has them.
struct InputDecoder {
  /// What a line asks for beyond an input of the engine.
  enum Request {
    case input(Input)
    /// The reference workload: quotes, and an order every so many of them.
    case generator(quotes: Int, every: Int)
    /// A tick whose source takes the next place in the engine's table first.
    case firstTick(Tick, SourceName)
  }

  /// What symbols, sources and orders mean; not changed.
  let engine: Engine

  /// Reads one line.
  static func decode(
    _ line: UnsafeBufferPointer<UInt8>, for engine: Engine
  ) throws(LineFailure) -> Request {
    var members = try LineMembers(line)
    let decoder = InputDecoder(engine: engine)
    let type = try members.requiredText("type")
    let at = try members.instant("ts")
    if at == nil, !InputDecoder.timeless.contains(type), InputDecoder.types.contains(type) {
      throw LineFailure("ts", "expected the instant of the input, got nothing")
    }
    if type == "generator" {
      let request = try decoder.generator(&members)
      try members.expectNoMore()
      return request
    }
    let action = try decoder.action(type, at, &members)
    try members.expectNoMore()
    if case .tick(let tick) = action, Int(tick.source.rawValue) == engine.sources.count,
      let name = try members.sourceName("source")
    {
      return .firstTick(tick, name)
    }
    return .input(Input(at: at, action))
  }

  private static let timeless = ["instrument", "config", "size", "query", "generator"]
  private static let types = [
    "instrument", "config", "limits", "tick", "submit", "submit_list", "modify", "cancel",
    "cancel_all", "prefer_source", "flatten", "reverse", "roll", "trading_state", "market_status",
    "session_open", "session_close", "settlement", "report", "venue_positions", "clock", "query",
    "size",
    "generator",
  ]

  private func action(
    _ type: String, _ at: UnixNanos?, _ members: inout LineMembers
  ) throws(LineFailure) -> Input.Action {
    switch type {
    case "tick": return .tick(try tick(at ?? engine.clock, &members))
    case "submit": return .submit(try order(&members))
    case "submit_list": return try list(&members)
    case "modify": return .modify(try change(&members))
    case "cancel": return .cancel(try id(&members))
    case "instrument": return .instrument(try instrument(&members))
    case "config": return .config(try config(&members))
    case "limits": return .limits(try limits(&members))
    case "size": return .size(try sizing(&members))
    default: return try command(type, &members)
    }
  }

  private func command(
    _ type: String, _ members: inout LineMembers
  ) throws(LineFailure) -> Input.Action {
    switch type {
    case "cancel_all": return .cancelAll(try known("symbol", &members))
    case "flatten": return .flatten(try known("symbol", &members))
    case "prefer_source":
      return .preferSource(try requiredKnown("symbol", &members), try preferred(&members))
    case "reverse": return .reverse(try requiredKnown("symbol", &members))
    case "roll":
      return .roll(
        try requiredKnown("symbol", &members), into: try requiredKnown("to", &members))
    case "session_close": return .sessionClose(try requiredKnown("symbol", &members))
    case "session_open":
      return .sessionOpen(try requiredKnown("symbol", &members), try tradeDate(&members))
    case "market_status":
      return .marketStatus(
        try requiredKnown("symbol", &members),
        try members.requiredChoice("status", MarketStatus.allCases.map { Choice($0.word, $0) }))
    case "trading_state":
      return .tradingState(
        try members.requiredChoice("state", TradingState.allCases.map { Choice($0.word, $0) }),
        reason: try members.text("reason") ?? "")
    case "clock": return .clock
    case "report": return .report(try report(&members))
    case "venue_positions": return .report(try venuePositions(&members))
    case "settlement":
      return .settlement(
        try requiredKnown("symbol", &members), try members.required("price"))
    case "query":
      return .query(
        try members.requiredChoice(
          "what",
          [
            Choice("orders", .orders), Choice("positions", .positions),
            Choice("account", .account), Choice("risk", .risk),
            Choice("stats", .statistics),
          ]))
    default:
      throw LineFailure("type", "no input is called so; known are \(InputDecoder.typeList)")
    }
  }

  private static var typeList: String { types.joined(separator: ", ") }

  private func generator(_ members: inout LineMembers) throws(LineFailure) -> Request {
    let limit: ClosedRange<Int64> = 0...1_000_000_000
    guard let quotes = try members.integer("n", in: limit) else {
      throw LineFailure("n", "expected how many quotes, got nothing")
    }
    guard let every = try members.integer("k", in: limit) else {
      throw LineFailure("k", "expected after how many quotes an order comes, got nothing")
    }
    return .generator(quotes: Int(quotes), every: Int(every))
  }

  // MARK: Parts

  /// The instrument a symbol names; nil where none is given.
  func known(
    _ name: StaticString, _ members: inout LineMembers
  ) throws(LineFailure) -> InstrumentIndex? {
    guard let symbol = try members.symbol(name) else { return nil }
    guard let index = engine.instruments.index(of: symbol) else {
      throw members.failure(name, "no instrument \(symbol) has been defined")
    }
    return index
  }

  func requiredKnown(
    _ name: StaticString, _ members: inout LineMembers
  ) throws(LineFailure) -> InstrumentIndex {
    guard let index = try known(name, &members) else {
      throw members.failure(name, "expected a symbol, got nothing")
    }
    return index
  }

  func id(_ members: inout LineMembers) throws(LineFailure) -> OrderID {
    let text = try members.orderID("id")
    guard let id = text.bytes.withUnsafeBufferPointer({ OrderID($0) }) else {
      throw members.failure("id", "expected 1 to 64 printable ASCII characters")
    }
    return id
  }

  /// The source to prefer; none or null is the configured order.
  private func preferred(_ members: inout LineMembers) throws(LineFailure) -> SourceName? {
    members.takeNull("source") ? nil : try members.sourceName("source")
  }

  private func tradeDate(_ members: inout LineMembers) throws(LineFailure) -> TradeDate? {
    guard let text = try members.text("trade_date") else { return nil }
    guard let date = TradeDate(text) else {
      throw LineFailure("trade_date", "expected a date such as 2026-01-05")
    }
    return date
  }

  // MARK: Ticks

  private func tick(
    _ at: UnixNanos, _ members: inout LineMembers
  ) throws(LineFailure) -> Tick {
    let instrument = try requiredKnown("symbol", &members)
    guard let name = try members.sourceName("source") else {
      throw LineFailure("source", "expected the name of a source, got nothing")
    }
    let next = engine.sources.count
    let known = engine.sources.index(of: name)
    guard known != nil || next < SourceTable.countLimit else {
      throw LineFailure("source", "more than \(SourceTable.countLimit) sources")
    }
    let source = known ?? SourceIndex(UInt8(next))
    var tick = Tick(
      receivedAt: at, eventAt: try members.instant("event_ts") ?? at, instrument: instrument,
      source: source)
    try price("bid", &members, .bid, gone: .bidGone, &tick.parts, &tick.bid)
    try price("ask", &members, .ask, gone: .askGone, &tick.parts, &tick.ask)
    try price("last", &members, .last, gone: [], &tick.parts, &tick.last)
    try size("bidSize", &members, .bidSize, isSide: true, &tick.parts, &tick.bidSize)
    try size("askSize", &members, .askSize, isSide: true, &tick.parts, &tick.askSize)
    try size("lastSize", &members, .lastSize, isSide: false, &tick.parts, &tick.lastSize)
    let aggressor: TickParts? = try members.choice(
      "aggressor", [Choice("BUYER", .buyerAggressor), Choice("SELLER", .sellerAggressor)])
    if let aggressor { tick.parts.insert(aggressor) }
    return tick
  }

  private func price(
    _ name: StaticString, _ members: inout LineMembers, _ part: TickParts, gone: TickParts,
    _ parts: inout TickParts, _ price: inout Price
  ) throws(LineFailure) {
    if members.takeNull(name) {
      parts.insert(gone)
    } else if let value: Price = try members.decimal(name) {
      parts.insert(part)
      price = value
    }
  }

  private func size(
    _ name: StaticString, _ members: inout LineMembers, _ part: TickParts, isSide: Bool,
    _ parts: inout TickParts, _ size: inout Quantity
  ) throws(LineFailure) {
    if members.takeNull(name) {
      if isSide { parts.insert(part) }
    } else if let value: Quantity = try members.amount(name) {
      parts.insert(part)
      size = value
    }
  }
}

extension TradeDate {
  /// Reads `YYYY-MM-DD`.
  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard text.utf8.count == 10, parts.count == 3, parts[0].count == 4, parts[1].count == 2,
      let year = Int(String(decoding: parts[0], as: UTF8.self)),
      let month = Int(String(decoding: parts[1], as: UTF8.self)), (1...12).contains(month),
      let day = Int(String(decoding: parts[2], as: UTF8.self)), year > 0, day > 0,
      day <= CivilDate.daysIn(month: month, year: year)
    else { return nil }
    self.init(
      daysSince1970: Int32(CivilDate.daysSince1970(year: year, month: month, day: day)))
  }

  /// `YYYY-MM-DD`.
  var text: String {
    let date = CivilDate.date(daysSince1970: Int(daysSince1970))
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }
}
