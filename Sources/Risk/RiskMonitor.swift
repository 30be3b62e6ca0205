import MarketModel

/// What the risk rules remember from one input to the next: the day's baseline, the peak, what
/// has warned, and the windows that slide.
public struct RiskMonitor: Sendable {
  /// Equity when the day began; the opening cash at the start.
  public private(set) var baseline = WideAmount.zero
  /// The highest equity since the start.
  public var peak = WideAmount.zero { didSet { refreshCalm() } }
  /// Between these two in 1e-9, both left out, no rule that equity is held to has anything to say.
  public private(set) var calmFloor = Int128.max
  public private(set) var calmCeiling = Int128.min
  public private(set) var tradeDate: TradeDate?
  /// Counts the days, so that an order's fills count once each.
  public private(set) var day: Int32 = 0
  /// Orders with a fill since the day's baseline.
  public private(set) var tradeCount = 0

  /// How far each account-wide rule has come, by `RiskRule`.
  public var levels: [RiskLevel] { didSet { refreshClear() } }
  /// Whether no rule of the account or a group has warned or is breached.
  public private(set) var isAllClear = true
  /// From where on a rule has something to say, worked out once.
  public private(set) var thresholds = RiskThresholds()
  /// How far each instrument's position limit, and each group's exposure, has come.
  public var positionLevels: [RiskLevel] = []
  public var groupLevels: [RiskLevel] = [] { didSet { refreshClear() } }

  /// When the latest orders were sent, as many as the rate may hold.
  private var orderTimes = RecentTimes()
  /// Whether fewer orders are remembered than the rate allows in its window, so that one more
  /// cannot be too many.
  public private(set) var isRateBelowLimit = true
  /// By instrument: the mids of the breaker's window, and until when it denies entries.
  private var mids: [MidWindow] = []
  public private(set) var heldMids = PlainTable<HeldMid>()
  public var cooledAt: [UnixNanos] = []
  /// By instrument: its own limits, looked up once.
  public private(set) var positionLimits: [Quantity?] = []
  public private(set) var orderQuantityLimits: [Quantity?] = []
  public private(set) var notionalLimits: [Money?] = []
  /// The same as plain numbers, for the path of every order.
  public private(set) var plainLimits = PlainTable<PlainLimits>()
  /// Whether no rule in force asks more of an order than comparisons of numbers.
  public private(set) var areLimitsPlain = true
  public private(set) var changedPositions: [InstrumentIndex] = []
  /// Whether a circuit breaker is in force.
  public private(set) var watchesMids = false
  /// Whether any rule is measured by equity or exposure.
  public private(set) var watchesAccount = false
  public private(set) var watchesExposure = false

  /// Gets windows of its own where a copy shares them; before the first change after one.
  public mutating func detach() {
    orderTimes.detach()
    heldMids.detach()
    plainLimits.detach()
    for place in mids.indices {
      mids[place].detach()
      heldMids[place].lane.entries = mids[place].entries
    }
  }

  public init() {
    levels = Array(repeating: .cleared, count: RiskRule.allCases.count)
  }

  private mutating func refreshClear() {
    isAllClear =
      levels.allSatisfy { $0 == .cleared } && groupLevels.allSatisfy { $0 == .cleared }
  }

  /// Takes the opening cash as peak and baseline.
  public mutating func open(with equity: WideAmount) {
    baseline = equity
    peak = equity
  }

  private mutating func refreshCalm() {
    let (loss, lossOverflow) = baseline.nanos.subtractingReportingOverflow(thresholds.loss)
    let (drawdown, overflow) = peak.nanos.subtractingReportingOverflow(thresholds.drawdown)
    let (profit, profitOverflow) = baseline.nanos.addingReportingOverflow(thresholds.profit)
    calmFloor = max(lossOverflow ? .min : loss, overflow ? .min : drawdown)
    let (above, aboveOverflow) = peak.nanos.addingReportingOverflow(1)
    calmCeiling = min(profitOverflow ? .max : profit, aboveOverflow ? .max : above)
  }

  /// Begins a trading day at an equity.
  public mutating func startDay(_ date: TradeDate?, equity: WideAmount) {
    baseline = equity
    tradeDate = date
    day += 1
    tradeCount = 0
    levels[Int(RiskRule.dailyLoss.rawValue)] = .cleared
    levels[Int(RiskRule.profitTarget.rawValue)] = .cleared
    refreshCalm()
  }

  /// Takes up a day where a journal left it.
  public mutating func restore(
    baseline: WideAmount, peak: WideAmount, date: TradeDate?, day: Int32, tradeCount: Int
  ) {
    self.baseline = baseline
    self.peak = peak
    tradeDate = date
    self.day = day
    self.tradeCount = tradeCount
    refreshCalm()
  }

  /// Lets breaches that a trader has overridden be found again.
  public mutating func rearm() {
    for place in levels.indices where levels[place] == .breach { levels[place] = .warning }
  }

