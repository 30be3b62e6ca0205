import Execution
import MarketModel

extension Engine {
  /// Every check on a change of a working order, with pass or why not, without side effects: the
  /// risk rules as for a new order with what would be left, and what the venue would say now.
  public func check(_ request: ModifyRequest) -> OrderCheck {
    var check = OrderCheck()
    check.equity = portfolio.equity
    guard let index = orders.index(of: request.id), let slot = orders.slot(of: index),
      case let order = orders[slot: slot], let instrument = order.instrument
    else {
      check.note(.unknownOrder, passes: false)
      return check
    }
    if let terms = terms(of: request, for: order) {
      check.isMereReduction = terms.isMereReduction
      if !terms.isMereReduction { checkRisk(terms, &check) }
      // What is left to fill is what it may still cost.
      var left = order
      left.quantity = Quantity(nanos: terms.quantity)
      left.limit = terms.limit
      left.stop = terms.stop
      preview(left, terms, &check)
    }
    if let refusal = modifyRefusal(request, of: order, instrument.offset) {
      check.results.append(
        CheckResult(refusal.reason, isPassed: false, value: refusal.value, limit: refusal.limit))
    }
    return check
  }
}
