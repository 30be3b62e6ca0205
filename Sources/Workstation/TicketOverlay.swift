import Engine
import Execution
import MarketModel
import Panes
import TerminalKit

/// The order ticket: its fields, what the order would cost, and every check with pass or why not.
enum TicketOverlay {
  static let width = 46

  /// - Returns: what it covers.
  static func draw(
    _ ticket: OrderTicket, editing: (TicketField, LineEditor)?, keymap: Keymap, view: DeskView,
    in rect: Rect, on surface: inout Surface
  ) -> Rect {
    let theme = view.theme
    let checks = TicketChecks(ticket, keymap: keymap, view: view)
    // Borders and the line of keys.
    let room = rect.height - 3
    var fields = TicketField.rows(ticket, view)
    // On a low screen the checks count more than what the order has not.
    if fields.count + checks.least > room { fields.removeAll { !$0.isSet } }
    let wanted = fields.count + checks.wanted + 4
    let box = rect.trailing(min(width, rect.width)).top(min(wanted, rect.height))
    surface.fill(box, style: theme[.popup])
    let verb = ticket.isNew ? ticket.side.word : "MODIFY \(ticket.id) \(ticket.side.word)"
    let inner = surface.drawBox(
      box, title: "\(verb) \(ticket.symbol)", style: theme[.popupBorder],
      titleStyle: theme.onPopup(ticket.side == .buy ? .orderBuy : .orderSell)
    ).inset(columns: 1)
    let lines = inner.top(max(0, inner.height - 1))
    for (place, field) in fields.enumerated() where place < lines.height {
      draw(field, editing, keymap, theme, in: lines.row(place), on: &surface)
    }
    checks.draw(in: lines.dropping(rows: fields.count), on: &surface)
    let hints =
      [(Command.confirm, "shows it")] + (ticket.isNew ? [(.size, "size")] : [])
      + [(.back, "back")]
    surface.draw(
      hints.compactMap { command, word in
        keymap.hint(for: command, in: .ticket).map { "\($0) \(word)" }
      }.joined(separator: ", "), in: inner.lower(1), style: theme.onPopup(.hint))
    return box
  }

  private static func draw(
    _ row: TicketRow, _ editing: (TicketField, LineEditor)?, _ keymap: Keymap, _ theme: Theme,
    in line: Rect, on surface: inout Surface
  ) {
    surface.draw(row.name, in: line, style: theme.onPopup(.textDim))
    let place = line.dropping(columns: 10)
    if let editing, row.fields.contains(editing.0) {
      // Two fields share the bracket's line: which one is typed must be said.
      let label = row.fields.count > 1 ? "\(editing.0.rawValue) " : ""
      surface.draw(label, in: place, style: theme.onPopup(.textDim))
      let columns = Surface.columns(of: label)
      surface.drawEditor(
        editing.1, in: place.dropping(columns: columns).leading(20), style: theme[.input],
        cursorStyle: theme[.inputCursor])
      return
    }
    let keys = row.commands.compactMap { keymap.hint(for: $0, in: .ticket) }
    let steps = row.steps.compactMap { keymap.hint(for: $0, in: .ticket) }
    let arrows = steps.isEmpty ? "" : steps.joined(separator: "/") + " "
    let hint = arrows + keys.joined(separator: "/")
    surface.draw(hint, in: line, style: theme.onPopup(.hintKey), align: .trailing)
    let room = place.width - Surface.columns(of: hint) - 1
    surface.draw(
      row.value, in: place.leading(max(0, room)),
      style: theme.onPopup(row.isSet ? .textStrong : .textDim), overflow: .ellipsis)
  }
}

/// One line of the ticket: what it is, its value, and the keys that change it.
struct TicketRow {
  let name: String
  let value: String
  var commands: [Command] = []
  var fields: [TicketField] = []
  var steps: [Command] = []
  /// Whether the order has it; what it has not goes first on a low screen.
  var isSet = true
}

