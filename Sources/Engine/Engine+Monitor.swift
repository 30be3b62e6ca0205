import Execution
import MarketModel
import Portfolio
import Risk

/// The rules that watch by themselves, after every input that changes what they are measured by.
extension Engine {
  /// Looks at equity and exposure against every limit.
  mutating func watchAccount(into effects: inout Effects) {
    isUnchecked = false
    guard risk.watchesAccount else { return }
    let equity = portfolio.equity
    if risk.hasChangedPositions, arePositionsQuiet { risk.forgetChangedPositions() }
    if isQuiet(equity) { return }
    if equity > risk.peak {
      risk.peak = equity
      if isQuiet(equity) { return }
    }
    let limits = config.risk
    if let limit = limits.dailyLossLimit {
      watchLoss(.dailyLoss, risk.baseline - equity, WideAmount(limit), into: &effects)
    }
    if let limit = limits.maxDrawdown {
      watchLoss(.maxDrawdown, risk.peak - portfolio.equity, WideAmount(limit), into: &effects)
    }
    if limits.checkMargin { watchMargin(into: &effects) }
    if let target = limits.profitTarget { watchProfit(target, into: &effects) }
    if risk.watchesExposure { watchExposures(into: &effects) }
    if risk.hasChangedPositions { watchPositions(into: &effects) }
  }

  /// Whether nothing has warned and nothing is near its limit: what nearly every look finds.
  @inline(__always)
  private func isQuiet(_ equity: WideAmount) -> Bool {
    guard risk.isAllClear, !risk.hasChangedPositions, equity.nanos > risk.calmFloor,
      equity.nanos < risk.calmCeiling,
      !risk.thresholds.watchesMargin || portfolio.totals.maintenance < equity.nanos
    else { return false }
    // Neither the net nor a group can be more than the gross.
    return portfolio.totals.twiceGross < risk.thresholds.least || areExposuresQuiet
  }

  /// Whether every position that has changed was, and stays, below the warning of its limit.
  private var arePositionsQuiet: Bool {
    risk.changedPositions.allSatisfy { instrument in
      let place = instrument.offset
      let quantity = portfolio.positions[place].quantity.nanos.magnitude
      return risk.positionLevels[place] == .cleared
        && Int128(quantity) * 5 < Int128(risk.plainLimits[place].position) * 4
    }
  }

  private var areExposuresQuiet: Bool {
    let thresholds = risk.thresholds
    return portfolio.totals.twiceGross < thresholds.twiceGross
      && abs(portfolio.totals.twiceNet) < thresholds.twiceNet
      && (!thresholds.watchesGroups || portfolio.areGroups(below: thresholds.twiceGroup))
  }

  // MARK: Losses

  /// A loss that reaches its limit ends everything: cancel, flatten, halt.
  private mutating func watchLoss(
    _ rule: RiskRule, _ loss: WideAmount, _ limit: WideAmount, into effects: inout Effects
  ) {
    let level = level(of: loss, limit: limit, isBreach: loss >= limit)
    guard step(rule, to: level, loss, limit, .halt, into: &effects) else { return }
    endEverything(into: &effects)
    halt(.halted, because: rule, into: &effects)
  }

  private mutating func watchMargin(into effects: inout Effects) {
    let totals = portfolio.totals
    let need = WideAmount(nanos: totals.maintenance)
    let isBreach = totals.maintenance > 0 && portfolio.equity <= need
    let level: RiskLevel = isBreach ? .breach : .cleared
    if step(.marginCall, to: level, portfolio.equity, need, .flatten, into: &effects) {
      endEverything(into: &effects)
    }
  }

  private mutating func watchProfit(_ target: ProfitTarget, into effects: inout Effects) {
    let gain = portfolio.equity - risk.baseline
    let limit = WideAmount(target.amount)
    let level: RiskLevel = gain >= limit ? .breach : .cleared
    guard step(.profitTarget, to: level, gain, limit, target.action, into: &effects) else {
      return
    }
    switch target.action {
    case .reduce: halt(.reducing, because: .profitTarget, into: &effects)
    case .halt: halt(.halted, because: .profitTarget, into: &effects)
    case .none, .deny, .flatten: break
    }
  }

