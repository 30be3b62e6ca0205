import Execution
import MarketModel

/// The orders that follow an entry's fills: a target to take the profit, a stop to end the loss.
///
/// Both are distances from the entry's price in ticks, so that they move along while it is stepped.
public struct Bracket: Sendable, Equatable {
  public var targetTicks: Int64?
  public var stopTicks: Int64?

  public static let distanceLimit: Int64 = 1_000_000

  public init(targetTicks: Int64?, stopTicks: Int64?) {
    self.targetTicks = targetTicks
    self.stopTicks = stopTicks
  }

  public var isEmpty: Bool { targetTicks == nil && stopTicks == nil }

  /// Where the target stands; nil without one, or beyond what can be held.
  func target(from entry: Price, _ side: Side, tick: Price) -> Price? {
    targetTicks.flatMap { entry.moved(ticks: side.sign * $0, of: tick) }
  }

  /// Where the stop stands.
  func stop(from entry: Price, _ side: Side, tick: Price) -> Price? {
    stopTicks.flatMap { entry.moved(ticks: -side.sign * $0, of: tick) }
  }
}

extension OrderTicket {
  /// The price that a bracket is measured from; a trailing stop has none.
  func bracketBase(touch: Price?) -> Price? {
    switch type {
    case .market: touch
    case .limit, .stopLimit: limit
    case .stop: stop
    case .trailingStop: nil
    }
  }

  /// The entry with what follows it; nil without a bracket, or where a price is missing.
  ///
  /// The children stay until they are cancelled, whatever the entry's time in force: protection
  /// must not go before the position does.
  func bracketRequests(touch: Price?) -> [OrderRequest]? {
    guard let bracket, !bracket.isEmpty, let entry = bracketBase(touch: touch) else { return nil }
    var requests = [request]
    if bracket.targetTicks != nil {
      guard let price = bracket.target(from: entry, side, tick: tick), let id = childID("T")
      else { return nil }
      requests.append(child(id, .limit, limit: price, stop: nil))
    }
    if bracket.stopTicks != nil {
      guard let price = bracket.stop(from: entry, side, tick: tick), let id = childID("S")
      else { return nil }
      requests.append(child(id, .stop, limit: nil, stop: price))
    }
    return requests
  }

  private func childID(_ suffix: String) -> OrderID? { OrderID("\(id)-\(suffix)") }

  private func child(
    _ id: OrderID, _ type: OrderType, limit: Price?, stop: Price?
  ) -> OrderRequest {
    OrderRequest(
      id: id, symbol: symbol, side: side.opposite, type: type, quantity: quantity, limit: limit,
      stop: stop, isReduceOnly: true)
  }
}
