import Testing

@testable import Configuration

@Suite struct InstrumentsFileTests {
  private let valid = "symbol: X, kind: future, multiplier: 1, tick: 1, market: CME_Equity"

  @Test func shippedFileIsWhole() throws {
    let file = try InstrumentsFile.load(path: packageRoot + "/instruments.yaml")
    let symbols = file.entries.map(\.symbol)
    #expect(
      symbols == [
        "ES", "NQ", "YM", "RTY", "MES", "MNQ", "CL", "GC", "6E", "AAPL", "MSFT", "SPY", "QQQ",
        "IBM", "BAC",
      ])
    #expect(file.entries.filter(\.allowsNegativePrices).map(\.symbol) == ["CL"])
    #expect(file.entries.filter(\.hasContractMonths).count == 9)
    let markets: Set = ["CME_Equity", "CME_FX", "CME_Energy", "CME_Metals", "XNYS"]
    #expect(file.entries.allSatisfy { markets.contains($0.market.value) })
    #expect(file.entries.allSatisfy { $0.initialMargin != nil || $0.initialMarginRate != nil })
  }

  /// Money per tick, as the exchanges publish it, in units of 1e-9.
  @Test(arguments: [
    ("ES", 12.5), ("NQ", 5), ("YM", 5), ("RTY", 5), ("MES", 1.25), ("MNQ", 0.5), ("CL", 10),
    ("GC", 10), ("6E", 6.25), ("AAPL", 0.01),
  ])
  func tickValues(symbol: String, value: Double) throws {
    let file = try InstrumentsFile.load(path: packageRoot + "/instruments.yaml")
    let entry = try #require(file.entries.first { $0.symbol == symbol })
    let multiplier = try #require(Double(entry.multiplier.text))
    let tick = try #require(Double(entry.tick.text))
    #expect(abs(multiplier * tick - value) < 1e-9)
  }

  @Test func takesEveryKey() throws {
    let text = """
      instruments:
        - {symbol: BTC/USD, name: Bitcoin, kind: crypto, multiplier: 0.5, tick: 0.000000001,
           currency: EUR, initial_margin: 3, maintenance_margin: 2, market: CRYPTO, group: coins,
           negative_prices: true, price_decimals: 2, contract_months: true, max_last_size: 7,
           max_quote_size: 9, price_jump_percent: 2.5, divergence_ticks: 8}
      """
    let entry = try #require(
      InstrumentsFile.parse(Array(text.utf8), file: "i.yaml").entries.first)
    #expect(entry.symbol == "BTC/USD" && entry.name == "Bitcoin" && entry.kind == .crypto)
    #expect(entry.multiplier.text == "0.5" && entry.tick.text == "0.000000001")
    #expect(entry.currency == "EUR" && entry.market.value == "CRYPTO" && entry.group == "coins")
    #expect(entry.initialMargin?.text == "3" && entry.maintenanceMargin?.text == "2")
    #expect(entry.allowsNegativePrices && entry.hasContractMonths && entry.priceDecimals == 2)
    #expect(entry.maximumLastSize?.text == "7" && entry.maximumQuoteSize?.text == "9")
    #expect(entry.priceJumpPercent?.text == "2.5" && entry.divergenceTicks == 8)
    #expect(entry.mark == Mark(file: "i.yaml", line: 2, column: 14))
  }

  @Test func futuresHaveMonthsUnlessSaid() throws {
    func months(_ extra: String) throws -> Bool? {
      let text = "instruments: [{\(valid)\(extra)}]"
      return try InstrumentsFile.parse(Array(text.utf8), file: "i").entries.first?
        .hasContractMonths
    }
    #expect(try months("") == true)
    #expect(try months(", contract_months: false") == false)
  }

  @Test func refuses() {
    #expect(
      instrumentErrors("") == [
        "instruments.yaml:1:1: expected the key \"instruments\" with a list, got none"
      ])
    #expect(
      instrumentErrors("instruments: [{\(valid)}, {\(valid)}]") == [
        "instruments.yaml:1:95: expected each symbol once, got \"X\" again"
      ])
    #expect(
      instrumentErrors("instruments: [{\(valid), ticks: 1}]") == [
        "instruments.yaml:1:85: expected a known key (did you mean \"tick\"?), got \"ticks\""
      ])
    #expect(
      instrumentErrors("instruments:\n  - {symbol: X, kind: futrue, tick: 0, market: M}") == [
        "instruments.yaml:2:5: expected the key \"multiplier\" with a decimal number above 0, at most 9 decimals, got none",
        "instruments.yaml:2:23: expected one of future, equity, fx, crypto, index (did you mean \"future\"?), got \"futrue\"",
        "instruments.yaml:2:37: expected a decimal number above 0, at most 9 decimals, got \"0\"",
      ])
    #expect(
      instrumentErrors("instruments: [{\(valid), initial_margin: 1, initial_margin_rate: 0.1}]")
        .first?.hasSuffix("expected initial_margin or initial_margin_rate, got both") == true)
  }
}
