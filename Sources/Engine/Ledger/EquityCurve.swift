import Execution
import MarketModel

/// What the account was worth, over time.
public struct EquityPoint: Hashable, Sendable, BitwiseCopyable {
  public let at: UnixNanos
  public let equity: WideAmount
}

/// The account's worth, a point a fill and at most one a minute between them.
///
/// It only grows, in chunks that copies share.
public struct EquityCurve: Sendable {
  private var points = PlainLog<EquityPoint>()
  /// The highest point so far, and the deepest fall from a high to a later low.
  public private(set) var peak: WideAmount?
  public private(set) var maxDrawdown = WideAmount.zero

  public static let markNanos: Int64 = 60_000_000_000

  public init() {}

  public var count: Int { points.count }
  public subscript(index: Int) -> EquityPoint { points[index] }
  public var last: EquityPoint? { count == 0 ? nil : points[count - 1] }

  /// Adds a point. Time does not go back: an earlier instant counts as the last one's.
  mutating func append(_ equity: WideAmount, at instant: UnixNanos) {
    points.append(EquityPoint(at: max(instant, last?.at ?? instant), equity: equity))
    let peak = max(self.peak ?? equity, equity)
    self.peak = peak
    maxDrawdown = max(maxDrawdown, peak - equity)
  }

  /// Adds a mark, where the last point is a minute old and says something else.
  mutating func mark(_ equity: WideAmount, at instant: UnixNanos) {
    if let last, instant.nanos(since: last.at) < EquityCurve.markNanos { return }
    if let last, last.equity == equity { return }
    append(equity, at: instant)
  }
}

/// One symbol's part in the account's worth, from its fills alone.
struct SymbolWorth: Sendable {
  private var held: Int128 = 0
  /// Σ −signed quantity × price in 1e-18 since it was flat last.
  private var flow: Int128 = 0
  private var mark: Int64?
  /// What it has come to, gross of commission.
  private(set) var nanos: Int128 = 0
  /// The part of it that was settled when it was flat last.
  private var settled: Int128 = 0

  mutating func take(_ fill: Fill, multiplier: Ratio) {
    let change = Int128(fill.side.sign * fill.quantity.nanos)
    held = held.held(adding: change)
    let (cost, overflow) = change.multipliedReportingOverflow(by: Int128(fill.price.nanos))
    flow = flow.held(adding: overflow ? 0 : -cost)
    take(bid: fill.bid, ask: fill.ask)
    if mark == nil { mark = fill.price.nanos }
    value(multiplier)
    guard held == 0 else { return }
    settled = nanos
    flow = 0
  }

  /// Takes over what the account values it at.
  mutating func take(mark price: Price, multiplier: Ratio) {
    mark = price.nanos
    value(multiplier)
  }

  /// A long position is worth its bid, a short one its ask; a crossed quote says nothing.
  private mutating func take(bid: Price?, ask: Price?) {
    if let bid, let ask, bid >= ask { return }
    if let side = held > 0 ? bid : ask { mark = side.nanos }
  }

  private mutating func value(_ multiplier: Ratio) {
    let (worth, overflow) = held.multipliedReportingOverflow(by: Int128(mark ?? 0))
    guard !overflow,
      let value = ExactMath.scaled(flow.held(adding: worth), times: multiplier.nanos)
    else { return }
    nanos = settled.held(adding: value)
  }
}
