import Engine
import Execution
import MarketModel
import TestSupport
import Testing

@testable import Journal
@testable import PostgresStore

/// The tables say what the engine says, to the last digit.
@Suite(.enabled(if: PostgresServer.programs != nil), .ownThreads) struct DerivationTests {
  @Test(arguments: [1, 2] as [UInt64])
  func ordersTradesAndPositionsAreTheEngines(seed: UInt64) throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let journal = try desk.open()
    var account = try TradedAccount(journal, seed: seed)
    let mirror = try desk.mirror(journal)
    for number in 0..<500 {
      try account.pass(number)
      if number % 200 == 0 { #expect(mirror.follow(journal)) }
    }
    try account.recorder.commit()
    #expect(mirror.follow(journal))
    #expect(account.engine.fillCount > 50)
    #expect(try desk.ask("SELECT derive_failure FROM thor.accounts") == "")
    try compare(desk, account)
    // Made anew from the events alone, they are the same.
    try desk.ask("SELECT thor.derive_anew('paper')")
    #expect(try desk.ask("SELECT derive_failure FROM thor.accounts") == "")
    try compare(desk, account)
  }

  /// Also one that was more than its order had left, which became two.
  @Test func fillsOfAVenueOutsideAreTradesLikeOthers() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let journal = try desk.open()
    var account = try TradedAccount(journal, seed: 1)
    let mirror = try desk.mirror(journal)
    var change = EngineConfigChange()
    change.isVenueOutside = true
    account.apply(.config(change))
    let id = try #require(OrderID("o1"))
    account.apply(
      .submit(
        OrderRequest(
          id: id, symbol: try #require(Symbol("ES")), side: .buy, type: .limit,
          quantity: Quantity(3), limit: try Price("5000"))))
    for execution in ["x1", "x2", "x2"] {
      let fill = VenueFill(
        order: id, execution: try #require(OrderID(execution)), price: try Price("5000"),
        quantity: Quantity(2))
      account.apply(.report(.filled(fill)))
    }
    try account.commit()
    #expect(mirror.follow(journal))
    #expect(try desk.ask("SELECT derive_failure FROM thor.accounts") == "")
    #expect(account.engine.fillCount == 3)
    try compare(desk, account)
    let executions = try desk.ask(
      "SELECT string_agg(convert_from(payload, 'UTF8')::json->>'execution', ' ' ORDER BY sequence) "
        + "FROM thor.journal_events WHERE kind = 'filled'")
    #expect(executions == "x1 x2 x2")
  }

  private func compare(_ desk: DatabaseDesk, _ account: TradedAccount) throws {
    let number = "trim_scale"
    let orders = try lines(
      desk,
      "SELECT order_id, status, \(number)(quantity), \(number)(filled_quantity), "
        + "\(number)(limit_price), CASE WHEN order_type <> 'TRAILING_STOP' OR triggered "
        + "THEN \(number)(stop_price) END, \(number)(average_fill_price) "
        + "FROM thor.orders ORDER BY place")
    for (found, expected) in zip(orders, account.orders) { #expect(found == expected) }
    #expect(orders.count == account.orders.count)
    let trades = try lines(
      desk,
      "SELECT order_id, fill, \(number)(quantity), \(number)(price), \(number)(commission), "
        + "\(number)(realized), at_ns FROM thor.trades ORDER BY sequence")
    #expect(trades == account.trades)
    let positions = try lines(
      desk,
      "SELECT symbol, \(number)(quantity), \(number)(average_price), \(number)(realized), "
        + "\(number)(fees) FROM thor.positions ORDER BY symbol COLLATE \"C\"")
    #expect(positions == account.positions)
    let cash = try desk.ask("SELECT trim_scale(cash), trim_scale(fees) FROM thor.accounts")
    #expect(cash == "\(account.engine.account.cash)|\(account.engine.account.fees)")
    #expect(
      try desk.ask("SELECT trim_scale(cash) FROM thor.account_marks ORDER BY sequence DESC LIMIT 1")
        == "\(account.engine.account.cash)")
  }

  private func lines(_ desk: DatabaseDesk, _ sql: String) throws -> [String] {
    try desk.ask(sql).split(separator: "\n").map(String.init)
  }

  /// A position as it was at any instant: intervals without gaps and without overlaps.
  @Test func positionsAreKnownForEveryInstant() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let journal = try desk.open()
    var account = try TradedAccount(journal, seed: 4)
    for number in 0..<300 { try account.pass(number) }
    #expect(try desk.mirror(journal).follow(journal))
    let seams = try desk.ask(
      """
      SELECT count(*) FILTER (WHERE valid_to_ns IS DISTINCT FROM following), count(*)
      FROM (SELECT valid_to_ns,
        lead(valid_from_ns) OVER (PARTITION BY symbol ORDER BY sequence) AS following
        FROM thor.positions_history) one
      """)
    #expect(seams == "0|\(account.engine.fillCount)")
    // A fill's effect is valid from its instant on.
    let middle = try desk.ask(
      """
      SELECT count(*) FROM thor.trades t WHERE NOT EXISTS (
        SELECT 1 FROM thor.positions_history p
        WHERE p.symbol = t.symbol AND p.valid_from_ns = t.at_ns AND p.sequence = t.sequence)
      """)
    #expect(middle == "0")
  }

  @Test func theAuditLogSaysWhoAndWhy() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let journal = try desk.open()
    var account = try TradedAccount(journal, seed: 5)
    for number in 0..<200 { try account.pass(number) }
    try account.recorder.commit()
    #expect(try desk.mirror(journal).follow(journal))
    #expect(
      try desk.ask("SELECT DISTINCT user_name, reason FROM thor.audit_log WHERE kind = 'limits'")
        == "tester|review, it's due")
    #expect(
      try desk.ask(
        "SELECT user_name, reason FROM thor.audit_log WHERE kind = 'configuration'")
        == "tester|start")
    #expect(
      try desk.ask(
        "SELECT count(*) > 0 FROM thor.audit_log WHERE kind = 'trading_state' "
          + "AND reason LIKE 'drill %' AND state IN ('ACTIVE', 'REDUCING')") == "t")
    let overrides = (0..<account.engine.orderCount).count {
      account.engine.order(at: .init($0)).overridesStaleQuote
    }
    #expect(overrides > 0)
    #expect(
      try desk.ask("SELECT count(*) FROM thor.audit_log WHERE kind = 'override'")
        == "\(overrides)")
  }

  /// What an account was before it began anew stays, and counts no more.
  @Test func aNewEpochBeginsWithNothing() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let journal = try desk.open()
    try journal.write([
      ("opening", #"{"type":"opening","cash":"1000","currency":"USD"}"#),
      ("instrument", Self.instrument), ("order", Self.order("o1")),
      ("accepted", #"{"type":"accepted","id":"o1"}"#), ("filled", Self.fill("o1")),
      ("epoch", #"{"type":"epoch","epoch":2,"user":"ann","reason":"anew"}"#),
      ("opening", #"{"type":"opening","cash":"500","currency":"USD"}"#),
      ("instrument", Self.instrument), ("order", Self.order("o1")),
    ])
    let mirror = try desk.mirror(journal)
    #expect(mirror.run(journal, durable: 9) { mirror.mirrored == 9 })
    #expect(
      try desk.ask("SELECT epoch, cash, order_count, derive_failure IS NULL FROM thor.accounts")
        == "2|500|1|t")
    #expect(try desk.ask("SELECT count(*) FROM thor.positions") == "0")
    #expect(
      try desk.ask("SELECT epoch, order_id, status FROM thor.orders ORDER BY epoch")
        == "1|o1|FILLED\n2|o1|PENDING")
    #expect(
      try desk.ask("SELECT user_name, reason FROM thor.audit_log WHERE kind = 'epoch'")
        == "ann|anew")
  }

  /// Events that the tables cannot be made of are kept all the same, and so is what comes later.
  @Test func whatTheTablesCannotTakeIsToldAndKept() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let journal = try desk.open()
    journal.append(
      Array(#"{"type":"accepted","id":"nobody"}"#.utf8), .accepted, at: DatabaseDesk.start)
    try journal.commit()
    let mirror = try desk.mirror(journal)
    #expect(mirror.follow(journal))
    try journal.fill(3, from: 2)
    #expect(mirror.follow(journal))
    #expect(
      try desk.ask("SELECT derive_failure, derived_sequence FROM thor.accounts")
        == "event 1: no order nobody has been made|0")
    #expect(try desk.events() == journal.printed())
  }

  static let instrument =
    #"{"type":"instrument","symbol":"ES","root":"ES","kind":"FUTURE","multiplier":"50","#
    + #""tick":"0.25","currency":"USD"}"#

  static func order(_ id: String) -> String {
    #"{"type":"order_made","id":"\#(id)","symbol":"ES","side":"BUY","order_type":"MARKET","#
      + #""tif":"DAY","quantity":"1"}"#
  }

  static func fill(_ id: String) -> String {
    #"{"type":"filled","id":"\#(id)","fill":1,"symbol":"ES","side":"BUY","price":"5000.25","#
      + #""quantity":"1","leaves":"0","commission":"2.25"}"#
  }
}

extension Journal {
  /// Puts these lines on disk behind the desk's back, whatever they say, also of kinds to come.
  func write(_ lines: [(kind: String, payload: String)]) throws {
    let database = try SQLiteDatabase(path: path)
    let insert = try database.prepare("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5)")
    var chain = try EventChain(account: account.text, path: path)
    chain.move(to: head)
    for (place, line) in lines.enumerated() {
      let at = DatabaseDesk.start.advanced(byNanos: Int64(place) * 1_000)
      try Array(line.kind.utf8).withUnsafeBufferPointer { kind in
        try Array(line.payload.utf8).withUnsafeBufferPointer { payload in
          let hash = chain.append(at: at, kind: kind, payload: payload)
          try insert.run(chain.head.sequence, at.nanos, text: kind, blob: payload, digest: hash)
        }
      }
    }
  }
}
