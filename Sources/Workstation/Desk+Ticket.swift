import Engine
import Execution
import MarketModel
import Panes
import TerminalKit

extension Desk {
  /// Opens a ticket on the selected symbol, limit at the touch it would trade at.
  mutating func open(_ side: Side, now: DeskTime, engine: Engine) {
    guard let symbol = selectedInstrument else {
      announce(.warning, "no symbol is selected: / finds one", now: now)
      return
    }
    let touch = Desk.touch(side, symbol, engine)
    guard var ticket = ticket(side, symbol, limit: touch, engine) else { return }
    ticket.isAtTouch = touch != nil
    mode = .ticket(ticket)
  }

  /// A ticket with the last quantity. Without a limit one must be typed before it is sent.
  func ticket(
    _ side: Side, _ symbol: InstrumentIndex, limit: Price?, _ engine: Engine
  ) -> OrderTicket? {
    guard let id = OrderID("T\(engine.orderCount + 1)") else { return nil }
    return OrderTicket(
      id: id, instrument: engine.instruments[symbol], side: side,
      quantity: lastQuantities[engine.instruments[symbol].symbol] ?? presets[1] ?? Quantity(1),
      touch: limit)
  }

  /// The price at which an order of a side would trade now.
  static func touch(_ side: Side, _ symbol: InstrumentIndex, _ engine: Engine) -> Price? {
    let quote = engine.quote(of: symbol)
    return side == .buy ? quote.ask : quote.bid
  }

  /// A command while the ticket is open.
  mutating func fill(
    _ ticket: OrderTicket, _ command: Command, now: DeskTime, engine: Engine
  ) -> [DeskAction] {
    var ticket = ticket
    if let preset = command.presetNumber {
      if let quantity = presets[preset] { ticket.quantity = quantity }
      mode = .ticket(ticket)
      return []
    }
    switch command {
    case .confirm: ask(ticket, now: now, engine: engine)
    case .back: mode = .browse
    case .size where ticket.isNew: mode = .sizing(SizingChoice(ticket))
    case .editPrice, .editStop, .editQuantity, .editExpiry, .editTarget, .editStopDistance:
      edit(ticket, command, now: now)
    default:
      change(&ticket, command, now: now, engine)
      mode = .ticket(ticket)
    }
    return []
  }

  private mutating func change(
    _ ticket: inout OrderTicket, _ command: Command, now: DeskTime, _ engine: Engine
  ) {
    func touch(_ side: Side) -> Price? {
      engine.instruments.index(of: ticket.symbol).flatMap { Desk.touch(side, $0, engine) }
    }
    switch command {
    case .priceUp: ticket.step(priceTicks: 1)
    case .priceDown: ticket.step(priceTicks: -1)
    case .priceUpTen: ticket.step(priceTicks: 10)
    case .priceDownTen: ticket.step(priceTicks: -10)
    case .stopUp: ticket.step(stopTicks: 1)
    case .stopDown: ticket.step(stopTicks: -1)
    case .quantityUp: ticket.step(quantityUnits: 1)
    case .quantityDown: ticket.step(quantityUnits: -1)
    case .orderType: ticket.nextType(touch: touch(ticket.side))
    case .orderTypeBack: ticket.nextType(touch: touch(ticket.side), by: -1)
    case .timeInForce: ticket.nextTimeInForce(now: now.wall)
    case .side:
      let isPair = ticket.paired != nil
      ticket.unpair()
      ticket.turn(touch: touch(ticket.side.opposite))
      if isPair { ticket.pair(on: ground(ticket, engine)) }
    case .pairedType: ticket.nextPairedType(on: ground(ticket, engine))
    case .pairedSide: ticket.turnPaired(on: ground(ticket, engine))
    case .overrideStale: ticket.overridesStaleQuote.toggle()
    case .postOnly, .reduceOnly, .bracket: choose(command, &ticket, now: now, engine)
    default: break
    }
  }

