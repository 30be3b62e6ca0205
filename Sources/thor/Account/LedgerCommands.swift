import Engine
import Execution
import Journal
import MarketModel

extension CommandTable {
  static let orders = ledger(
    "orders", "an account's orders, working and ended", example: "thor orders --since 2026-01-05"
  ) { ledger, since, _ in LedgerTables.orders(ledger, since: since) }
  static let positions = ledger(
    "positions", "what an account holds and has traded", example: "thor positions --json"
  ) { ledger, since, _ in LedgerTables.positions(ledger, since: since) }
  static let account = ledger(
    "account", "an account in one row: cash, what it realised and paid, how much it traded",
    example: "thor account --account paper"
  ) { ledger, since, _ in LedgerTables.account(ledger, since: since) }
  static let trades = ledger(
    "trades", "an account's fills, with what each realised",
    example: "thor trades --csv > fills.csv",
    options: [
      .flag("trips", "round-trip trades, from flat to flat, instead of fills"),
      .flag("stats", "what they came to: of all, by symbol and by hour (UTC)"),
    ]
  ) { (ledger, since, invocation) throws(CommandFailure) in
    try LedgerTables.trades(ledger, since: since, invocation)
  }
  static let risk = ledger(
    "risk", "what limits and traders did: breaches, refusals, changed limits, halts",
    example: "thor risk --since 2026-01-05T14:30:00Z"
  ) { ledger, since, _ in LedgerTables.risk(ledger, since: since) }

  private static func ledger(
    _ name: String, _ summary: String, example: String, options: [CommandOption] = [],
    _ table:
      @escaping @Sendable (AccountLedger, UnixNanos, Invocation) throws(CommandFailure) ->
      ResultTable
  ) -> Subcommand {
    Subcommand(
      words: [name], summary: summary,
      options: AccountPlace.options + [
        .value("since", "T", "from an instant on: ISO 8601 with a zone, or a date (UTC)")
      ] + options + ResultTable.options,
      details: """
        Reads the journal, also while the desk has it open, and changes nothing. There is no market
        here, so nothing is valued. Status 65 says that the journal is damaged, and where.
        """,
      example: example,
      run: { (invocation) throws(CommandFailure) in
        let form = try ResultTable.form(invocation)
        let since = try LedgerTables.since(invocation)
        let ledger = try AccountLedger(try AccountPlace.find(invocation), invocation)
        try table(ledger, since, invocation).write(as: form)
        return ledger.report(invocation)
      })
  }
}

/// What the listings show.
enum LedgerTables {
  /// The instant to begin with; the beginning of time where none is named.
  static func since(_ invocation: Invocation) throws(CommandFailure) -> UnixNanos {
    guard let text = invocation.text("since") else { return UnixNanos(.min) }
    var whole = text.utf8.count == 10 ? text + "T00:00:00Z" : text
    guard let instant = whole.withUTF8({ InstantForm.parse($0) }) else {
      throw .usage(
        "\(invocation.command.label)--since \(InstantForm.expectation), or a date, got '\(text)'")
    }
    return instant
  }

  static func orders(_ ledger: AccountLedger, since: UnixNanos) -> ResultTable {
    var table = ResultTable([
      "at", "order", "symbol", "side", "type", "tif", "quantity", "filled", "limit", "stop",
      "average", "status", "reason",
    ])
    let engine = ledger.engine
    for place in 0..<engine.orderCount {
      let order = engine.order(at: OrderIndex(place))
      guard order.submittedAt >= since else { continue }
      table.add([
        .instant(order.submittedAt), .text("\(order.id)"),
        .text(order.instrument.map { "\(engine.instruments[$0].symbol)" }),
        .text(order.side == .buy ? "BUY" : "SELL"), .text("\(order.type.word)"),
        .text("\(order.timeInForce.word)"), .decimal("\(order.quantity)"),
        .decimal("\(order.filled)"), .decimal(order.limit.map { "\($0)" }),
        .decimal(order.stop.map { "\($0)" }), .decimal(order.averageFillPrice.map { "\($0)" }),
        .text("\(order.status.word)"), .text(ledger.endings[order.id]),
      ])
    }
    return table
  }

  /// Fills, or what the options name instead of them.
  static func trades(
    _ ledger: AccountLedger, since: UnixNanos, _ invocation: Invocation
  ) throws(CommandFailure) -> ResultTable {
    switch (invocation.has("trips"), invocation.has("stats")) {
    case (false, false): return trades(ledger, since: since)
    case (true, false): return roundTrips(ledger, since: since)
    case (false, true):
      guard invocation.text("since") == nil else {
        throw .usage("trades: --stats is of the whole account, without --since")
      }
      return statistics(ledger)
    case (true, true): throw .usage("trades: expected --trips or --stats, got both")
    }
  }

