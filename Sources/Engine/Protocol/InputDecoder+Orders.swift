import Execution
import MarketModel
import Risk

/// Orders, changes to them, and sizings.
extension InputDecoder {
  /// The most orders of one list.
  static let listLimit = 64

  func order(_ members: inout LineMembers) throws(LineFailure) -> OrderRequest {
    let id = try id(&members)
    guard let symbol = try members.symbol("symbol") else {
      throw members.failure("symbol", "expected a symbol, got nothing")
    }
    var request = OrderRequest(
      id: id, symbol: symbol,
      side: try members.requiredChoice("side", [Choice("BUY", Side.buy), Choice("SELL", .sell)]),
      type: try members.requiredChoice(
        "order_type", OrderType.allCases.map { Choice($0.word, $0) }),
      quantity: try members.required("quantity"))
    request.limit = try members.decimal("limit")
    request.stop = try members.decimal("stop")
    request.trail = try members.decimal("trail")
    request.timeInForce =
      try members.choice("tif", TimeInForce.allCases.map { Choice($0.word, $0) })
      ?? .goodTillCanceled
    request.expiresAt = try members.instant("expires")
    request.isPostOnly = try members.bool("post_only") ?? false
    request.isReduceOnly = try members.bool("reduce_only") ?? false
    for word in try members.texts("override", atMost: 16) ?? [] {
      guard word == "stale_quote" else {
        throw members.failure("override", "expected stale_quote, the only rule to override")
      }
      request.overridesStaleQuote = true
    }
    try check(request, members)
    return request
  }

  /// Prices and times that belong to the order's type, and only those.
  private func check(_ request: OrderRequest, _ members: LineMembers) throws(LineFailure) {
    let type = request.type.word
    let hasStop = request.type == .stop || request.type == .stopLimit
    let hasTrail = request.type == .trailingStop
    try expect(request.limit != nil, request.type.hasLimit, "limit", type, members)
    try expect(request.stop != nil, hasStop, "stop", type, members)
    try expect(request.trail != nil, hasTrail, "trail", type, members)
    let isDated = request.timeInForce == .goodTillDate
    try expect(request.expiresAt != nil, isDated, "expires", request.timeInForce.word, members)
    if request.isPostOnly, !request.type.hasLimit {
      throw members.failure("post_only", "\(type) rests at no limit")
    }
    if request.isPostOnly,
      request.timeInForce == .immediateOrCancel || request.timeInForce == .fillOrKill
    {
      throw members.failure("post_only", "\(request.timeInForce.word) never rests")
    }
  }

  private func expect(
    _ isGiven: Bool, _ isNeeded: Bool, _ name: StaticString, _ type: StaticString,
    _ members: LineMembers
  ) throws(LineFailure) {
    if isNeeded, !isGiven { throw members.failure(name, "\(type) needs it") }
    if isGiven, !isNeeded { throw members.failure(name, "\(type) has none") }
  }

  func list(_ members: inout LineMembers) throws(LineFailure) -> Input.Action {
    let kind = try members.requiredChoice("kind", ListKind.submitted.map { Choice($0.word, $0) })
    guard let elements = try members.elements("orders", atMost: InputDecoder.listLimit) else {
      throw members.failure("orders", "expected an array of orders, got nothing")
    }
    guard elements.count >= 2 else {
      throw members.failure("orders", "expected at least two orders")
    }
    var requests: [OrderRequest] = []
    for place in elements.indices {
      var element = try LineMembers(elements[place], prefix: "orders[\(place)].")
      let request = try order(&element)
      try element.expectNoMore()
      if kind == .bracket, place > 0 { try checkChild(request, of: requests[0], element) }
      requests.append(request)
    }
    return .submitList(kind, requests)
  }

  private func checkChild(
    _ child: OrderRequest, of entry: OrderRequest, _ members: LineMembers
  ) throws(LineFailure) {
    guard child.symbol == entry.symbol else {
      throw members.failure("symbol", "a bracket's child has its entry's symbol")
    }
    guard child.side != entry.side else {
      throw members.failure("side", "a bracket's child is on the other side than its entry")
    }
  }

  func change(_ members: inout LineMembers) throws(LineFailure) -> ModifyRequest {
    let request = ModifyRequest(
      id: try id(&members), quantity: try members.decimal("quantity"),
      limit: try members.decimal("limit"), stop: try members.decimal("stop"))
    if request.quantity == nil, request.limit == nil, request.stop == nil {
      throw LineFailure("quantity", "expected a quantity, a limit or a stop to change")
    }
    return request
  }

  // MARK: Sizing

  private enum SizingWord { case kelly, volatility, fixedRisk, fixed }

  func sizing(_ members: inout LineMembers) throws(LineFailure) -> SizingRequest {
    let word = try members.requiredChoice(
      "method",
      [
        Choice("kelly", SizingWord.kelly), Choice("volatility", .volatility),
        Choice("fixed_risk", .fixedRisk), Choice("fixed", .fixed),
      ])
    let instrument = try requiredKnown("symbol", &members)
    var request = SizingRequest(
      instrument: instrument, method: try method(word, &members),
      equity: try members.amount("equity"))
    request.correlation = try members.amount("correlation")
    if let correlation = request.correlation, correlation > .one {
      throw members.failure("correlation", "expected 0 to 1")
    }
    if needsMarket(request), portfolioMid(of: instrument) == nil {
      let name: StaticString = word == .volatility ? "price" : "entry"
      throw members.failure(name, "left out, and the market has no mid")
    }
    return request
  }

  private func needsMarket(_ request: SizingRequest) -> Bool {
    switch request.method {
    case .volatility(let price, _, _): price == nil
    case .fixedRisk(_, let entry, _): entry == nil
    case .kelly, .fixed: false
    }
  }

  private func portfolioMid(of instrument: InstrumentIndex) -> Int128? {
    engine.portfolio.positions[instrument.offset].twiceMid
  }

  private func method(
    _ word: SizingWord, _ members: inout LineMembers
  ) throws(LineFailure) -> SizingRequest.Method {
    switch word {
    case .kelly:
      return .kelly(
        winRate: try share("win_rate", &members), payoff: try positive("payoff", &members),
        fraction: try members.amount("kelly_fraction") ?? .one,
        maxFraction: try members.amount("max_fraction") ?? .one,
        stopPoints: try positive("stop_points", &members))
    case .volatility:
      let price: Price? = members.has("price") ? try positive("price", &members) : nil
      return .volatility(
        price: price, targetDailyVolatility: try positive("target_daily_vol", &members),
        dailySigma: try positive("daily_sigma", &members))
    case .fixedRisk:
      let entry: Price? = try members.decimal("entry")
      let stop: Price = try members.required("stop")
      if entry == stop { throw members.failure("stop", "expected another price than entry") }
      return .fixedRisk(riskShare: try share("risk_pct", &members), entry: entry, stop: stop)
    case .fixed:
      let quantity: Quantity = try positive("quantity", &members)
      return .fixed(quantity)
    }
  }

  private func positive<Value: FixedPoint>(
    _ name: StaticString, _ members: inout LineMembers
  ) throws(LineFailure) -> Value {
    let value: Value = try members.required(name)
    guard value.nanos > 0 else { throw members.failure(name, "expected more than 0") }
    return value
  }

  private func share(
    _ name: StaticString, _ members: inout LineMembers
  ) throws(LineFailure) -> Ratio {
    let value: Ratio = try members.required(name)
    guard value >= .zero, value <= .one else { throw members.failure(name, "expected 0 to 1") }
    return value
  }
}