  /// What an OCO pair of the ticket's symbol is measured from, with a bracket's usual distances.
  private func ground(_ ticket: OrderTicket, _ engine: Engine) -> PairGround {
    let symbol = engine.instruments.index(of: ticket.symbol)
    return PairGround(
      bid: symbol.flatMap { Desk.touch(.sell, $0, engine) },
      ask: symbol.flatMap { Desk.touch(.buy, $0, engine) },
      position: symbol.map { engine.position(of: $0).quantity } ?? .zero,
      targetTicks: lastBracket.targetTicks ?? 20, stopTicks: lastBracket.stopTicks ?? 10)
  }

  /// Choices that not every order has.
  private mutating func choose(
    _ command: Command, _ ticket: inout OrderTicket, now: DeskTime, _ engine: Engine
  ) {
    guard ticket.isNew else {
      return announce(.info, "an order that works keeps what it was sent as", now: now)
    }
    switch command {
    case .postOnly where !ticket.type.hasLimit:
      announce(.info, "post-only is for orders with a limit", now: now)
    case .postOnly: ticket.isPostOnly.toggle()
    case .reduceOnly:
      ticket.isReduceOnly.toggle()
      if ticket.isReduceOnly { ticket.bracket = nil }
    default: nextList(&ticket, now: now, engine)
    }
  }

  /// Neither, a bracket, an OCO pair in turn.
  private mutating func nextList(_ ticket: inout OrderTicket, now: DeskTime, _ engine: Engine) {
    if ticket.paired != nil {
      ticket.unpair()
      return
    }
    if ticket.bracket == nil, ticket.type != .trailingStop {
      ticket.bracket = lastBracket
      ticket.isReduceOnly = false
      return
    }
    let before = ticket.quantity
    ticket.pair(on: ground(ticket, engine))
    if ticket.quantity != before {
      announce(.info, "quantity \(ticket.quantity): the whole position", now: now)
    }
  }

  /// Shows the order in one line, waiting to be sent. An order that a check refuses is shown as
  /// well: the engine decides when it is sent, and the quote may be fresh by then.
  mutating func ask(_ ticket: OrderTicket, now: DeskTime, engine: Engine) {
    let touch = engine.instruments.index(of: ticket.symbol).flatMap {
      Desk.touch(ticket.side, $0, engine)
    }
    if let missing = missing(ticket, touch: touch, now: now) {
      return announce(.warning, missing, now: now)
    }
    let action: DeskAction
    if let other = ticket.pairedRequest {
      action = .submitList(.oneCancelsOther, [ticket.request, other])
    } else if let requests = ticket.bracketRequests(touch: touch) {
      action = .submitList(.bracket, requests)
    } else if ticket.isNew {
      action = .submit(ticket.request)
    } else if let changes = ticket.changes {
      action = .modify(changes)
    } else {
      announce(.info, "nothing is changed in \(ticket.id)", now: now)
      return
    }
    show(
      Confirmation(
        line: Desk.line(ticket, touch: touch, now: now), action: action,
        now: now.monotonicNanos, ticket: ticket, isJoin: focus == .ladder))
  }

  /// What a ticket still lacks before it can be shown; nil when nothing.
  private func missing(_ ticket: OrderTicket, touch: Price?, now: DeskTime) -> String? {
    if let price = ticket.missingPrice {
      let command: Command = price == .limit ? .editPrice : .editStop
      let key = keymap.hint(for: command, in: .ticket).map { " (\($0))" } ?? ""
      return "\(ticket.symbol) has no quote to take a \(price.word) from: type a price\(key)"
    }
    if ticket.timeInForce == .goodTillDate, ticket.isNew {
      let key = keymap.hint(for: .editExpiry, in: .ticket).map { " (\($0))" } ?? ""
      guard let end = ticket.expiresAt, end > now.wall else {
        return "the order's time is over: type when it ends\(key)"
      }
    }
    if ticket.paired != nil, ticket.pairedRequest == nil {
      let key = keymap.hint(for: .editTarget, in: .ticket).map { " (\($0))" } ?? ""
      return "\(ticket.symbol) has no quote to take the other price from: type a price\(key)"
    }
    if let bracket = ticket.bracket, !bracket.isEmpty, ticket.bracketRequests(touch: touch) == nil {
      return "\(ticket.symbol) has no quote to measure the bracket from"
    }
    return nil
  }
}