  static func trades(_ ledger: AccountLedger, since: UnixNanos) -> ResultTable {
    var table = ResultTable([
      "at", "order", "fill", "symbol", "side", "quantity", "price", "commission", "realized",
      "leaves", "liquidity", "why", "source", "bid", "ask", "execution",
    ])
    let engine = ledger.engine
    for fill in fills(engine, since) {
      table.add([
        .instant(fill.at), .text("\(engine.order(at: fill.order).id)"),
        .count(Int64(fill.number)), .text("\(engine.instruments[fill.instrument].symbol)"),
        .text(fill.side == .buy ? "BUY" : "SELL"), .decimal("\(fill.quantity)"),
        .decimal("\(fill.price)"), .decimal("\(fill.commission)"), .decimal("\(fill.realized)"),
        .decimal("\(fill.leaves)"), .text("\(fill.liquidity.word)"), .text("\(fill.cause.word)"),
        .text(fill.source.map { "\(engine.sources[$0])" }),
        .decimal(fill.bid.map { "\($0)" }), .decimal(fill.ask.map { "\($0)" }),
        .text(engine.execution(of: fill).map { "\($0)" }),
      ])
    }
    return table
  }

  private static func fills(_ engine: Engine, _ since: UnixNanos) -> [Fill] {
    (0..<engine.fillCount).map { engine.fill(at: $0) }.filter { $0.at >= since }
  }

  static func positions(_ ledger: AccountLedger, since: UnixNanos) -> ResultTable {
    var table = ResultTable([
      "symbol", "quantity", "average_price", "realized", "fees", "fills", "last_fill",
    ])
    let engine = ledger.engine
    var counts = Array(repeating: Int64(0), count: engine.instruments.count)
    var last = Array(repeating: UnixNanos?.none, count: engine.instruments.count)
    for fill in fills(engine, since) {
      counts[fill.instrument.offset] += 1
      last[fill.instrument.offset] = fill.at
    }
    for place in counts.indices where counts[place] > 0 {
      let position = engine.position(of: InstrumentIndex(place))
      table.add([
        .text("\(engine.instruments[InstrumentIndex(place)].symbol)"),
        .decimal("\(position.quantity)"), .decimal(position.averagePrice.map { "\($0)" }),
        .decimal("\(position.realized)"), .decimal("\(position.fees)"), .count(counts[place]),
        .instant(last[place]),
      ])
    }
    return table
  }

  static func account(_ ledger: AccountLedger, since: UnixNanos) -> ResultTable {
    var table = ResultTable([
      "account", "epoch", "currency", "opening_cash", "cash", "realized", "fees", "orders",
      "working", "fills", "positions", "state", "events", "last_event",
    ])
    let engine = ledger.engine
    let fills = fills(engine, since)
    let realized = fills.reduce(Int128(0)) { $0 + Int128($1.realized.nanos) }
    let fees = fills.reduce(Int128(0)) { $0 + Int128($1.commission.nanos) }
    let orders = (0..<engine.orderCount).lazy
      .filter { engine.order(at: OrderIndex($0)).submittedAt >= since }.count
    let open = (0..<engine.instruments.count).lazy
      .filter { engine.position(of: InstrumentIndex($0)).quantity.nanos != 0 }.count
    table.add([
      .text(ledger.account), .count(ledger.epoch), .text("\(engine.config.currency)"),
      .decimal("\(engine.config.cash)"), .decimal("\(engine.account.cash)"),
      .decimal("\(WideAmount(nanos: realized))"), .decimal("\(WideAmount(nanos: fees))"),
      .count(Int64(orders)), .count(Int64(engine.liveOrderCount)), .count(Int64(fills.count)),
      .count(Int64(open)), .text("\(engine.tradingState.word)"), .count(ledger.verdict.events),
      .instant(ledger.verdict.last),
    ])
    return table
  }

  static func risk(_ ledger: AccountLedger, since: UnixNanos) -> ResultTable {
    var table = ResultTable([
      "sequence", "at", "kind", "rule", "state", "value", "limit", "action", "symbol", "order",
      "detail", "user",
    ])
    for event in ledger.riskEvents where event.at >= since {
      let fields = event.fields
      let isDenial = event.kind == "denied"
      table.add([
        .count(event.sequence), .instant(event.at), .text(event.kind),
        .text(isDenial ? fields["reason"] : fields["rule"]), .text(fields["state"]),
        .decimal(fields["value"]), .decimal(fields["limit"]), .text(fields["action"]),
        .text(fields["symbol"]), .text(fields["id"]),
        .text(isDenial ? fields["detail"] : fields["reason"] ?? fields["detail"]),
        .text(fields["user"]),
      ])
    }
    return table
  }
}
