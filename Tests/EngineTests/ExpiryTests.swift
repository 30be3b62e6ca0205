import Engine
import Execution
import MarketModel
import Testing

/// The last days of a contract month.
@Suite struct ExpiryTests {
  /// A contract that trades last on the tenth day, quoted on the first.
  private static func prelude(_ terms: String = "") -> String {
    """
    {"type":"instrument","symbol":"ESH0","multiplier":"50","tick":"0.25","last_trade":"1970-01-10T00:00:00Z"\(terms)}
    {"type":"config","commission":"2"}
    {"type":"tick","ts":"1970-01-01T00:00:01Z","symbol":"ESH0","source":"A","bid":"5000","ask":"5000.25"}
    {"type":"submit","ts":"1970-01-01T00:00:02Z","id":"o1","symbol":"ESH0","side":"BUY","order_type":"MARKET","quantity":"2"}

    """
  }

  private func said(_ text: String, dropping count: Int) -> [String] {
    Array(lines(text).output.split(separator: "\n").map { String($0) }.dropFirst(count))
  }

  @Test func aHeldPositionIsWarnedOfDaysAheadOnceAndSettledWithTheExchangesPrice() {
    let text =
      ExpiryTests.prelude() + """
        {"type":"submit","ts":"1970-01-01T00:00:03Z","id":"o2","symbol":"ESH0","side":"SELL","order_type":"LIMIT","quantity":"1","limit":"5100"}
        {"type":"clock","ts":"1970-01-05T00:00:00Z"}
        {"type":"clock","ts":"1970-01-06T00:00:00Z"}
        {"type":"flatten","ts":"1970-01-10T00:00:01Z"}
        {"type":"cancel","ts":"1970-01-10T00:00:02Z","id":"SETTLE-ESH0"}
        {"type":"settlement","ts":"1970-01-10T08:00:00Z","symbol":"ESH0","price":"5010.25"}
        {"type":"settlement","ts":"1970-01-10T09:00:00Z","symbol":"ESH0","price":"5010.25"}
        {"type":"query","what":"account"}

        """
    let day = "1970-01-10T0"
    #expect(
      said(text, dropping: 5) == [
        #"{"type":"risk","ts":"1970-01-05T00:00:00.000000000Z","rule":"expiry","state":"warning","value":"5","limit":"5","action":"none","symbol":"ESH0"}"#,
        #"{"type":"canceled","ts":"\#(day)0:00:00.000000000Z","id":"o2","reason":"expiry","leaves":"1"}"#,
        #"{"type":"risk","ts":"\#(day)0:00:00.000000000Z","rule":"expiry","state":"breach","value":"0","limit":"5","action":"none","symbol":"ESH0"}"#,
        #"{"type":"cancel_rejected","ts":"\#(day)0:00:02.000000000Z","id":"SETTLE-ESH0","reason":"expiry","detail":"the contract's last day has come"}"#,
        #"{"type":"accepted","ts":"\#(day)8:00:00.000000000Z","id":"SETTLE-ESH0"}"#,
        #"{"type":"filled","ts":"\#(day)8:00:00.000000000Z","id":"SETTLE-ESH0","fill":1,"symbol":"ESH0","side":"SELL","price":"5010.25","quantity":"2","leaves":"0","commission":"0","liquidity":"TAKER","why":"settlement","source":"A","bid":"5000","ask":"5000.25"}"#,
        #"{"type":"position","ts":"\#(day)8:00:00.000000000Z","symbol":"ESH0","quantity":"0","average_price":null,"realized":"1000","fees":"4","unrealized":"0"}"#,
        #"{"type":"risk","ts":"\#(day)8:00:00.000000000Z","rule":"expiry","state":"cleared","value":"0","limit":"5","action":"none","symbol":"ESH0"}"#,
        #"{"type":"account","ts":"\#(day)9:00:00.000000000Z","cash":"1000996","equity":"1000996","fees":"4","margin_initial":"0","margin_maintenance":"0","margin_available":"1000996","day_pnl":"996"}"#,
      ])
  }

  @Test func theLastDayTakesOnlyWhatReduces() {
    let text =
      ExpiryTests.prelude() + """
        {"type":"clock","ts":"1970-01-05T00:00:00Z"}
        {"type":"submit","ts":"1970-01-09T00:00:00Z","id":"o2","symbol":"ESH0","side":"BUY","order_type":"MARKET","quantity":"1"}
        {"type":"submit","ts":"1970-01-09T00:00:01Z","id":"o3","symbol":"ESH0","side":"SELL","order_type":"MARKET","quantity":"2"}
        {"type":"submit","ts":"1970-01-10T00:00:00Z","id":"o4","symbol":"ESH0","side":"SELL","order_type":"MARKET","quantity":"1"}

        """
    let heads = said(text, dropping: 4).map { line in
      line.split(separator: ",").filter {
        $0.hasPrefix("{\"type\"") || $0.hasPrefix("\"id\"") || $0.hasPrefix("\"reason\"")
          || $0.hasPrefix("\"state\"")
      }.joined(separator: " ").replacing("\"", with: "")
    }
    #expect(
      heads == [
        "{type:risk state:warning", "{type:denied id:o2 reason:expiry", "{type:accepted id:o3}",
        "{type:filled id:o3", "{type:position", "{type:risk state:cleared",
        "{type:denied id:o4 reason:expiry",
      ])
  }

  @Test(arguments: [
    #","at_expiry":"flatten""#, #","first_notice":"1970-01-10T00:00:00Z","at_expiry":"flatten""#,
    #","first_notice":"1970-01-09T12:00:00Z""#,
  ])
  func whatIsNotSettledIsClosedAtTheMarket(terms: String) {
    let said = said(
      ExpiryTests.prelude(terms) + #"{"type":"clock","ts":"1970-01-10T00:00:00Z"}"# + "\n",
      dropping: 4)
    #expect(said.contains { $0.contains("\"id\":\"FLATTEN-ESH0\"") && $0.contains("\"filled\"") })
    #expect(!said.contains { $0.contains("SETTLE") })
  }

  /// What a venue outside tells after the end, and a market said to trade again, change nothing of
  /// this: the settlement closes what is held, no more.
  @Test(arguments: [("1", "modified"), ("2", "canceled")])
  func theSettlementClosesWhatIsHeldByThen(sold: String, becomes: String) {
    let said = said(
      """
      {"type":"instrument","symbol":"ESH0","multiplier":"50","tick":"0.25","last_trade":"1970-01-10T00:00:00Z"}
      {"type":"config","venue":"outside"}
      {"type":"tick","ts":"1970-01-01T00:00:01Z","symbol":"ESH0","source":"A","bid":"5000","ask":"5000.25"}
      {"type":"submit","ts":"1970-01-01T00:00:02Z","id":"o1","symbol":"ESH0","side":"BUY","order_type":"MARKET","quantity":"2"}
      {"type":"report","ts":"1970-01-01T00:00:03Z","report":"filled","id":"o1","execution":"x1","price":"5000.25","quantity":"2"}
      {"type":"submit","ts":"1970-01-09T00:00:02Z","id":"o2","symbol":"ESH0","side":"SELL","order_type":"LIMIT","limit":"5001","quantity":"2"}
      {"type":"clock","ts":"1970-01-10T00:00:00Z"}
      {"type":"report","ts":"1970-01-10T00:00:01Z","report":"filled","id":"o2","execution":"x2","price":"5001","quantity":"\(sold)"}
      {"type":"market_status","ts":"1970-01-10T00:00:02Z","symbol":"ESH0","status":"TRADING"}
      {"type":"settlement","ts":"1970-01-10T00:00:03Z","symbol":"ESH0","price":"5002"}
      {"type":"query","what":"positions"}

      """, dropping: 10)
    #expect(said.contains { $0.contains(#""\#(becomes)""#) && $0.contains("SETTLE-ESH0") })
    #expect(said.last?.contains(#""symbol":"ESH0","quantity":"0""#) == true)
  }

  @Test func aSettlementMarksAPositionUntilTheNextQuote() {
    let text =
      ExpiryTests.prelude() + """
        {"type":"settlement","ts":"1970-01-02T00:00:00Z","symbol":"ESH0","price":"4990.25"}
        {"type":"query","what":"account"}
        {"type":"tick","ts":"1970-01-02T00:00:01Z","symbol":"ESH0","source":"A","bid":"5000","ask":"5000.25"}
        {"type":"query","what":"account"}

        """
    let equities = said(text, dropping: 4).compactMap { line in
      line.split(separator: ",").first { $0.hasPrefix("\"day_pnl\"") }.map { String($0) }
    }
    #expect(equities == ["\"day_pnl\":\"-1004\"}", "\"day_pnl\":\"-29\"}"])
  }
}
