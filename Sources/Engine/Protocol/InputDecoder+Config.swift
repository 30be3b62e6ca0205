import Execution
import MarketModel
import Portfolio
import Risk

/// Instruments, configuration and limits.
extension InputDecoder {
  // MARK: Instruments

  func instrument(_ members: inout LineMembers) throws(LineFailure) -> Instrument {
    let instrument = try instrumentTerms(&members)
    try checkRedefinition(instrument, members)
    return instrument
  }

  /// An instrument's terms, whatever is known of it.
  func instrumentTerms(_ members: inout LineMembers) throws(LineFailure) -> Instrument {
    guard let symbol = try members.symbol("symbol") else {
      throw members.failure("symbol", "expected a symbol, got nothing")
    }
    var instrument = Instrument(symbol: symbol, tick: try members.required("tick"))
    guard instrument.tick.nanos > 0 else {
      throw members.failure("tick", "expected more than 0")
    }
    instrument.multiplier = try members.decimal("multiplier") ?? .one
    guard instrument.multiplier.nanos > 0 else {
      throw members.failure("multiplier", "expected more than 0")
    }
    if let currency = try members.text("currency") {
      guard let code = Currency(currency) else {
        throw members.failure("currency", "expected a code such as USD")
      }
      instrument.currency = code
    }
    instrument.initialMargin = try members.amount("initial_margin")
    instrument.maintenanceMargin = try members.amount("maintenance_margin")
    instrument.initialMarginRate = try members.amount("initial_margin_rate")
    instrument.market = try members.text("market")
    instrument.group = try members.text("group")
    instrument.negativePrices = try members.bool("negative_prices") ?? false
    instrument.lastTradeAt = try members.instant("last_trade")
    instrument.firstNoticeAt = try members.instant("first_notice")
    instrument.expiryAction =
      try members.choice("at_expiry", [Choice("settle", .settle), Choice("flatten", .flatten)])
      ?? .settle
    return instrument
  }

  private func checkRedefinition(
    _ instrument: Instrument, _ members: LineMembers
  ) throws(LineFailure) {
    guard let index = engine.instruments.index(of: instrument.symbol) else {
      guard engine.instruments.count < InstrumentCatalog.countLimit else {
        throw members.failure("symbol", "more than \(InstrumentCatalog.countLimit) instruments")
      }
      return
    }
    let isHeld = engine.position(of: index).quantity.nanos != 0
    if isHeld, engine.instruments[index].multiplier != instrument.multiplier {
      throw members.failure("multiplier", "cannot change while a position is open")
    }
  }

  // MARK: Configuration

  func config(_ members: inout LineMembers) throws(LineFailure) -> EngineConfigChange {
    var change = EngineConfigChange()
    change.cash = try members.decimal("cash")
    if change.cash != nil, engine.fillCount > 0 {
      throw members.failure("cash", "opening cash cannot change after a fill")
    }
    if let currency = try members.text("currency") {
      guard let code = Currency(currency) else {
        throw members.failure("currency", "expected a code such as USD")
      }
      change.currency = code
    }
    change.commissionPerUnit = try members.amount("commission")
    change.commissionBasisPoints = try members.amount("commission_bps")
    try venue(&change, &members)
    change.profitMethod = try members.choice(
      "pnl_method", ProfitMethod.allCases.map { Choice($0.word, $0) })
    if let method = change.profitMethod, method != engine.portfolio.method,
      !engine.portfolio.open.isEmpty
    {
      throw members.failure("pnl_method", "cannot change while a position is open")
    }
    if let names = try members.texts("sources", atMost: SourceTable.countLimit) {
      change.sources = try sources(names, members)
    }
    change.freshNanos = try members.milliseconds("fresh_ms")
    change.expiryWarningNanos = try members.milliseconds("expiry_warning_ms")
    change.lastDayNanos = try members.milliseconds("last_day_ms")
    if var risk = try members.object("risk") { change.risk = try riskLimits(&risk) }
    return change
  }

