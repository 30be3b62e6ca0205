import MarketModel
import Testing

@testable import Portfolio

/// Rule 15: positions, exact cost, rounding, and amounts that nothing can hold.
@Suite struct PortfolioTests {
  private let es = InstrumentIndex(0)

  private func portfolio(
    _ method: ProfitMethod = .average, multiplier: Int64 = 50_000_000_000
  ) -> Portfolio {
    var portfolio = Portfolio()
    portfolio.set(method: method)
    portfolio.addInstrument(
      InstrumentTerms(
        Instrument(
          symbol: Symbol("ES")!, multiplier: Ratio(nanos: multiplier),
          tick: Price(nanos: 250_000_000)), group: nil))
    return portfolio
  }

  private func book(
    _ portfolio: inout Portfolio, _ side: Side, _ quantity: String, _ price: String
  ) -> Money? {
    portfolio.book(
      side, (try? Quantity(quantity))!, at: (try? Price(price))!, commission: .zero, of: es)
  }

  @Test func averagesLoseNothingOverPartialCloses() {
    var portfolio = portfolio(multiplier: 1_000_000_000)
    _ = book(&portfolio, .buy, "1", "1")
    _ = book(&portfolio, .buy, "1", "1")
    _ = book(&portfolio, .buy, "1", "2")
    #expect(portfolio.positions[0].averagePrice?.description == "1.333333333")
    var sum: Int64 = 0
    for _ in 0..<3 { sum += book(&portfolio, .sell, "1", "2")!.nanos }
    // Each is 2 − 4/3, rounded by itself: what was rounded is not carried on.
    #expect(sum == 3 * 666_666_667)
    #expect(portfolio.positions[0].averagePrice == nil)
  }

  @Test func halvesGoToEven() {
    var portfolio = portfolio(multiplier: 500_000_000)
    _ = book(&portfolio, .buy, "1", "0")
    #expect(book(&portfolio, .sell, "1", "0.000000001")?.nanos == 0)
    _ = book(&portfolio, .buy, "1", "0")
    #expect(book(&portfolio, .sell, "1", "0.000000003")?.nanos == 2)
  }

  @Test func firstInFirstOutClosesTheOldest() {
    var portfolio = portfolio(.firstInFirstOut)
    _ = book(&portfolio, .buy, "1", "5000.25")
    _ = book(&portfolio, .buy, "2", "5000.75")
    #expect(book(&portfolio, .sell, "2", "5005")?.description == "450")
    #expect(portfolio.positions[0].averagePrice?.description == "5000.75")
    #expect(book(&portfolio, .sell, "3", "5005")?.description == "212.5")
    #expect(portfolio.positions[0].averagePrice?.description == "5005")
    #expect(portfolio.positions[0].quantity == Quantity(-2))
  }

  @Test func aFillThroughZeroOpensTheRestAtItsPrice() {
    var portfolio = portfolio()
    _ = book(&portfolio, .buy, "2", "5000.25")
    #expect(book(&portfolio, .sell, "5", "5001")?.description == "75")
    #expect(portfolio.positions[0].averagePrice?.description == "5001")
  }

  @Test func marksAreTheClosingSide() {
    var portfolio = portfolio()
    _ = portfolio.mark(
      es,
      with: MarkQuote(
        bid: 5_000_000_000_000, ask: 5_000_250_000_000, hasBid: true, hasAsk: true))
    _ = book(&portfolio, .sell, "2", "5000")
    #expect(portfolio.positions[0].unrealized.description == "-25")
    #expect(portfolio.equity.description == "-25")
  }

  @Test func whatNothingCanHoldChangesNothing() {
    var portfolio = portfolio()
    #expect(book(&portfolio, .buy, "9000000000", "9000000000") != nil)
    #expect(book(&portfolio, .buy, "9000000000", "9000000000") == nil)
    #expect(book(&portfolio, .sell, "9000000000", "-9000000000") == nil)
    #expect(portfolio.positions[0].quantity == (try? Quantity("9000000000")))
    #expect(portfolio.cash == .zero)
  }

  /// A notional that is just the lowest number of 64 bits, which has no opposite: by the fill, and by
  /// a mark.
  @Test func theLowestNumberIsAnExposureLikeAnother() {
    for (quantity, opened, marked) in [
      ("1", Int64.min / 2, Int64.min / 2), ("2", -3_999_999_999, Int64.min / 4),
    ] {
      var portfolio = portfolio(multiplier: 1_000_000_000)
      let first = MarkQuote(bid: opened, ask: opened, hasBid: true, hasAsk: true)
      let then = MarkQuote(bid: marked, ask: marked, hasBid: true, hasAsk: true)
      _ = portfolio.mark(es, with: first)
      _ = portfolio.book(
        .buy, (try? Quantity(quantity))!, at: Price(nanos: opened), commission: .zero, of: es)
      _ = portfolio.mark(es, with: then)
      #expect(portfolio.totals.twiceGross == Int128(Int64.min).magnitude)
      #expect(portfolio.totals.twiceNet == -Int128(Int64.min))
    }
  }

  @Test func fractionsOfUnitsAndOddMultipliersAreExact() {
    var portfolio = portfolio(multiplier: 333_333_333)
    _ = book(&portfolio, .buy, "0.003", "68123.4")
    _ = portfolio.mark(
      es,
      with: MarkQuote(
        bid: 68_200_100_000_000, ask: 68_200_200_000_000, hasBid: true, hasAsk: true))
    // 76.7 × 0.003 × 0.333333333 = 0.0766999999233
    #expect(portfolio.positions[0].unrealized.description == "0.0767")
  }
}
