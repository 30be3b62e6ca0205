import MarketModel

extension RiskLimitsChange {
  /// What of this is not as in an earlier version of it: the rest is left out.
  ///
  /// A symbol that is no longer named gets what all others have.
  public func difference(from old: RiskLimitsChange) -> RiskLimitsChange {
    var change = RiskLimitsChange()
    change.positionLimit = positionLimit.difference(from: old.positionLimit)
    change.maxOrderQuantity = maxOrderQuantity.difference(from: old.maxOrderQuantity)
    change.maxNotionalPerOrder = maxNotionalPerOrder.difference(from: old.maxNotionalPerOrder)
    func take<Value: Equatable>(_ member: WritableKeyPath<RiskLimitsChange, Value?>) {
      if self[keyPath: member] != old[keyPath: member] {
        change[keyPath: member] = self[keyPath: member]
      }
    }
    take(\.maxOrderRate)
    take(\.maxTradesPerDay)
    take(\.maxGrossExposure)
    take(\.maxNetExposure)
    take(\.maxGroupExposure)
    take(\.dailyLossLimit)
    take(\.maxDrawdown)
    take(\.drawdownSteps)
    take(\.profitTarget)
    take(\.priceCollarTicks)
    take(\.maxQuoteAgeNanos)
    take(\.checkMargin)
    take(\.checkSession)
    take(\.breaker)
    take(\.flattenBeforeCloseNanos)
    return change
  }

  /// What of this is not so in limits that are in force.
  public func difference(from limits: RiskLimits) -> RiskLimitsChange {
    var inForce = RiskLimitsChange()
    inForce.positionLimit = limits.positionLimit
    inForce.maxOrderQuantity = limits.maxOrderQuantity
    inForce.maxNotionalPerOrder = limits.maxNotionalPerOrder
    inForce.maxOrderRate = .some(limits.maxOrderRate)
    inForce.maxTradesPerDay = .some(limits.maxTradesPerDay)
    inForce.maxGrossExposure = .some(limits.maxGrossExposure)
    inForce.maxNetExposure = .some(limits.maxNetExposure)
    inForce.maxGroupExposure = .some(limits.maxGroupExposure)
    inForce.dailyLossLimit = .some(limits.dailyLossLimit)
    inForce.maxDrawdown = .some(limits.maxDrawdown)
    inForce.drawdownSteps = limits.drawdownSteps
    inForce.profitTarget = .some(limits.profitTarget)
    inForce.priceCollarTicks = .some(limits.priceCollarTicks)
    inForce.maxQuoteAgeNanos = .some(limits.maxQuoteAgeNanos)
    inForce.checkMargin = limits.checkMargin
    inForce.checkSession = limits.checkSession
    inForce.breaker = .some(limits.breaker)
    inForce.flattenBeforeCloseNanos = .some(limits.flattenBeforeCloseNanos)
    return inForce.difference(from: self, named: self)
  }

  /// The difference, only of what `names` says anything about.
  private func difference(
    from other: RiskLimitsChange, named names: RiskLimitsChange
  ) -> RiskLimitsChange {
    var difference = difference(from: other)
    func keep<Value>(_ member: WritableKeyPath<RiskLimitsChange, Value?>) {
      if names[keyPath: member] == nil { difference[keyPath: member] = nil }
    }
    keep(\.maxOrderRate)
    keep(\.maxTradesPerDay)
    keep(\.maxGrossExposure)
    keep(\.maxNetExposure)
    keep(\.maxGroupExposure)
    keep(\.dailyLossLimit)
    keep(\.maxDrawdown)
    keep(\.drawdownSteps)
    keep(\.profitTarget)
    keep(\.priceCollarTicks)
    keep(\.maxQuoteAgeNanos)
    keep(\.checkMargin)
    keep(\.checkSession)
    keep(\.breaker)
    keep(\.flattenBeforeCloseNanos)
    return difference
  }
}

extension LimitTable {
  fileprivate func difference(from old: LimitTable) -> LimitTable {
    var change = LimitTable()
    for entry in entries where old.own(entry.symbol) != entry.value {
      change.set(entry.value, for: entry.symbol)
    }
    for entry in old.entries where own(entry.symbol) == nil {
      change.set(rest, for: entry.symbol)
    }
    if rest != old.rest {
      change.rest = rest
      change.liftsRest = rest == nil
    }
    return change
  }

  /// A symbol's own limit; nil where it has none.
  private func own(_ symbol: Symbol) -> Value? {
    entries.first { $0.symbol == symbol }?.value
  }
}
