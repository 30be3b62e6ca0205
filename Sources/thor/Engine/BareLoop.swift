import Engine
import MarketModel

/// The reference workload in the fewest instructions that come to the same fills: no book but the
/// quote, one resting order a symbol, no account, no risk, no effects. What the engine's benchmark
/// is held against in the same run.
struct BareLoop {
  private struct Resting {
    var price: Int64 = 0
    /// +1 a buy, -1 a sell, 0 none.
    var side: Int64 = 0
  }

  private let every: Int
  private var resting = [Resting](repeating: Resting(), count: 4)
  private var taken = 0
  private var untilOrder: Int
  private(set) var fills = 0
  private(set) var fillHash: UInt64 = 0xcbf2_9ce4_8422_2325
  private let ticks = ReferenceWorkload.contracts.map(\.tick.nanos)

  init(every: Int) {
    self.every = every
    untilOrder = every
  }

  mutating func take(_ quote: Tick) {
    let symbol = quote.instrument.offset
    let order = resting[symbol]
    if order.side > 0, quote.ask.nanos <= order.price {
      fill(order, quote)
    } else if order.side < 0, quote.bid.nanos >= order.price {
      fill(order, quote)
    }
    untilOrder -= 1
    guard untilOrder == 0 else { return }
    untilOrder = every
    // The last order of the symbol, where it still rests, gives way to the new one.
    resting[symbol] =
      taken % 2 == 0
      ? Resting(price: quote.bid.nanos - ticks[symbol], side: 1)
      : Resting(price: quote.ask.nanos + ticks[symbol], side: -1)
    taken += 1
  }

  private mutating func fill(_ order: Resting, _ quote: Tick) {
    let symbol = quote.instrument.offset
    resting[symbol].side = 0
    fills += 1
    for value in [
      quote.receivedAt.nanos, Int64(symbol), order.side, order.price / ticks[symbol],
    ] {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        let byte = UInt64(bitPattern: value) >> shift & 0xff
        fillHash = (fillHash ^ byte) &* 0x100_0000_01b3
      }
    }
  }
}