  /// Takes note of a fill: its day's trade count and the position it changed.
  public mutating func noteFill(of instrument: InstrumentIndex, isFirstOfDay: Bool) {
    if isFirstOfDay { tradeCount += 1 }
    if positionLimits[instrument.offset] != nil, !changedPositions.contains(instrument) {
      changedPositions.append(instrument)
    }
  }

  public var hasChangedPositions: Bool { !changedPositions.isEmpty }

  /// Nothing more is to be said of the positions that have changed.
  public mutating func forgetChangedPositions() {
    changedPositions.removeAll(keepingCapacity: true)
  }

  /// Positions under a limit that have changed since the last look.
  public mutating func takeChangedPositions() -> [InstrumentIndex] {
    defer { forgetChangedPositions() }
    return changedPositions
  }

  // MARK: Order rate

  /// Takes note of an order that was sent, under the rate in force.
  public mutating func noteOrder(at instant: UnixNanos, under rate: OrderRate?) {
    guard let rate else { return }
    orderTimes.append(instant, horizon: instant.advanced(byNanos: -rate.windowNanos))
    isRateBelowLimit = orderTimes.hasRoom
  }

  /// Orders sent within a rate's window that ends now.
  public func ordersSent(within rate: OrderRate, before now: UnixNanos) -> Int {
    orderTimes.count(after: now.advanced(byNanos: -rate.windowNanos))
  }

  // MARK: Mids

  /// Takes in twice a mid and says between which the window's lie, and perhaps some before it.
  public mutating func noteMid(
    _ twiceMid: Int64, of place: Int, at instant: UnixNanos, windowNanos: Int64
  ) -> MidRange {
    catchUp(place)
    heldMids[place].twiceMid = twiceMid
    heldMids[place].at = instant
    let range = mids[place].note(twiceMid, at: instant, windowNanos: windowNanos)
    heldMids[place].lane = mids[place].lane(windowNanos: windowNanos)
    return range
  }

  /// Twice the lowest and the highest mid of the window that ends at the last one.
  public mutating func extremes(of place: Int, windowNanos: Int64) -> MidRange {
    catchUp(place)
    let extremes = mids[place].extremes(windowNanos: windowNanos)
    heldMids[place].lane = mids[place].lane(windowNanos: windowNanos)
    return extremes
  }

  /// Tells the window what the held mid has seen.
  private mutating func catchUp(_ place: Int) {
    mids[place].adopt(heldMids[place].lane.count)
    mids[place].prolong(to: heldMids[place].at)
  }

  // MARK: Limits by instrument

  public mutating func addInstrument() {
    positionLevels.append(.cleared)
    mids.append(MidWindow())
    heldMids.append(HeldMid())
    cooledAt.append(.distantPast)
    positionLimits.append(nil)
    orderQuantityLimits.append(nil)
    notionalLimits.append(nil)
    plainLimits.append(PlainLimits())
  }

  public mutating func refreshLimits(
    of instrument: InstrumentIndex, symbol: Symbol, in limits: RiskLimits
  ) {
    positionLimits[instrument.offset] = limits.positionLimit[symbol]
    orderQuantityLimits[instrument.offset] = limits.maxOrderQuantity[symbol]
    notionalLimits[instrument.offset] = limits.maxNotionalPerOrder[symbol]
    plainLimits[instrument.offset] = PlainLimits(
      position: positionLimits[instrument.offset],
      orderQuantity: orderQuantityLimits[instrument.offset],
      notional: notionalLimits[instrument.offset])
  }

  public mutating func refreshLimits(in limits: RiskLimits) {
    areLimitsPlain = !limits.checkSession && limits.drawdownSteps.isEmpty
    watchesMids = limits.breaker != nil
    watchesExposure =
      limits.maxGrossExposure != nil || limits.maxNetExposure != nil
      || limits.maxGroupExposure != nil
    watchesAccount =
      watchesExposure || limits.dailyLossLimit != nil || limits.maxDrawdown != nil
      || limits.profitTarget != nil || limits.checkMargin || !limits.positionLimit.isEmpty
    thresholds = RiskThresholds(limits)
    refreshCalm()
    for place in heldMids.indices { heldMids[place].isWide = true }
    orderTimes.keep(limits.maxOrderRate?.count ?? 0)
    isRateBelowLimit = limits.maxOrderRate == nil || orderTimes.hasRoom
  }
}

/// An instrument's own limits as counts of 1e-9; what has none has the largest there is.
@frozen public struct PlainLimits: BitwiseCopyable, Sendable {
  public var position = Int64.max
  public var orderQuantity = Int64.max
  public var notional = Int64.max
  /// Whether the notional is limited at all, so that it has to be worked out.
  public var hasNotional = false

  init() {}

  init(position: Quantity?, orderQuantity: Quantity?, notional: Money?) {
    self.position = position?.nanos ?? .max
    self.orderQuantity = orderQuantity?.nanos ?? .max
    self.notional = notional?.nanos ?? .max
    hasNotional = notional != nil
  }
}

/// A trade date, as days since 1970-01-01.
public struct TradeDate: Hashable, Sendable {
  public let daysSince1970: Int32
  public init(daysSince1970: Int32) { self.daysSince1970 = daysSince1970 }
}
