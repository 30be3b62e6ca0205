import MarketModel

/// What a fill costs: a part per unit and a part of the notional.
public struct FeeModel: Hashable, Sendable {
  /// Currency per unit and side.
  public var perUnit: Money = .zero
  /// Of the notional, in basis points.
  public var basisPoints: Ratio = .zero
  public init() {}

  /// The part in basis points of cost (Σ price × quantity in 1e-18) × multiplier, in 1e-9 rounded
  /// half to even; nil where it does not fit.
  public func charge(onCost cost: Int128, _ multiplier: Ratio) -> Int128? {
    let magnitude = abs(cost)
    let (wide, overflow) = magnitude.multipliedReportingOverflow(by: Int128(multiplier.nanos))
    if !overflow {
      let divisor = ExactMath.unitSquared * ExactMath.unit * 10_000
      return ExactMath.scaled(wide, times: basisPoints.nanos, dividedBy: divisor)
    }
    guard let notional = ExactMath.scaled(magnitude, times: multiplier.nanos) else { return nil }
    return ExactMath.scaled(
      notional, times: basisPoints.nanos, dividedBy: ExactMath.unit * 10_000)
  }
}

/// How much worse than the touch a taker fills, in whole ticks and never past a limit.
public struct SlippageModel: Hashable, Sendable {
  public var ticks: Int64 = 0
  /// Of the touch, in basis points, rounded up to whole ticks.
  public var basisPoints: Ratio = .zero
  public init() {}

  @inlinable public var isNone: Bool { ticks == 0 && basisPoints.nanos == 0 }
}

/// How long a submit, modify or cancel is on its way.
public struct LatencyModel: Hashable, Sendable {
  public var nanos: Int64 = 0
  public init() {}
}

/// What a displayed size can fill.
public struct FillModel: Hashable, Sendable {
  /// Whether a displayed size is there once; else each quote shows its whole size to each order.
  public var consumesLiquidity = true
  /// The chance that a resting limit fills when the opposite quote is exactly at it.
  public var probabilityOnLimit: Ratio = .one
  public var seed: UInt64 = 1
  public init() {}
}

/// Whether a resting limit waits for the size ahead of it to trade.
@frozen public enum QueueModel: UInt8, Hashable, Sendable {
  case none
  /// Behind the size shown at its price on arrival, which only trades work off.
  case sizeAhead
}

/// Which price triggers a stop.
@frozen public enum StopTrigger: UInt8, Hashable, Sendable, CaseIterable {
  case bidAsk, last
  public var word: StaticString { self == .bidAsk ? "BID_ASK" : "LAST" }
}

/// The models that make up a paper venue.
public struct VenueModels: Hashable, Sendable {
  public var fee = FeeModel()
  public var slippage = SlippageModel()
  public var latency = LatencyModel()
  public var fill = FillModel()
  public var queue = QueueModel.none
  public var stopTrigger = StopTrigger.bidAsk
  /// Whether a stop already reached on arrival is refused; else it triggers at once.
  public var rejectsStopInMarket = true
  /// Whether orders go to a venue outside the engine, and none of these models is asked but the fee.
  public var isOutside = false
  public init() {}
}
