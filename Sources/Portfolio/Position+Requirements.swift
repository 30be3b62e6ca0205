import MarketModel

/// What a position counts for in the sums.
struct PositionMeasures: Sendable {
  var twiceExposure: Int128
  var initial: Int128
  var maintenance: Int128
  var isExposureKnown: Bool
  var isInitialKnown: Bool
  var isMaintenanceKnown: Bool
}

/// What a position ties up and stands for.
extension Position {
  @inline(__always)
  var measures: PositionMeasures {
    PositionMeasures(
      twiceExposure: twiceExposure, initial: initial, maintenance: maintenance,
      isExposureKnown: isExposureKnown, isInitialKnown: isInitialKnown,
      isMaintenanceKnown: isMaintenanceKnown)
  }

  /// Works the notional out anew after a fill or a new mid.
  @inline(__always)
  mutating func refreshExposure() {
    guard quantity.nanos != 0 else {
      twiceExposure = 0
      isExposureKnown = true
      return
    }
    guard hasMarkBid, hasMarkAsk else {
      twiceExposure = 0
      isExposureKnown = false
      return
    }
    if let exposure = plainTwiceExposure {
      twiceExposure = exposure
      isExposureKnown = true
      return
    }
    refreshExposureSlowly()
  }

  private mutating func refreshExposureSlowly() {
    let twice = Int128(bidNanos) + Int128(askNanos)
    let magnitude = terms.twiceNotional(quantity.nanos.magnitude, twice)
    isExposureKnown = magnitude != nil
    twiceExposure = (magnitude ?? 0) * (quantity.nanos < 0 ? -1 : 1)
  }

  /// Works the requirements out anew.
  mutating func refreshMargins() {
    let size = quantity.nanos.magnitude
    let first = terms.requirement(terms.initialMargin, quantity: size, twiceMid: twiceMid)
    isInitialKnown = first != nil
    initial = first ?? 0
    let need = terms.requirement(terms.maintenanceMargin, quantity: size, twiceMid: twiceMid)
    isMaintenanceKnown = need != nil
    maintenance = need ?? 0
  }

  /// Whether a requirement moves with the mid.
  var marginsFollowMid: Bool {
    terms.marginRate != nil && (terms.initialMargin == nil || terms.maintenanceMargin == nil)
  }
}

extension Portfolio {
  /// Takes a changed notional into the sums.
  @inline(__always)
  mutating func account(for place: Int, exposure before: Int128, wasKnown: Bool) {
    let after = positions[place].twiceExposure
    let gross = abs(after) - abs(before)
    totals.twiceGross += gross
    totals.twiceNet += after - before
    if let group = positions[place].terms.group { totals.twiceByGroup[Int(group)] += gross }
    let isKnown = positions[place].isExposureKnown
    if wasKnown != isKnown { totals.unknownCount += isKnown ? -1 : 1 }
  }

  /// Takes the difference of two states of one position into the sums.
  mutating func account(for place: Int, was before: PositionMeasures) {
    let after = positions[place].measures
    account(for: place, exposure: before.twiceExposure, wasKnown: before.isExposureKnown)
    totals.initial += after.initial - before.initial
    if before.isInitialKnown != after.isInitialKnown {
      totals.unknownInitialCount += after.isInitialKnown ? -1 : 1
    }
    totals.maintenance += after.maintenance - before.maintenance
    if before.isMaintenanceKnown != after.isMaintenanceKnown {
      totals.unknownMaintenanceCount += after.isMaintenanceKnown ? -1 : 1
    }
  }

  /// Σ initial requirement of the open positions; nil where one cannot be evaluated.
  public var initialRequirement: WideAmount? {
    totals.unknownInitialCount == 0 ? WideAmount(nanos: totals.initial) : nil
  }

  /// The same with one position changed by `change`.
  public func initialRequirement(with change: Int64, of changed: InstrumentIndex) -> WideAmount? {
    let place = changed.offset
    let (after, overflow) = positions[place].quantity.nanos.addingReportingOverflow(change)
    let othersUnknown = totals.unknownInitialCount - (positions[place].isInitialKnown ? 0 : 1)
    guard !overflow, othersUnknown == 0,
      let need = positions[place].terms.requirement(
        positions[place].terms.initialMargin, quantity: after.magnitude,
        twiceMid: positions[place].twiceMid)
    else { return nil }
    return WideAmount(nanos: totals.initial - positions[place].initial + need)
  }

  /// Whether every group's doubled exposure is below a limit.
  public func areGroups(below limit: Int128) -> Bool {
    for group in totals.twiceByGroup.indices where totals.twiceByGroup[group] >= limit {
      return false
    }
    return true
  }

  /// Whether every open position of a group has a mid.
  public func isGroupKnown(_ group: Int32) -> Bool {
    guard totals.unknownCount > 0 else { return true }
    return !open.contains {
      positions[$0.offset].terms.group == group && !positions[$0.offset].isExposureKnown
    }
  }

  /// Twice the notional at mid of a position changed by `change`; nil without a mid.
  public func twiceExposure(
    of instrument: InstrumentIndex, with change: Int64
  ) -> Int128? {
    let place = instrument.offset
    let (after, overflow) = positions[place].quantity.nanos.addingReportingOverflow(change)
    guard !overflow, let twiceMid = positions[place].twiceMid,
      let size = positions[place].terms.twiceNotional(after.magnitude, twiceMid)
    else { return nil }
    return after < 0 ? -size : size
  }
}

// Of a pointer, not of a position or the portfolio: called, those would be handed on as copies.
extension UnsafePointer<Position> {
  /// By how much twice the gross exposure changes with `change` filled, where the position has a
  /// mid and the amounts are whole; nil where it takes more to say.
  public func plainTwiceGrossChange(with change: Int64) -> Int128? {
    guard let twiceMid = pointee.narrowTwiceMid,
      case let (after, overflow) = pointee.quantity.nanos.addingReportingOverflow(change),
      !overflow, let size = pointee.terms.wholeNotional(after.magnitude, Int128(twiceMid))
    else { return nil }
    return size - abs(pointee.twiceExposure)
  }

  /// By how much the initial requirement changes with `change` filled, where an amount per unit
  /// says it; nil where it takes more to say.
  public func plainRequirementChange(with change: Int64) -> Int128? {
    guard let perUnit = pointee.terms.initialMargin,
      case let (after, overflow) = pointee.quantity.nanos.addingReportingOverflow(change),
      !overflow, case let units = after.magnitude / 1_000_000_000,
      units &* 1_000_000_000 == after.magnitude
    else { return nil }
    return Int128(units) * Int128(perUnit.nanos) - pointee.initial
  }
}
