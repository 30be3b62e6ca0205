import MarketModel

/// Trade statistics as a line; shares and means are exact to 1e-9.
extension EffectEncoder {
  mutating func statistics(
    _ statistics: TradeStatistics, of instrument: InstrumentIndex?, _ instant: UnixNanos,
    _ engine: Engine
  ) {
    begin("stats", instant)
    if let instrument { symbol(instrument, engine) }
    count("orders", statistics.orderCount)
    count("filled", statistics.filledCount)
    count("canceled", statistics.canceledCount)
    count("expired", statistics.expiredCount)
    count("denied", statistics.deniedCount)
    count("rejected", statistics.rejectedCount)
    member("fill_rate", quotient(statistics.gotQuantity, statistics.askedQuantity))
    count("fills", statistics.fillCount)
    member("quantity", quotient(statistics.makerQuantity + statistics.takerQuantity, 1_000_000_000))
    member("realized", statistics.realized)
    member("commission", statistics.commission)
    member("slippage", statistics.slippage.amount)
    member("latency_cost", statistics.latency.amount)
    trips(statistics)
  }

  private mutating func trips(_ statistics: TradeStatistics) {
    count("trips", statistics.tripCount)
    count("wins", statistics.winCount)
    count("losses", statistics.lossCount)
    member("win_rate", quotient(Int128(statistics.winCount), Int128(statistics.tripCount)))
    member("average_win", mean(statistics.won, statistics.winCount))
    member("average_loss", mean(statistics.lost, statistics.lossCount))
    member("largest_win", statistics.largestWin)
    member("largest_loss", statistics.largestLoss)
  }

  private mutating func count(_ key: StaticString, _ value: Int) {
    name(key)
    writer.integer(Int64(value))
  }

  /// Rounded half to even at 1e-9; nil by nothing.
  private func quotient(_ part: Int128, _ whole: Int128) -> WideAmount? {
    guard whole > 0 else { return nil }
    return ExactMath.scaled(part, times: 1_000_000_000, dividedBy: whole).map {
      WideAmount(nanos: $0)
    }
  }

  private func mean(_ sum: WideAmount, _ count: Int) -> WideAmount? {
    count == 0 ? nil : WideAmount(nanos: ExactMath.dividedHalfEven(sum.nanos, by: Int128(count)))
  }
}
