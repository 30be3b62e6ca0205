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
    if let ticket = ticket(side, symbol, limit: touch, engine) { mode = .ticket(ticket) }
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
    case .confirm:
      ask(ticket, now: now, engine: engine)
      return []
    case .back:
      mode = .browse
      return []
    case .editPrice where ticket.type.hasLimit:
      mode = .edit(.price, LineEditor(ticket.limitText ?? ""), ticket)
      return []
    case .editQuantity:
      mode = .edit(.quantity, LineEditor(ticket.quantity.description), ticket)
      return []
    default: change(&ticket, command, engine)
    }
    mode = .ticket(ticket)
    return []
  }

  private func change(_ ticket: inout OrderTicket, _ command: Command, _ engine: Engine) {
    func touch(_ side: Side) -> Price? {
      engine.instruments.index(of: ticket.symbol).flatMap { Desk.touch(side, $0, engine) }
    }
    switch command {
    case .priceUp: ticket.step(priceTicks: 1)
    case .priceDown: ticket.step(priceTicks: -1)
    case .priceUpTen: ticket.step(priceTicks: 10)
    case .priceDownTen: ticket.step(priceTicks: -10)
    case .quantityUp: ticket.step(quantityUnits: 1)
    case .quantityDown: ticket.step(quantityUnits: -1)
    case .orderType: ticket.toggleType(touch: touch(ticket.side))
    case .timeInForce: ticket.nextTimeInForce()
    case .side: ticket.turn(touch: touch(ticket.side.opposite))
    case .overrideStale: ticket.overridesStaleQuote.toggle()
    default: break
    }
  }

  /// Shows the order in one line, waiting to be sent. An order that a check refuses is shown as
  /// well: the engine decides when it is sent, and the quote may be fresh by then.
  mutating func ask(_ ticket: OrderTicket, now: DeskTime, engine: Engine) {
    let action: DeskAction
    if ticket.type.hasLimit, ticket.limit == nil {
      let key = keymap.hint(for: .editPrice, in: .ticket).map { " (\($0))" } ?? ""
      announce(
        .warning, "\(ticket.symbol) has no quote to take a limit from: type a price\(key)", now: now
      )
      return
    }
    if ticket.isNew {
      action = .submit(ticket.request)
    } else if let changes = ticket.changes {
      action = .modify(changes)
    } else {
      announce(.info, "nothing is changed in \(ticket.id)", now: now)
      return
    }
    show(
      Confirmation(
        line: Desk.line(ticket) + warning(ticket, engine), action: action, now: now.monotonicNanos,
        ticket: ticket))
  }

  /// In the ladder a price is joined, not taken: what would trade at once says so.
  private func warning(_ ticket: OrderTicket, _ engine: Engine) -> String {
    guard focus == .ladder, ticket.type.hasLimit, let limit = ticket.limit,
      let symbol = engine.instruments.index(of: ticket.symbol),
      let touch = Desk.touch(ticket.side, symbol, engine)
    else { return "" }
    switch ticket.side {
    case .buy: return limit >= touch ? ", TAKES THE OFFER" : ""
    case .sell: return limit <= touch ? ", TAKES THE BID" : ""
    }
  }

  /// `BUY 2 ES LIMIT 5000.25 GTC`.
  static func line(_ ticket: OrderTicket) -> String {
    let price = ticket.limitText.map { " " + $0 } ?? ""
    let order =
      "\(ticket.side.word) \(ticket.quantity) \(ticket.symbol) \(ticket.type.word)\(price) "
      + "\(ticket.timeInForce.word)"
    return (ticket.isNew ? "" : "MODIFY \(ticket.id): ") + order
      + (ticket.overridesStaleQuote ? " on a stale quote" : "")
  }

  /// The end of typing a field: taken, or left as it was with the reason.
  mutating func finish(
    _ field: TicketField, _ editor: LineEditor, _ ticket: OrderTicket, _ command: Command,
    now: DeskTime
  ) {
    guard command == .confirm else {
      if command == .back { mode = .ticket(ticket) }
      return
    }
    var ticket = ticket
    do throws(DecimalFailure) {
      switch field {
      case .price: ticket.limit = try Price(editor.text)
      case .quantity:
        let quantity = try Quantity(editor.text)
        guard quantity.nanos > 0 else { throw .outOfRange }
        ticket.quantity = quantity
      }
    } catch {
      let wanted = field == .quantity && error == .outOfRange ? "a quantity above 0" : nil
      announce(
        .warning,
        "\(field.rawValue): \(wanted.map { "expected \($0)" } ?? error.description), "
          + "got '\(editor.text)'", now: now)
      return
    }
    mode = .ticket(ticket)
  }
}
