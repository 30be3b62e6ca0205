import MarketModel
import Portfolio
import Risk

extension Engine {
  /// What a sizing comes to on the account and the market of now, without side effects; nil where
  /// it cannot be worked out. The input `size` gives the same as an effect.
  public func sizing(_ request: SizingRequest) -> SizingResult? {
    let market = SizingMarket(
      multiplier: instruments[request.instrument].multiplier, equity: portfolio.equity,
      price: portfolio.positions[request.instrument.offset].twiceMid.map {
        ExactMath.dividedHalfEven($0, by: 2)
      })
    return request.result(in: market)
  }

  mutating func size(_ request: SizingRequest, into effects: inout Effects) {
    if let result = sizing(request) {
      effects.append(.size(effects.add(result)), at: clock)
    }
  }
}