  private func venue(
    _ change: inout EngineConfigChange, _ members: inout LineMembers
  ) throws(LineFailure) {
    change.isVenueOutside = try members.choice(
      "venue", [Choice("paper", false), Choice("outside", true)])
    change.latencyNanos = try members.milliseconds("latency_ms")
    change.slippageTicks = try members.integer("slippage_ticks", in: 0...1_000_000)
    change.slippageBasisPoints = try members.amount("slippage_bps")
    change.consumesLiquidity = try members.bool("liquidity_consumption")
    change.modelsQueue = try members.bool("queue_position")
    change.probabilityOnLimit = try members.amount("prob_fill_on_limit")
    if let chance = change.probabilityOnLimit, chance > .one {
      throw members.failure("prob_fill_on_limit", "expected 0 to 1")
    }
    change.seed = try members.integer("seed", in: 0...9_000_000_000).map { UInt64($0) }
    change.rejectsStopInMarket = try members.bool("reject_stop_in_market")
    change.stopTrigger = try members.choice(
      "stop_trigger", StopTrigger.allCases.map { Choice($0.word, $0) })
  }

  private func sources(
    _ names: [String], _ members: LineMembers
  ) throws(LineFailure) -> [SourceName] {
    var sources: [SourceName] = []
    for name in names {
      guard let source = SourceName(name) else {
        throw members.failure("sources", "expected names of 1 to 32 printable ASCII characters")
      }
      if !sources.contains(source) { sources.append(source) }
    }
    let isNew = sources.filter { engine.sources.index(of: $0) == nil }
    guard engine.sources.count + isNew.count <= SourceTable.countLimit else {
      throw members.failure("sources", "more than \(SourceTable.countLimit) sources")
    }
    return sources
  }

  // MARK: Limits

  func limits(_ members: inout LineMembers) throws(LineFailure) -> LimitsChange {
    guard var risk = try members.object("risk") else {
      throw members.failure("risk", "expected the limits to change, got nothing")
    }
    return LimitsChange(
      risk: try riskLimits(&risk), reason: try members.text("reason") ?? "",
      user: try members.text("user") ?? "")
  }

  private func riskLimits(_ members: inout LineMembers) throws(LineFailure) -> RiskLimitsChange {
    var risk = RiskLimitsChange()
    risk.positionLimit = try table("position_limit", &members)
    risk.maxOrderQuantity = try table("max_order_quantity", &members)
    risk.maxNotionalPerOrder = try table("max_notional_per_order", &members)
    risk.maxOrderRate = try nullable("max_order_rate", &members, rate)
    risk.maxTradesPerDay = try nullable("max_trades_per_day", &members) {
      (members: inout LineMembers) throws(LineFailure) in
      try members.integer("max_trades_per_day", in: 0...1_000_000_000).map { Int($0) }
    }
    risk.maxGrossExposure = try money("max_gross_exposure", &members)
    risk.maxNetExposure = try money("max_net_exposure", &members)
    risk.maxGroupExposure = try money("max_group_exposure", &members)
    risk.dailyLossLimit = try money("daily_loss_limit", &members)
    risk.maxDrawdown = try money("max_drawdown", &members)
    risk.drawdownSteps = try drawdownSteps(&members)
    risk.profitTarget = try nullable("profit_target", &members, profitTarget)
    risk.priceCollarTicks = try nullable("price_collar_ticks", &members) {
      (members: inout LineMembers) throws(LineFailure) in
      try members.integer("price_collar_ticks", in: 0...1_000_000_000)
    }
    risk.maxQuoteAgeNanos = try duration("max_quote_age_ms", &members)
    risk.checkMargin = try members.bool("check_margin")
    risk.checkSession = try members.bool("check_session")
    risk.breaker = try nullable("breaker", &members, breaker)
    risk.flattenBeforeCloseNanos = try duration("flatten_before_close_ms", &members)
    try members.expectNoMore()
    return risk
  }

  /// A member that null lifts.
  private func nullable<Value>(
    _ name: StaticString, _ members: inout LineMembers,
    _ read: (inout LineMembers) throws(LineFailure) -> Value?
  ) throws(LineFailure) -> Value?? {
    if members.takeNull(name) { return .some(nil) }
    guard let value = try read(&members) else { return nil }
    return .some(value)
  }

