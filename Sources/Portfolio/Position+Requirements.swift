import MarketModel

/// What a position counts for in the sums.
struct PositionMeasures: Sendable {
  var twiceExposure: Int128
  var maintenance: Int128
  var isExposureKnown: Bool
  var isMaintenanceKnown: Bool
}

/// What a position ties up and stands for.
extension Position {
  @inline(__always)
  var measures: PositionMeasures {
    PositionMeasures(
      twiceExposure: twiceExposure, maintenance: maintenance, isExposureKnown: isExposureKnown,
      isMaintenanceKnown: isMaintenanceKnown)
  }

  /// Works the notional out anew after a fill or a new mid.
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
    if pointValue != 0 {
      let (twice, carry) = bidNanos.addingReportingOverflow(askNanos)
      let (product, overflow) = twice.multipliedReportingOverflow(by: pointValue)
      if !carry, !overflow {
        twiceExposure = Int128(twice < 0 ? -product : product)
        isExposureKnown = true
        return
      }
    }
    refreshExposureSlowly()
  }

  private mutating func refreshExposureSlowly() {
    let twice = Int128(bidNanos) + Int128(askNanos)
    let magnitude = InstrumentTerms.twiceNotional(
      quantity.nanos.magnitude, twice, terms.multiplier)
    isExposureKnown = magnitude != nil
    twiceExposure = (magnitude ?? 0) * (quantity.nanos < 0 ? -1 : 1)
  }

  /// Works the maintenance requirement out anew.
  mutating func refreshMaintenance() {
    let need = terms.requirement(
      terms.maintenanceMargin, quantity: quantity.nanos.magnitude, twiceMid: twiceMid)
    isMaintenanceKnown = need != nil
    maintenance = need ?? 0
  }

  /// Whether the maintenance requirement moves with the mid.
  var maintenanceFollowsMid: Bool { terms.maintenanceMargin == nil && terms.marginRate != nil }
}

extension Portfolio {
  /// Takes the difference of two states of one position into the sums.
  mutating func account(for place: Int, was before: PositionMeasures) {
    let after = positions[place].measures
    if before.twiceExposure != after.twiceExposure {
      let gross = abs(after.twiceExposure) - abs(before.twiceExposure)
      totals.twiceGross += gross
      totals.twiceNet += after.twiceExposure - before.twiceExposure
      if let group = positions[place].terms.group { totals.twiceByGroup[Int(group)] += gross }
    }
    if before.isExposureKnown != after.isExposureKnown {
      totals.unknownCount += after.isExposureKnown ? -1 : 1
    }
    if before.maintenance != after.maintenance {
      totals.maintenance += after.maintenance - before.maintenance
    }
    if before.isMaintenanceKnown != after.isMaintenanceKnown {
      totals.unknownMaintenanceCount += after.isMaintenanceKnown ? -1 : 1
    }
  }

  /// Σ initial requirement of the open positions, one of them changed by `change`; nil where one
  /// cannot be evaluated.
  public func initialRequirement(
    with change: Int64 = 0, of changed: InstrumentIndex? = nil
  ) -> WideAmount? {
    var sum: Int128 = 0
    var isCounted = changed == nil
    for instrument in open {
      let isChanged = instrument == changed
      isCounted = isCounted || isChanged
      guard let need = initialRequirement(instrument, with: isChanged ? change : 0) else {
        return nil
      }
      sum += need
    }
    if !isCounted, let changed {
      guard let need = initialRequirement(changed, with: change) else { return nil }
      sum += need
    }
    return WideAmount(nanos: sum)
  }

  private func initialRequirement(_ instrument: InstrumentIndex, with change: Int64) -> Int128? {
    let position = positions[instrument.offset]
    let (after, overflow) = position.quantity.nanos.addingReportingOverflow(change)
    guard !overflow else { return nil }
    return position.terms.requirement(
      position.terms.initialMargin, quantity: after.magnitude, twiceMid: position.twiceMid)
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
    let position = positions[instrument.offset]
    let (after, overflow) = position.quantity.nanos.addingReportingOverflow(change)
    guard !overflow, let twiceMid = position.twiceMid,
      let size = InstrumentTerms.twiceNotional(
        after.magnitude, twiceMid, position.terms.multiplier)
    else { return nil }
    return after < 0 ? -size : size
  }
}