extension TicketField {
  /// The lines of a ticket, as far as its type has them.
  static func rows(_ ticket: OrderTicket, _ view: DeskView) -> [TicketRow] {
    let isNew = ticket.isNew
    var rows = [
      TicketRow(
        name: "type", value: "\(ticket.type.word)", commands: isNew ? [.orderType] : []),
      TicketRow(
        name: "quantity", value: ticket.quantity.description, commands: [.editQuantity],
        fields: [.quantity], steps: [.quantityDown, .quantityUp]),
    ]
    rows += prices(ticket)
    rows.append(
      TicketRow(
        name: "in force", value: force(ticket, view),
        commands: !isNew
          ? []
          : ticket.timeInForce == .goodTillDate ? [.timeInForce, .editExpiry] : [.timeInForce],
        fields: [.expiry]))
    let options = [
      ticket.isPostOnly && ticket.type.hasLimit ? "post-only" : nil,
      ticket.isReduceOnly ? "reduce-only" : nil,
    ].compactMap(\.self)
    if isNew || !options.isEmpty {
      rows.append(
        TicketRow(
          name: "options", value: options.isEmpty ? "none" : options.joined(separator: ", "),
          commands: !isNew ? [] : ticket.type.hasLimit ? [.postOnly, .reduceOnly] : [.reduceOnly],
          isSet: !options.isEmpty))
    }
    if let other = ticket.pairedText {
      rows.append(
        TicketRow(
          name: "OCO 2nd", value: other,
          commands: [.bracket, .editTarget, .pairedType, .pairedSide],
          fields: [.pairedPrice], steps: [.stopUp, .stopDown]))
    } else if isNew {
      rows.append(bracket(ticket, view))
    }
    return rows
  }

  private static func prices(_ ticket: OrderTicket) -> [TicketRow] {
    if ticket.type == .market { return [TicketRow(name: "price", value: "at the market")] }
    if ticket.priceFields.isEmpty {
      return [TicketRow(name: "stop", value: "\(ticket.text(.stop)), the engine's to move")]
    }
    return ticket.priceFields.enumerated().map { place, field in
      TicketRow(
        name: field == .limit ? "price" : field.word,
        value: ticket.text(field) + (field == .trail ? " behind the touch" : ""),
        commands: [place == 0 ? .editPrice : .editStop], fields: [field.field],
        steps: place == 0 ? [.priceUp, .priceDown] : [.stopUp, .stopDown])
    }
  }

  private static func force(_ ticket: OrderTicket, _ view: DeskView) -> String {
    guard ticket.timeInForce == .goodTillDate, let end = ticket.expiresAt else {
      return "\(ticket.timeInForce.word)"
    }
    let left = end.nanos(since: view.now)
    let rest = left > 0 ? "in \(view.figures.age(nanos: left))" : "over"
    return "GTD \(ExpiryText.string(end, now: view.now)), \(rest)"
  }

  private static func bracket(_ ticket: OrderTicket, _ view: DeskView) -> TicketRow {
    let keys: [Command] =
      ticket.type == .trailingStop ? [.bracket] : [.bracket, .editTarget, .editStopDistance]
    let touch = view.engine.instruments.index(of: ticket.symbol).flatMap {
      Desk.touch(ticket.side, $0, view.engine)
    }
    func leg(_ sign: String, _ ticks: Int64?, _ price: Price?) -> String? {
      ticks.map { count in
        let place =
          price.map { " " + view.figures.price($0, decimals: ticket.priceDecimals) } ?? ""
        return "\(sign)\(count)\(place)"
      }
    }
    let base = ticket.bracketBase(touch: touch)
    let legs = [
      leg(
        "+", ticket.bracket?.targetTicks,
        base.flatMap { ticket.bracket?.target(from: $0, ticket.side, tick: ticket.tick) }),
      leg(
        "-", ticket.bracket?.stopTicks,
        base.flatMap { ticket.bracket?.stop(from: $0, ticket.side, tick: ticket.tick) }),
    ].compactMap(\.self)
    return TicketRow(
      name: legs.isEmpty ? "list" : "bracket",
      value: legs.isEmpty ? "none (bracket, OCO)" : legs.joined(separator: " "),
      commands: keys, fields: [.target, .stopDistance], isSet: !legs.isEmpty)
  }
}

extension OrderTicket {
  /// What would become of the order, or of the change, if it were sent now.
  func check(_ engine: Engine) -> OrderCheck {
    guard !isNew else { return engine.check(request) }
    return engine.check(changes ?? ModifyRequest(id: id))
  }
}
