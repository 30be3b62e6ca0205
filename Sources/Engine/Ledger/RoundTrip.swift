import Execution
import MarketModel

/// A trade from flat to flat in one symbol, however many fills it took.
public struct RoundTrip: Hashable, Sendable, BitwiseCopyable {
  public let instrument: InstrumentIndex
  /// What opened it: a long trade is bought first.
  public let side: Side
  /// The most that was held.
  public let quantity: Quantity
  public let openedAt: UnixNanos
  public let closedAt: UnixNanos
  /// The means of what was bought and sold, rounded half to even at 1e-9.
  public let entry: Price?
  public let exit: Price?
  /// Gross of commission.
  public let realized: WideAmount
  public let commission: WideAmount
  public let fillCount: Int

  public var net: WideAmount { realized - commission }
  public var holdingNanos: Int64 { max(0, closedAt.nanos(since: openedAt)) }
}

/// A trade that is still open.
struct OpenTrip: Sendable {
  let instrument: InstrumentIndex
  let side: Side
  let openedAt: UnixNanos
  /// What is held, above 0.
  private(set) var held: Int128 = 0
  private var most: Int128 = 0
  private var entered = Leg()
  private var exited = Leg()
  private var realized = WideAmount.zero
  private var commission = WideAmount.zero
  private var fillCount = 0

  /// What was bought, or sold: the quantity in 1e-9 and Σ quantity × price in 1e-18.
  private struct Leg {
    var quantity: Int128 = 0
    var cost: Int128 = 0

    mutating func add(_ part: Int128, at price: Price) {
      quantity = quantity.held(adding: part)
      let (product, overflow) = part.multipliedReportingOverflow(by: Int128(price.nanos))
      cost = cost.held(adding: overflow ? .max : product)
    }

    var mean: Price? {
      guard quantity != 0 else { return nil }
      return Int64(exactly: ExactMath.dividedHalfEven(cost, by: quantity))
        .map { Price(nanos: $0) }
    }
  }

  init(_ fill: Fill) {
    instrument = fill.instrument
    side = fill.side
    openedAt = fill.at
  }

  /// Takes a part of a fill in.
  mutating func take(_ part: Int128, of fill: Fill, commission share: Money) {
    fillCount += 1
    commission = commission + WideAmount(share)
    if fill.side == side {
      entered.add(part, at: fill.price)
      held = held.held(adding: part)
      most = max(most, held)
    } else {
      exited.add(part, at: fill.price)
      held -= part
      realized = realized + WideAmount(fill.realized)
    }
  }

  /// The whole trade, once nothing is held.
  func closed(at instant: UnixNanos) -> RoundTrip {
    RoundTrip(
      instrument: instrument, side: side, quantity: Quantity(nanos: Int64(clamping: most)),
      openedAt: openedAt, closedAt: instant, entry: entered.mean, exit: exited.mean,
      realized: realized, commission: commission, fillCount: fillCount)
  }
}
