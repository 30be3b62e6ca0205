import Execution
import MarketModel
import Panes

/// A ticket as the one line that is read before it is sent.
extension Desk {
  /// `BUY 2 ES LIMIT 5000.25 GTC, then target 5005.25 and stop 4997.75`.
  static func line(_ ticket: OrderTicket, touch: Price?, now: DeskTime) -> String {
    let order =
      "\(ticket.side.word) \(ticket.quantity) \(ticket.symbol) \(ticket.type.word)"
      + prices(ticket) + " \(ticket.timeInForce.word)" + expiry(ticket, now)
    var line = (ticket.isNew ? "" : "MODIFY \(ticket.id): ") + order
    if ticket.isNew, ticket.isPostOnly, ticket.type.hasLimit { line += " POST-ONLY" }
    if ticket.isNew, ticket.isReduceOnly { line += " REDUCE-ONLY" }
    if ticket.overridesStaleQuote { line += " on a stale quote" }
    if let other = ticket.pairedText { return line + ", or \(other): OCO, one cancels the other" }
    return line + followers(ticket, touch: touch)
  }

  private static func prices(_ ticket: OrderTicket) -> String {
    switch ticket.type {
    case .market: ""
    case .limit: " " + ticket.text(.limit)
    case .stop: " " + ticket.text(.stop)
    case .stopLimit: " stop \(ticket.text(.stop)) limit \(ticket.text(.limit))"
    case .trailingStop: ticket.isNew ? " \(ticket.text(.trail)) behind" : ""
    }
  }

  private static func expiry(_ ticket: OrderTicket, _ now: DeskTime) -> String {
    guard ticket.timeInForce == .goodTillDate, let end = ticket.expiresAt else { return "" }
    return " until " + ExpiryText.string(end, now: now.wall)
  }

  private static func followers(_ ticket: OrderTicket, touch: Price?) -> String {
    guard let bracket = ticket.bracket, let entry = ticket.bracketBase(touch: touch) else {
      return ""
    }
    func text(_ name: String, _ price: Price?) -> String? {
      price.map { "\(name) " + FigureText.plain.price($0, decimals: ticket.priceDecimals) }
    }
    let legs = [
      text("target", bracket.target(from: entry, ticket.side, tick: ticket.tick)),
      text("stop", bracket.stop(from: entry, ticket.side, tick: ticket.tick)),
    ].compactMap(\.self)
    return legs.isEmpty ? "" : ", then " + legs.joined(separator: " and ")
  }
}

extension OrderTicket.PriceField {
  /// What a trader calls it.
  var word: String {
    switch self {
    case .limit: "limit"
    case .stop: "stop"
    case .trail: "trail"
    }
  }
}
