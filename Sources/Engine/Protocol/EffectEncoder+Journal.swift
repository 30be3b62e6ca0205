import Execution
import MarketModel

/// Lines that only a journal has: orders as they were made, and the day's figures.
extension EffectEncoder {
  /// What an order has that is not plain.
  mutating func appendTerms(of index: OrderIndex, _ engine: Engine) {
    let order = engine.orders[index]
    if let trail = order.trail { member("trail", trail.nanos) }
    if let expiresAt = order.expiresAt {
      name("expires")
      writer.instant(expiresAt)
    }
    flag("post_only", order.isPostOnly)
    flag("reduce_only", order.isReduceOnly)
    flag("stale_quote", order.overridesStaleQuote)
    flag("flatten", order.isFlatten)
    if let list = order.list {
      word("list", list.kind.word)
      name("leg")
      writer.integer(Int64(index.offset - list.first.offset))
      name("legs")
      writer.integer(Int64(list.count))
    }
  }

  private mutating func flag(_ key: StaticString, _ value: Bool) {
    guard value else { return }
    name(key)
    writer.raw("true")
  }

  /// Appends the day's figures (baseline, peak, trade date and count, markets that do not trade,
  /// where trailing stops stand, which sources are preferred), for the journal.
  public mutating func appendDay(from engine: Engine) {
    begin("day", engine.clock)
    member("baseline", engine.risk.baseline)
    member("peak", engine.risk.peak)
    name("day")
    writer.integer(Int64(engine.risk.day))
    name("trades")
    writer.integer(Int64(engine.risk.tradeCount))
    if let date = engine.risk.tradeDate {
      name("trade_date")
      writer.string(date.text)
    }
    appendStatuses(engine)
    appendTrailing(engine)
    appendPreferred(engine)
    writer.raw("}\n")
  }

  private mutating func appendStatuses(_ engine: Engine) {
    var isFirst = true
    for place in engine.markets.indices where engine.markets[place].status != .trading {
      if isFirst { writer.raw(",\"markets\":{") } else { writer.raw(",") }
      isFirst = false
      writer.symbol(engine.instruments[InstrumentIndex(place)].symbol)
      writer.raw(":\"")
      writer.raw(engine.markets[place].status.word)
      writer.raw("\"")
    }
    if !isFirst { writer.raw("}") }
  }

  private mutating func appendPreferred(_ engine: Engine) {
    var isFirst = true
    for place in engine.markets.indices {
      guard let source = engine.preferredSource(of: InstrumentIndex(place)) else { continue }
      if isFirst { writer.raw(",\"sources\":{") } else { writer.raw(",") }
      isFirst = false
      writer.symbol(engine.instruments[InstrumentIndex(place)].symbol)
      writer.raw(":")
      writer.string(source.description)
    }
    if !isFirst { writer.raw("}") }
  }

  private mutating func appendTrailing(_ engine: Engine) {
    var isFirst = true
    for place in engine.markets.indices {
      for index in engine.resting[place].trailing {
        guard let stop = engine.orders[index].stop else { continue }
        if isFirst { writer.raw(",\"trailing\":{") } else { writer.raw(",") }
        isFirst = false
        writer.id(engine.orders.id(of: index))
        writer.raw(":")
        writer.decimal(stop.nanos)
      }
    }
    if !isFirst { writer.raw("}") }
  }
}