  /// All orders cancelled in order of submission, then every position closed.
  private mutating func endEverything(into effects: inout Effects) {
    cancelAll(nil, before: orders.count, for: .breach, into: &effects)
    flattenPositions(nil, into: &effects)
  }

  private mutating func halt(
    _ state: TradingState, because rule: RiskRule, into effects: inout Effects
  ) {
    guard tradingState != state, tradingState != .halted else { return }
    tradingState = state
    effects.append(
      .tradingState(state, reason: effects.add(text: rule.word.description)), at: clock)
  }

  // MARK: Exposures and positions

  private mutating func watchExposures(into effects: inout Effects) {
    let limits = config.risk
    if let limit = limits.maxGrossExposure {
      watchUse(
        .grossExposure, WideAmount(halving: portfolio.totals.twiceGross),
        WideAmount(limit), into: &effects)
    }
    if let limit = limits.maxNetExposure {
      watchUse(
        .netExposure, WideAmount(halving: abs(portfolio.totals.twiceNet)),
        WideAmount(limit), into: &effects)
    }
    guard let limit = limits.maxGroupExposure.map({ WideAmount($0) }) else { return }
    for group in groups.indices {
      while group >= risk.groupLevels.count { risk.groupLevels.append(.cleared) }
      let value = WideAmount(halving: portfolio.totals.twiceByGroup[group])
      let level = level(of: value, limit: limit, isBreach: value > limit)
      guard level != risk.groupLevels[group], mayStep(risk.groupLevels[group], level)
      else { continue }
      risk.groupLevels[group] = level
      notice(.groupExposure, level, value, limit, .deny, nil, into: &effects)
    }
  }

  private mutating func watchUse(
    _ rule: RiskRule, _ value: WideAmount, _ limit: WideAmount, into effects: inout Effects
  ) {
    let level = level(of: value, limit: limit, isBreach: value > limit)
    _ = step(rule, to: level, value, limit, .deny, into: &effects)
  }

  private mutating func watchPositions(into effects: inout Effects) {
    for instrument in risk.takeChangedPositions() {
      let place = instrument.offset
      guard let limit = risk.positionLimits[place].map({ WideAmount($0) }) else { continue }
      let value = WideAmount(portfolio.positions[place].quantity).magnitude
      let level = level(of: value, limit: limit, isBreach: value > limit)
      guard level != risk.positionLevels[place], mayStep(risk.positionLevels[place], level) else {
        continue
      }
      risk.positionLevels[place] = level
      notice(.positionLimit, level, value, limit, .deny, instrument, into: &effects)
    }
  }

  // MARK: Levels

  /// How far a value has come: a warning from 80 % of its limit on.
  private func level(of value: WideAmount, limit: WideAmount, isBreach: Bool) -> RiskLevel {
    if isBreach { return .breach }
    return value.nanos.multipliedHeld(by: 5) >= limit.nanos.multipliedHeld(by: 4)
      && value.nanos > 0 ? .warning : .cleared
  }

  /// A breach stays one until the value falls below the warning.
  private func mayStep(_ from: RiskLevel, _ next: RiskLevel) -> Bool {
    !(from == .breach && next == .warning)
  }

  /// Moves an account-wide rule to another level and tells so; true when it is now breached.
  private mutating func step(
    _ rule: RiskRule, to level: RiskLevel, _ value: WideAmount, _ limit: WideAmount,
    _ action: RiskAction, into effects: inout Effects
  ) -> Bool {
    let before = risk.levels[Int(rule.rawValue)]
    guard level != before, mayStep(before, level) else { return false }
    risk.levels[Int(rule.rawValue)] = level
    notice(rule, level, value, limit, action, nil, into: &effects)
    return level == .breach
  }

