import Execution
import MarketModel

/// The paper venue as a venue outside: a second engine that takes commands and gives reports.
///
/// What it is told and quoted comes out as if the first engine had matched by itself, which is what
/// the boundary has to keep.
public struct PaperVenue: Venue {
  private var engine: Engine
  private var effects = Effects()
  private var pending: [VenueReport] = []
  private var executionCount: UInt64 = 0

  /// - Parameter engine: with its instruments, sources and models; it plays the venue, and its own
  ///   risk limits are the venue's.
  public init(_ engine: Engine) { self.engine = engine }

  public mutating func take(_ command: VenueCommand, at instant: UnixNanos) {
    switch command {
    case .submit(let request): apply(Input(at: instant, .submit(request)))
    case .modify(let request): apply(Input(at: instant, .modify(request)))
    case .cancel(let id): apply(Input(at: instant, .cancel(id)))
    }
  }

  /// Something happens at the venue: a quote, a session, time that passes.
  public mutating func apply(_ input: Input) {
    engine.apply(input, into: &effects)
    for effect in effects.items {
      if let kind = report(of: effect.kind) {
        pending.append(VenueReport(at: effect.at, kind))
      }
    }
    effects.removeAll()
  }

  public mutating func reports(until instant: UnixNanos) -> [VenueReport] {
    apply(Input(at: instant, .clock))
    let due = pending.filter { $0.at <= instant }
    pending.removeAll { $0.at <= instant }
    return due
  }

  private mutating func report(of effect: Effect.Kind) -> VenueReport.Kind? {
    switch effect {
    case .accepted(let order): .accepted(id(order))
    case .denied(let order, _), .rejected(let order, _): .rejected(id(order))
    case .canceled(let order, _, _): .canceled(id(order))
    case .expired(let order, _): .expired(id(order))
    case .filled(let fill): .filled(report(of: fill))
    case .modified(let order, let change):
      .modified(
        ModifyRequest(
          id: id(order), quantity: change.quantity, limit: change.limit, stop: change.stop))
    case .cancelRejected(let order, _): .cancelRejected(effects.id(of: order, in: engine))
    case .modifyRejected(let order, _): .modifyRejected(effects.id(of: order, in: engine))
    default: nil
    }
  }

  private func id(_ order: OrderIndex) -> OrderID { engine.order(at: order).id }

  private mutating func report(of fill: Fill) -> VenueFill {
    executionCount += 1
    return VenueFill(
      order: id(fill.order), execution: OrderID(prefix: "paper-", number: executionCount),
      price: fill.price, quantity: fill.quantity, commission: fill.commission,
      liquidity: fill.liquidity)
  }
}
