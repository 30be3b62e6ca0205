import Engine
import MarketModel

/// Holds the account against its own fills: two ways to the same figures.
enum Reconciliation {
  /// What does not agree, in words; nil where all does.
  static func difference(in engine: Engine) -> String? {
    var quantities = Array(repeating: Int128(0), count: engine.instruments.count)
    var realized: Int128 = 0
    var fees: Int128 = 0
    for place in 0..<engine.fillCount {
      let fill = engine.fill(at: place)
      let quantity = Int128(fill.quantity.nanos)
      quantities[fill.instrument.offset] += fill.side == .buy ? quantity : -quantity
      realized += Int128(fill.realized.nanos)
      fees += Int128(fill.commission.nanos)
    }
    for place in quantities.indices {
      let position = engine.position(of: InstrumentIndex(place))
      guard quantities[place] == Int128(position.quantity.nanos) else {
        let symbol = engine.instruments[InstrumentIndex(place)].symbol
        return
          "the fills in \(symbol) come to \(WideAmount(nanos: quantities[place])), its position "
          + "is \(position.quantity)"
      }
    }
    let cash = Int128(engine.config.cash.nanos) + realized - fees
    let account = engine.account
    guard cash == Int128(account.cash.nanos), fees == Int128(account.fees.nanos) else {
      return "opening cash and fills come to \(WideAmount(nanos: cash)) with fees of "
        + "\(WideAmount(nanos: fees)), the account has \(account.cash) and \(account.fees)"
    }
    return nil
  }
}
