import MarketModel
import Portfolio

/// Trade statistics as a line.
extension EffectEncoder {
  mutating func statistics(
    _ statistics: TradeStatistics, of instrument: InstrumentIndex?, _ instant: UnixNanos,
    _ engine: Engine
  ) {
    begin("stats", instant)
    if let instrument { symbol(instrument, engine) }
    count("orders", statistics.orders)
    count("filled_orders", statistics.filledOrders)
    count("fills", statistics.fills)
    member("quantity", WideAmount(nanos: statistics.quantity))
    member("filled_quantity", WideAmount(nanos: statistics.filledQuantity))
    member("fill_rate", statistics.fillRate)
    member("slippage", WideAmount(nanos: statistics.slippage))
    member("latency_cost", WideAmount(nanos: statistics.latencyCost))
    member("commission", WideAmount(nanos: statistics.commission))
    count("trips", statistics.trips)
    count("wins", statistics.wins.count)
    count("losses", statistics.losses.count)
    member("win_rate", statistics.winRate)
    member("average_win", statistics.wins.average)
    member("average_loss", statistics.losses.average)
    member("largest_win", WideAmount(nanos: statistics.wins.largest))
    member("largest_loss", WideAmount(nanos: statistics.losses.largest))
  }

  private mutating func count(_ key: StaticString, _ value: Int) {
    name(key)
    writer.integer(Int64(value))
  }
}