  private func money(
    _ name: StaticString, _ members: inout LineMembers
  ) throws(LineFailure) -> Money?? {
    try nullable(name, &members) { (members: inout LineMembers) throws(LineFailure) in
      try members.amount(name)
    }
  }

  private func duration(
    _ name: StaticString, _ members: inout LineMembers
  ) throws(LineFailure) -> Int64?? {
    try nullable(name, &members) { (members: inout LineMembers) throws(LineFailure) in
      try members.milliseconds(name)
    }
  }

  private func table<Value: FixedPoint>(
    _ name: StaticString, _ members: inout LineMembers
  ) throws(LineFailure) -> LimitTable<Value> {
    var table = LimitTable<Value>()
    guard var entries = try members.object(name) else { return table }
    let prefix = entries.prefix
    _ = try entries.takeAll {
      (text: String, members: inout LineMembers, place: Int) throws(LineFailure) in
      let value: Value? = try members.decimal(at: place)
      if let value, value.nanos < 0 { throw LineFailure(prefix + text, "expected 0 or more") }
      if text == "*" {
        table.rest = value
        table.liftsRest = value == nil
      } else if let symbol = Symbol(text) {
        table.set(value, for: symbol)
      } else {
        throw LineFailure(prefix + text, "expected a symbol, or * for the rest")
      }
    }
    return table
  }

  private func rate(_ members: inout LineMembers) throws(LineFailure) -> OrderRate? {
    guard var rate = try members.object("max_order_rate") else { return nil }
    guard let count = try rate.integer("count", in: 0...1_000_000) else {
      throw rate.failure("count", "expected how many orders, got nothing")
    }
    guard let window = try rate.milliseconds("per_ms") else {
      throw rate.failure("per_ms", "expected the window's milliseconds, got nothing")
    }
    try rate.expectNoMore()
    return OrderRate(count: Int(count), windowNanos: window)
  }

  private func profitTarget(_ members: inout LineMembers) throws(LineFailure) -> ProfitTarget? {
    guard var target = try members.object("profit_target") else { return nil }
    guard let amount: Money = try target.amount("amount") else {
      throw target.failure("amount", "expected the profit to reach, got nothing")
    }
    let actions: [RiskAction] = [.none, .reduce, .halt]
    let action = try target.choice("action", actions.map { Choice($0.word, $0) }) ?? .none
    try target.expectNoMore()
    return ProfitTarget(amount: amount, action: action)
  }

  private func breaker(_ members: inout LineMembers) throws(LineFailure) -> CircuitBreaker? {
    guard var breaker = try members.object("breaker") else { return nil }
    let percent: Ratio = try breaker.required("pct")
    guard percent.nanos > 0 else { throw breaker.failure("pct", "expected more than 0") }
    guard let window = try breaker.milliseconds("window_ms") else {
      throw breaker.failure("window_ms", "expected the window's milliseconds, got nothing")
    }
    guard let cooldown = try breaker.milliseconds("cooldown_ms") else {
      throw breaker.failure("cooldown_ms", "expected the cool-down's milliseconds, got nothing")
    }
    try breaker.expectNoMore()
    return CircuitBreaker(percent: percent, windowNanos: window, cooldownNanos: cooldown)
  }

  private func drawdownSteps(
    _ members: inout LineMembers
  ) throws(LineFailure) -> [DrawdownStep]? {
    if members.takeNull("drawdown_steps") { return [] }
    guard let elements = try members.elements("drawdown_steps", atMost: 64) else { return nil }
    var steps: [DrawdownStep] = []
    for place in elements.indices {
      var step = try LineMembers(
        elements[place], prefix: "\(members.prefix)drawdown_steps[\(place)].")
      guard let at: Ratio = try step.amount("at"), let factor: Ratio = try step.amount("factor")
      else { throw step.failure("at", "expected a share and a factor") }
      guard factor <= .one else { throw step.failure("factor", "expected 0 to 1") }
      try step.expectNoMore()
      steps.append(DrawdownStep(at: at, factor: factor))
    }
    return steps
  }
}
