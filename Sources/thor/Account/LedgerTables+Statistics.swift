import Engine
import MarketModel

/// Round-trip trades and what all of them came to.
extension LedgerTables {
  /// A trade from flat to flat each.
  static func roundTrips(_ ledger: AccountLedger, since: UnixNanos) -> ResultTable {
    var table = ResultTable([
      "opened", "closed", "symbol", "side", "quantity", "entry", "exit", "fills", "realized",
      "commission", "net", "held_ms",
    ])
    let trades = TradeLedger(following: ledger.engine)
    for place in 0..<trades.tripCount {
      let trip = trades.trip(at: place)
      guard trip.closedAt >= since else { continue }
      table.add([
        .instant(trip.openedAt), .instant(trip.closedAt),
        .text("\(ledger.engine.instruments[trip.instrument].symbol)"),
        .text(trip.side == .buy ? "LONG" : "SHORT"), .decimal("\(trip.quantity)"),
        .decimal(trip.entry.map { "\($0)" }), .decimal(trip.exit.map { "\($0)" }),
        .count(Int64(trip.fillCount)), .decimal("\(trip.realized)"),
        .decimal("\(trip.commission)"), .decimal("\(trip.net)"),
        .count(trip.holdingNanos / 1_000_000),
      ])
    }
    return table
  }

  /// The statistics of all, of each symbol and of each hour (UTC) in which something happened.
  static func statistics(_ ledger: AccountLedger) -> ResultTable {
    var table = ResultTable([
      "of", "orders", "filled", "canceled", "expired", "denied", "rejected", "fill_rate",
      "quantity_fill_rate", "fills", "maker_share", "realized", "commission", "net",
      "slippage_ticks", "slippage", "latency_ticks", "latency_cost", "trades", "wins", "losses",
      "win_rate", "average_win", "average_loss", "largest_win", "largest_loss", "profit_factor",
      "average_held_ms",
    ])
    let engine = ledger.engine
    let trades = TradeLedger(following: engine)
    add("all", trades.all, to: &table)
    for place in 0..<engine.instruments.count {
      let index = InstrumentIndex(place)
      add("\(engine.instruments[index].symbol)", trades.statistics(of: index), to: &table)
    }
    for (hour, statistics) in trades.hours.enumerated() {
      add("\(hour < 10 ? "0" : "")\(hour):00", statistics, to: &table)
    }
    return table
  }

  private static func add(
    _ name: String, _ statistics: TradeStatistics, to table: inout ResultTable
  ) {
    guard statistics != TradeStatistics() || name == "all" else { return }
    func number(_ value: Double?, _ places: Int) -> ResultTable.Cell {
      .decimal(value.map { Decimals.text($0, places) })
    }
    let count = { (value: Int) in ResultTable.Cell.count(Int64(value)) }
    table.add([
      .text(name), count(statistics.orderCount), count(statistics.filledCount),
      count(statistics.canceledCount), count(statistics.expiredCount),
      count(statistics.deniedCount), count(statistics.rejectedCount),
      number(statistics.orderFillRate, 4), number(statistics.quantityFillRate, 4),
      count(statistics.fillCount), number(statistics.makerShare, 4),
      .decimal("\(statistics.realized)"), .decimal("\(statistics.commission)"),
      .decimal("\(statistics.net)"), number(statistics.slippage.averageTicks, 4),
      .decimal("\(statistics.slippage.amount)"), number(statistics.latency.averageTicks, 4),
      .decimal("\(statistics.latency.amount)"), count(statistics.tripCount),
      count(statistics.winCount), count(statistics.lossCount), number(statistics.winRate, 4),
      number(statistics.averageWin, 2), number(statistics.averageLoss, 2),
      .decimal("\(statistics.largestWin)"), .decimal("\(statistics.largestLoss)"),
      number(statistics.profitFactor, 4),
      .decimal(statistics.averageHoldingNanos.map { "\($0 / 1_000_000)" }),
    ])
  }
}
