import Execution
import MarketModel

extension FigureText {
  /// The spread in ticks, or as a price where it is no whole number of them; nil without both
  /// sides.
  func spread(_ quote: Quote, of instrument: Instrument) -> String? {
    guard let bid = quote.bid, let ask = quote.ask, instrument.tick.nanos > 0 else { return nil }
    let (width, overflow) = ask.nanos.subtractingReportingOverflow(bid.nanos)
    guard !overflow else { return nil }
    if width % instrument.tick.nanos == 0 {
      return quantity(Quantity(nanos: width / instrument.tick.nanos * 1_000_000_000))
    }
    return price(Price(nanos: width), decimals: instrument.priceDecimals)
  }
}
