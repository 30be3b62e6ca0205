import Engine
import Testing

/// What orders and trades come to.
@Suite struct StatisticsTests {
  private static let prelude = """
    {"type":"instrument","symbol":"ES","multiplier":"50","tick":"0.25"}
    {"type":"config","commission":"2","latency_ms":10}

    """

  private static func quote(_ milliseconds: Int, _ bid: String, _ ask: String) -> String {
    #"{"type":"tick","ts":\#(milliseconds)000000,"symbol":"ES","source":"A","bid":"\#(bid)","#
      + #""ask":"\#(ask)"}"# + "\n"
  }

  private static func market(_ at: Int, _ id: String, _ side: String, _ quantity: Int) -> String {
    #"{"type":"submit","ts":\#(at)000000,"id":"\#(id)","symbol":"ES","side":"\#(side)","#
      + #""order_type":"MARKET","quantity":"\#(quantity)"}"# + "\n"
  }

  private func stats(_ text: String) -> [String] {
    lines(StatisticsTests.prelude + text + #"{"type":"query","what":"stats"}"#).output
      .split(separator: "\n").filter { $0.hasPrefix(#"{"type":"stats""#) }
      .map { String($0.drop { $0 != "Z" }.dropFirst(3)) }
  }

  @Test func nothingTradedIsNothing() {
    #expect(
      stats("") == [
        #""orders":0,"filled":0,"canceled":0,"expired":0,"denied":0,"rejected":0,"fill_rate":null,"fills":0,"quantity":"0","realized":"0","commission":"0","slippage":"0","latency_cost":"0","trips":0,"wins":0,"losses":0,"win_rate":null,"average_win":null,"average_loss":null,"largest_win":"0","largest_loss":"0"}"#
      ])
  }

  /// A win, then through zero into a loss, then one that rests; each taker ten milliseconds late.
  @Test func tripsSlippageAndTheWayAreCounted() {
    let text =
      StatisticsTests.quote(1, "5000", "5000.25") + StatisticsTests.market(2, "o1", "BUY", 1)
      // A tick worse by the time it arrives: 12.50 a unit.
      + StatisticsTests.quote(5, "5000.25", "5000.50")
      + StatisticsTests.quote(20, "5010", "5010.25")
      + StatisticsTests.market(21, "o2", "SELL", 3)
      + StatisticsTests.quote(40, "5011", "5011.25") + StatisticsTests.market(41, "o3", "BUY", 2)
      + StatisticsTests.quote(60, "5000", "5000.25")
      + #"{"type":"submit","ts":61000000,"id":"o4","symbol":"ES","side":"BUY","order_type":"LIMIT","quantity":"4","limit":"4000"}"#
      + "\n" + #"{"type":"clock","ts":99000000}"# + "\n"
    let each = stats(text)
    // Bought at 5000.50, sold at 5010: 475 less 4 of commission. Two sold at 5010, bought at
    // 5011.25: 125 and 8 more.
    #expect(
      each.first
        == #""symbol":"ES","orders":4,"filled":3,"canceled":0,"expired":0,"denied":0,"rejected":0,"fill_rate":"1","fills":3,"quantity":"6","realized":"350","commission":"12","slippage":"12.5","latency_cost":"12.5","trips":2,"wins":1,"losses":1,"win_rate":"0.5","average_win":"471","average_loss":"-133","largest_win":"471","largest_loss":"-133"}"#
    )
    #expect(each.count == 2 && each[0].hasSuffix(each[1]))
  }
}
