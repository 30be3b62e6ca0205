import Engine
import Testing

/// The lines: what is taken, what is answered with an error, and where.
@Suite struct ProtocolTests {
  private static let prelude = """
    {"type":"instrument","symbol":"ES","multiplier":"50","tick":"0.25"}
    {"type":"config","cash":"1000"}
    {"type":"tick","ts":0,"symbol":"ES","source":"A","bid":5000,"bidSize":10,"ask":"5000.25","askSize":"12"}

    """

  /// What the line after an instrument, a config and a quote is answered with.
  private func answer(_ line: String) -> [String] {
    lines(ProtocolTests.prelude + line).output.split(separator: "\n").map { String($0) }
      .filter { !$0.hasPrefix("{\"type\":\"source\"") }
  }

  @Test func effectsAreWrittenToTheLetter() {
    let order = #"{"type":"submit","ts":"1970-01-01T00:00:01Z","id":"o1","symbol":"ES","#
    #expect(
      answer(order + #""side":"BUY","order_type":"MARKET","quantity":"1"}"#) == [
        #"{"type":"accepted","ts":"1970-01-01T00:00:01.000000000Z","id":"o1"}"#,
        #"{"type":"filled","ts":"1970-01-01T00:00:01.000000000Z","id":"o1","fill":1,"symbol":"ES","side":"BUY","price":"5000.25","quantity":"1","leaves":"0","commission":"0","liquidity":"TAKER","why":"touch","source":"A","bid":"5000","ask":"5000.25"}"#,
        #"{"type":"position","ts":"1970-01-01T00:00:01.000000000Z","symbol":"ES","quantity":"1","average_price":"5000.25","realized":"0","fees":"0","unrealized":"-12.5"}"#,
      ])
  }

  @Test func aPreferredSourceIsTakenAndGivenBack() {
    let text =
      ProtocolTests.prelude + #"""
        {"type":"config","sources":["A","B"]}
        {"type":"tick","ts":1,"symbol":"ES","source":"B","bid":"5001","ask":"5001.25"}
        {"type":"prefer_source","ts":2,"symbol":"ES","source":"B"}
        {"type":"prefer_source","ts":3,"symbol":"ES"}
        {"type":"prefer_source","ts":4,"symbol":"ES","source":"B"}
        {"type":"prefer_source","ts":5,"symbol":"ES","source":null}
        {"type":"prefer_source","ts":6}
        {"type":"prefer_source","ts":7,"symbol":"ES","source":""}

        """#
    let output = lines(text).output.split(separator: "\n").dropFirst().map { String($0) }
    func source(_ nanos: Int, _ from: String, _ to: String) -> String {
      "{\"type\":\"source\",\"ts\":\"1970-01-01T00:00:00.00000000\(nanos)Z\",\"symbol\":\"ES\","
        + "\"from\":\"\(from)\",\"to\":\"\(to)\",\"reason\":\"preferred\"}"
    }
    #expect(
      Array(output.prefix(4)) == [
        source(2, "A", "B"), source(3, "B", "A"), source(4, "A", "B"), source(5, "B", "A"),
      ])
    #expect(output.dropFirst(4).map { $0.contains("\"type\":\"error\"") } == [true, true])
  }

  @Test(arguments: [
    ("{", ""), ("[]", ""), ("{\"type\":\"clock\",\"ts\":1} x", ""), ("{}", "type"),
    (#"{"type":"dance","ts":1}"#, "type"), (#"{"type":"clock"}"#, "ts"),
    (#"{"type":"clock","ts":"yesterday"}"#, "ts"), (#"{"type":"clock","ts":1.5}"#, "ts"),
    (#"{"type":"clock","ts":99999999999999999999}"#, "ts"),
    (#"{"type":"clock","ts":1,"ts":2}"#, "ts"), (#"{"type":"clock","ts":1,"x":2}"#, "x"),
    (#"{"type":"flatten","ts":1,"symbol":"XX"}"#, "symbol"),
    (#"{"type":"flatten","ts":1,"symbol":"es"}"#, "symbol"),
    (#"{"type":"reverse","ts":1}"#, "symbol"),
    (#"{"type":"cancel","ts":1,"id":""}"#, "id"),
    (#"{"type":"cancel","ts":1,"id":"é"}"#, "id"),
    (#"{"type":"tick","ts":1,"symbol":"ES","bid":"1"}"#, "source"),
    (#"{"type":"tick","ts":1,"symbol":"ES","source":"A","bid":"1e3"}"#, "bid"),
    (#"{"type":"tick","ts":1,"symbol":"ES","source":"A","bid":true}"#, "bid"),
    (#"{"type":"tick","ts":1,"symbol":"ES","source":"A","bidSize":"-1"}"#, "bidSize"),
    (#"{"type":"tick","ts":1,"symbol":"ES","source":"A","bid":"0.0000000001"}"#, "bid"),
    (#"{"type":"tick","ts":1,"symbol":"ES","source":"A","bid":"99999999999"}"#, "bid"),
    (#"{"type":"tick","ts":1,"symbol":"ES","source":"A","aggressor":"ME"}"#, "aggressor"),
    (#"{"type":"config","cash":"x"}"#, "cash"),
    (#"{"type":"config","risk":{"daily_loss_limit":"-1"}}"#, "risk.daily_loss_limit"),
    (#"{"type":"config","risk":{"no_such":1}}"#, "risk.no_such"),
    (#"{"type":"config","risk":{"position_limit":{"es":"1"}}}"#, "risk.position_limit.es"),
    (#"{"type":"config","risk":{"breaker":{"pct":"1"}}}"#, "risk.breaker.window_ms"),
    (#"{"type":"config","sources":"A"}"#, "sources"),
    (#"{"type":"config","prob_fill_on_limit":"1.1"}"#, "prob_fill_on_limit"),
    (#"{"type":"instrument","symbol":"NQ","tick":"0"}"#, "tick"),
    (#"{"type":"instrument","symbol":"NQ","tick":"1","multiplier":"0"}"#, "multiplier"),
    (#"{"type":"session_open","ts":1,"symbol":"ES","trade_date":"2026-02-30"}"#, "trade_date"),
    (#"{"type":"query","what":"weather"}"#, "what"),
    (
      #"{"type":"size","symbol":"ES","method":"kelly","win_rate":"2","payoff":"1","stop_points":"1"}"#,
      "win_rate"
    ),
    (
      #"{"type":"size","symbol":"ES","method":"fixed_risk","risk_pct":"0.1","entry":"5","stop":"5"}"#,
      "stop"
    ),
    (#"{"type":"generator","n":-1,"k":1}"#, "n"),
    (#"{"type":"submit_list","ts":1,"kind":"OCO","orders":[]}"#, "orders"),
    (
      #"{"type":"submit_list","ts":1,"kind":"OCO","orders":[{"id":"a"},{"id":"b"}]}"#,
      "orders[0].symbol"
    ),
    (#"{"type":"modify","ts":1,"id":"a"}"#, "quantity"),
  ])
  func errorsNameTheField(line: String, field: String) {
    let answers = answer(line)
    #expect(answers.count == 1)
    #expect(
      answers.first?.hasPrefix(#"{"type":"error","line":4,"field":"\#(field)","error":""#) == true)
  }

  @Test(arguments: [
    (#""order_type":"LIMIT","quantity":"1""#, "limit"),
    (#""order_type":"MARKET","quantity":"1","limit":"5000""#, "limit"),
    (#""order_type":"STOP","quantity":"1""#, "stop"),
    (#""order_type":"TRAILING_STOP","quantity":"1""#, "trail"),
    (#""order_type":"MARKET","quantity":"1","tif":"GTD""#, "expires"),
    (#""order_type":"MARKET","quantity":"1","tif":"FOREVER""#, "tif"),
    (#""order_type":"MARKET","quantity":"1","post_only":true"#, "post_only"),
    (#""order_type":"MARKET","quantity":"1","override":["all"]"#, "override"),
    (#""order_type":"ICEBERG","quantity":"1""#, "order_type"),
    (#""order_type":"MARKET""#, "quantity"),
  ])
  func orderErrorsNameTheField(members: String, field: String) {
    let answers = answer(
      #"{"type":"submit","ts":1,"id":"a","symbol":"ES","side":"BUY",\#(members)}"#)
    #expect(answers.first?.hasPrefix(#"{"type":"error","line":4,"field":"\#(field)""#) == true)
  }

  @Test func membersMayComeInAnyOrderAndNumbersWithoutQuotes() {
    #expect(
      answer(
        #" {"quantity":1e0,"order_type":"LIMIT","side":"SELL","limit":5.00025E3,"symbol":"ES","id":"q\"1","ts":5,"type":"submit"}"#
      ) == [#"{"type":"accepted","ts":"1970-01-01T00:00:00.000000005Z","id":"q\"1"}"#])
  }

  @Test func blankLinesAndALastLineWithoutALineFeedAreFine() {
    let run = lines(ProtocolTests.prelude + "\n  \r\n" + #"{"type":"query","what":"account"}"#)
    #expect(run.output.hasSuffix("\"day_pnl\":\"0\"}\n"))
    #expect(!run.hasFailures)
  }

  @Test func limitsComeBackAsTheyWereChanged() {
    #expect(
      answer(
        #"{"type":"limits","ts":1,"risk":{"position_limit":{"ES":"5","*":"2"},"daily_loss_limit":null,"max_quote_age_ms":1.5},"reason":"a \"b\"","user":"u"}"#
      ) == [
        #"{"type":"limits","ts":"1970-01-01T00:00:00.000000001Z","risk":{"position_limit":{"ES":"5","*":"2"},"daily_loss_limit":null,"max_quote_age_ms":1.5},"reason":"a \"b\"","user":"u"}"#
      ])
  }

  @Test func aSizeNamesItsSteps() {
    let line =
      #"{"type":"size","method":"kelly","symbol":"ES","equity":"100000","win_rate":"0.55","payoff":"1.5","kelly_fraction":"0.5","stop_points":"10","correlation":"0.5"}"#
    #expect(
      answer(line) == [
        #"{"type":"size","ts":"1970-01-01T00:00:00.000000000Z","symbol":"ES","quantity":"12","trace":{"equity":"100000","kelly":"0.25","fraction":"0.125","risk_budget":"12500","risk_per_unit":"500","correlation":"0.5","quantity":"12"}}"#
      ])
  }

  @Test func anOverlongLineIsOneError() {
    let run = lines(String(repeating: "x", count: (1 << 20) + 5) + "\n" + ProtocolTests.prelude)
    #expect(run.output.hasPrefix(#"{"type":"error","line":1,"#))
    #expect(run.output.split(separator: "\n").count == 2)
  }
}