  private func notice(
    _ rule: RiskRule, _ level: RiskLevel, _ value: WideAmount, _ limit: WideAmount,
    _ action: RiskAction, _ instrument: InstrumentIndex?, into effects: inout Effects
  ) {
    effects.append(
      .risk(
        RiskNotice(
          rule: rule, level: level, value: value, limit: limit,
          action: level == .breach ? action : .none, instrument: instrument)), at: clock)
  }

  // MARK: Circuit breaker

  /// Takes a mid into the breaker's window and trips it where the mid has moved too far.
  @inline(__always)
  mutating func noteMid(of place: Int, into effects: inout Effects) {
    guard let twiceMid = portfolio.narrowTwiceMid(of: place) else { return }
    if !risk.heldMids[place].follow(twiceMid, at: clock) {
      noteNewMid(twiceMid, of: place, into: &effects)
    }
  }

  private mutating func noteNewMid(
    _ twiceMid: Int64, of place: Int, into effects: inout Effects
  ) {
    guard let breaker = config.risk.breaker else { return }
    let range = risk.noteMid(twiceMid, of: place, at: clock, windowNanos: breaker.windowNanos)
    let isWide = mayReach(breaker.percent, range)
    risk.heldMids[place].isWide = isWide
    if isWide { judgeMid(twiceMid, of: place, breaker, into: &effects) }
  }

  private mutating func judgeMid(
    _ twiceMid: Int64, of place: Int, _ breaker: CircuitBreaker, into effects: inout Effects
  ) {
    guard clock >= risk.cooledAt[place] else { return }
    let extremes = risk.extremes(of: place, windowNanos: breaker.windowNanos)
    let rise = Move(from: extremes.low, to: twiceMid)
    let fall = Move(from: extremes.high, to: twiceMid)
    let move = rise.isAtLeast(fall) ? rise : fall
    guard move.reaches(breaker.percent) else { return }
    risk.cooledAt[place] = clock.advanced(byNanos: breaker.cooldownNanos)
    let instrument = InstrumentIndex(place)
    deadlines.add(.breakerCooled(instrument), at: risk.cooledAt[place])
    notice(
      .circuitBreaker, .breach, move.percent, WideAmount(nanos: Int128(breaker.percent.nanos)),
      .deny, instrument, into: &effects)
  }

  /// Whether the whole range of a window could be as far as a limit: what nearly every quote finds
  /// it is not. In floats, with room for their error.
  @inline(__always)
  private func mayReach(_ limit: Ratio, _ range: MidRange) -> Bool {
    let low = Double(range.low)
    let high = Double(range.high)
    return (high - low) * 100_000_000_001 >= min(abs(low), abs(high)) * Double(limit.nanos)
  }

  /// The cool-down is over: entries pass again.
  mutating func cool(_ instrument: InstrumentIndex, into effects: inout Effects) {
    guard let breaker = config.risk.breaker else { return }
    let extremes = risk.extremes(of: instrument.offset, windowNanos: breaker.windowNanos)
    // Behind a restart no mid may have been seen yet.
    let percent =
      extremes.low <= extremes.high
      ? Move(from: extremes.low, to: extremes.high).percent : .zero
    notice(
      .circuitBreaker, .cleared, percent, WideAmount(nanos: Int128(breaker.percent.nanos)),
      .none, instrument, into: &effects)
  }

  /// How far a mid has gone from one value to another.
  private struct Move {
    var distance: Int128
    var base: Int128

    init(from start: Int64, to end: Int64) {
      distance = abs(Int128(end) - Int128(start))
      base = abs(Int128(start))
    }

    func isAtLeast(_ other: Move) -> Bool { distance * other.base >= other.distance * base }

    /// distance ÷ base × 100 ≥ percent. From nothing, any move is too far.
    func reaches(_ limit: Ratio) -> Bool {
      distance > 0
        && distance * 100 * ExactMath.unit >= base.multipliedHeld(by: Int128(limit.nanos))
    }

    /// In percent, rounded half to even at 1e-9.
    var percent: WideAmount {
      guard base > 0 else { return .zero }
      return WideAmount(
        nanos: ExactMath.dividedHalfEven(distance * 100 * ExactMath.unit, by: base))
    }
  }
}
