import MarketModel
import Risk

/// How changed limits are written: the parts that changed, under the names of the configuration.
extension EffectEncoder {
  mutating func limits(_ change: LimitsChange, _ instant: UnixNanos) {
    begin("limits", instant)
    limits(change.risk)
    name("reason")
    writer.string(change.reason)
    name("user")
    writer.string(change.user)
  }

  mutating func limits(_ risk: RiskLimitsChange) {
    name("risk")
    writer.raw("{")
    isFirstLimit = true
    table("position_limit", risk.positionLimit)
    table("max_order_quantity", risk.maxOrderQuantity)
    table("max_notional_per_order", risk.maxNotionalPerOrder)
    if let rate = risk.maxOrderRate {
      limit("max_order_rate")
      if let rate {
        writer.raw("{\"count\":")
        writer.integer(Int64(rate.count))
        milliseconds(",\"per_ms\":", rate.windowNanos)
        writer.raw("}")
      } else {
        writer.raw("null")
      }
    }
    if let count = risk.maxTradesPerDay {
      limit("max_trades_per_day")
      if let count { writer.integer(Int64(count)) } else { writer.raw("null") }
    }
    amount("max_gross_exposure", risk.maxGrossExposure)
    amount("max_net_exposure", risk.maxNetExposure)
    amount("max_group_exposure", risk.maxGroupExposure)
    amount("daily_loss_limit", risk.dailyLossLimit)
    amount("max_drawdown", risk.maxDrawdown)
    otherLimits(risk)
    writer.raw("}")
  }

  private mutating func otherLimits(_ risk: RiskLimitsChange) {
    if let steps = risk.drawdownSteps { drawdownSteps(steps) }
    if let target = risk.profitTarget {
      limit("profit_target")
      if let target {
        writer.raw("{\"amount\":")
        writer.decimal(target.amount.nanos)
        writer.raw(",\"action\":\"")
        writer.raw(target.action.word)
        writer.raw("\"}")
      } else {
        writer.raw("null")
      }
    }
    if let ticks = risk.priceCollarTicks {
      limit("price_collar_ticks")
      if let ticks { writer.integer(ticks) } else { writer.raw("null") }
    }
    duration("max_quote_age_ms", risk.maxQuoteAgeNanos)
    flag("check_margin", risk.checkMargin)
    flag("check_session", risk.checkSession)
    if let breaker = risk.breaker {
      limit("breaker")
      if let breaker {
        writer.raw("{\"pct\":")
        writer.decimal(breaker.percent.nanos)
        milliseconds(",\"window_ms\":", breaker.windowNanos)
        milliseconds(",\"cooldown_ms\":", breaker.cooldownNanos)
        writer.raw("}")
      } else {
        writer.raw("null")
      }
    }
    duration("flatten_before_close_ms", risk.flattenBeforeCloseNanos)
  }

  private mutating func limit(_ key: StaticString) {
    if !isFirstLimit { writer.raw(",") }
    isFirstLimit = false
    writer.raw("\"")
    writer.raw(key)
    writer.raw("\":")
  }

  private mutating func table<Value: FixedPoint>(_ key: StaticString, _ table: LimitTable<Value>) {
    guard !table.isEmpty else { return }
    limit(key)
    writer.raw("{")
    var isFirst = true
    for entry in table.entries {
      if !isFirst { writer.raw(",") }
      isFirst = false
      writer.symbol(entry.symbol)
      writer.raw(":")
      writer.decimal(entry.value)
    }
    if table.rest != nil || table.liftsRest {
      writer.raw(isFirst ? "\"*\":" : ",\"*\":")
      writer.decimal(table.rest)
    }
    writer.raw("}")
  }

  private mutating func drawdownSteps(_ steps: [DrawdownStep]) {
    limit("drawdown_steps")
    writer.raw("[")
    for place in steps.indices {
      writer.raw(place == 0 ? "{\"at\":" : ",{\"at\":")
      writer.decimal(steps[place].at.nanos)
      writer.raw(",\"factor\":")
      writer.decimal(steps[place].factor.nanos)
      writer.raw("}")
    }
    writer.raw("]")
  }

  private mutating func amount(_ key: StaticString, _ value: Money??) {
    guard let value else { return }
    limit(key)
    writer.decimal(value)
  }

  private mutating func flag(_ key: StaticString, _ value: Bool?) {
    guard let value else { return }
    limit(key)
    writer.raw(value ? "true" : "false")
  }

  private mutating func duration(_ key: StaticString, _ value: Int64??) {
    guard let value else { return }
    limit(key)
    if let value { milliseconds("", value) } else { writer.raw("null") }
  }

  /// Nanoseconds as milliseconds, a JSON number.
  mutating func milliseconds(_ key: StaticString, _ nanos: Int64) {
    writer.raw(key)
    writer.number(WideAmount(nanos: Int128(nanos) * 1_000))
  }
}
