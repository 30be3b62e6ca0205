import Execution
import MarketModel
import Portfolio

/// What goes to a venue outside, and what is told of its reports.
extension EffectEncoder {
  mutating func command(_ command: VenueCommand, _ instant: UnixNanos) {
    begin("command", instant)
    switch command {
    case .submit(let request): submit(request)
    case .modify(let request):
      word("command", "modify")
      id(request.id)
      if let quantity = request.quantity { member("quantity", quantity.nanos) }
      prices(request.limit, request.stop)
    case .cancel(let id):
      word("command", "cancel")
      self.id(id)
    }
  }

  private mutating func submit(_ request: OrderRequest) {
    word("command", "submit")
    id(request.id)
    name("symbol")
    writer.symbol(request.symbol)
    text("side", request.side.word)
    word("order_type", request.type.word)
    terms(request.quantity, request.limit, request.stop)
    if let trail = request.trail { member("trail", trail.nanos) }
    word("tif", request.timeInForce.word)
    if let expiresAt = request.expiresAt {
      name("expires")
      writer.instant(expiresAt)
    }
    if request.isPostOnly { writer.raw(",\"post_only\":true") }
    if request.isReduceOnly { writer.raw(",\"reduce_only\":true") }
  }

  mutating func stray(_ stray: StrayReport, _ instant: UnixNanos) {
    let report = stray.report
    begin("stray", instant)
    name("report")
    writer.string(report.word)
    if let order = report.order { id(order) }
    if case .filled(let fill) = report {
      member("price", fill.price.nanos)
      member("quantity", fill.quantity.nanos)
      name("execution")
      writer.id(fill.execution)
    }
    word("reason", stray.reason.word)
  }

  /// The venue's own name of a fill.
  mutating func execution(of fill: Fill, _ engine: Engine) {
    guard let execution = engine.execution(of: fill) else { return }
    name("execution")
    writer.id(execution)
  }

  mutating func reconciliation(_ difference: PositionDifference, _ instant: UnixNanos) {
    begin("reconciliation", instant)
    name("symbol")
    writer.symbol(difference.symbol)
    name("difference")
    writer.string(difference.kind.rawValue)
    member("here", difference.here.nanos)
    member("there", difference.there.nanos)
  }
}

extension VenueReport.Kind {
  /// Its word in a line.
  public var word: String {
    switch self {
    case .accepted: "accepted"
    case .rejected: "rejected"
    case .filled: "filled"
    case .canceled: "canceled"
    case .expired: "expired"
    case .modified: "modified"
    case .cancelRejected: "cancel_rejected"
    case .modifyRejected: "modify_rejected"
    case .positions: "positions"
    }
  }

  /// The order it is about.
  public var order: OrderID? {
    switch self {
    case .accepted(let id), .rejected(let id), .canceled(let id), .expired(let id),
      .cancelRejected(let id), .modifyRejected(let id):
      id
    case .filled(let fill): fill.order
    case .modified(let request): request.id
    case .positions: nil
    }
  }
}
