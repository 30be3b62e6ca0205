import Engine
import Execution
import MarketModel
import Panes
import TerminalKit

/// The order ticket: its fields, what the order would cost, and every check with pass or why not.
enum TicketOverlay {
  static let width = 46

  /// How high the box is with everything in it.
  static func height(_ ticket: OrderTicket, _ check: OrderCheck?) -> Int {
    12 + (check.map { shown($0).count } ?? 0)
  }

  static func draw(
    _ ticket: OrderTicket, editing: (TicketField, LineEditor)?, keymap: Keymap, view: DeskView,
    in rect: Rect, on surface: inout Surface
  ) {
    let theme = view.theme
    let check = ticket.isNew ? view.engine.check(ticket.request) : nil
    let box = rect.trailing(min(width, rect.width)).top(min(height(ticket, check), rect.height))
    surface.fill(box, style: theme[.popup])
    let verb = ticket.isNew ? ticket.side.word : "MODIFY \(ticket.id) \(ticket.side.word)"
    let inner = surface.drawBox(
      box, title: "\(verb) \(ticket.symbol)", style: theme[.popupBorder],
      titleStyle: theme.onPopup(ticket.side == .buy ? .orderBuy : .orderSell)
    ).inset(columns: 1)
    var pen = Pen(area: inner, theme: theme)
    fields(ticket, editing, keymap, view, &pen, &surface)
    quote(ticket, view, &pen, &surface)
    if let check {
      consequences(ticket, check, view, &pen, &surface)
      checks(ticket, check, keymap, view, &pen, &surface)
    }
    let hints = [(Command.confirm, "shows it"), (.back, "back")].compactMap { command, word in
      keymap.hint(for: command, in: .ticket).map { "\($0) \(word)" }
    }
    surface.draw(
      hints.joined(separator: ", "), in: inner.lower(1), style: theme.onPopup(.hint))
  }

  /// The next free line of the box.
  private struct Pen {
    var area: Rect
    let theme: Theme
    var style: Style { theme[.popup] }

    mutating func line() -> Rect {
      defer { area = area.dropping(rows: 1) }
      // The last line is the hints'.
      return area.height > 1 ? area.top(1) : Rect(x: area.x, y: area.y, width: 0, height: 0)
    }
  }

  /// One line of the ticket: what it is, its value, and the keys that change it.
  private struct Field {
    let name: String
    let value: String
    let command: Command
    let field: TicketField?
    let steps: [Command]

    init(
      _ name: String, _ value: String, _ command: Command, _ field: TicketField? = nil,
      steps: [Command] = []
    ) {
      self.name = name
      self.value = value
      self.command = command
      self.field = field
      self.steps = steps
    }
  }

  private static func fields(
    _ ticket: OrderTicket, _ editing: (TicketField, LineEditor)?, _ keymap: Keymap,
    _ view: DeskView, _ pen: inout Pen, _ surface: inout Surface
  ) {
    let price = ticket.type.hasLimit ? ticket.limitText ?? "-" : "at the market"
    let rows = [
      Field("type", "\(ticket.type.word)", .orderType),
      Field(
        "quantity", ticket.quantity.description, .editQuantity, .quantity,
        steps: [.quantityDown, .quantityUp]),
      Field("price", price, .editPrice, .price, steps: [.priceUp, .priceDown]),
      Field("in force", "\(ticket.timeInForce.word)", .timeInForce),
    ]
    for row in rows {
      let line = pen.line()
      surface.draw(row.name, in: line, style: view.theme.onPopup(.textDim))
      let place = line.dropping(columns: 10)
      if let editing, editing.0 == row.field {
        surface.drawEditor(
          editing.1, in: place.leading(20), style: view.theme[.input],
          cursorStyle: view.theme[.inputCursor])
      } else {
        surface.draw(row.value, in: place, style: view.theme.onPopup(.textStrong))
      }
      if ticket.isNew || row.field != nil,
        let key = keymap.hint(for: row.command, in: .ticket)
      {
        let steps = row.steps.compactMap { keymap.hint(for: $0, in: .ticket) }
        let arrows = steps.isEmpty ? "" : steps.joined(separator: "/") + " "
        surface.draw(
          arrows + key, in: line, style: view.theme.onPopup(.hintKey), align: .trailing)
      }
    }
  }

  private static func quote(
    _ ticket: OrderTicket, _ view: DeskView, _ pen: inout Pen, _ surface: inout Surface
  ) {
    guard let symbol = view.engine.instruments.index(of: ticket.symbol) else { return }
    let quote = view.engine.quote(of: symbol)
    let decimals = view.engine.instruments[symbol].priceDecimals
    func side(_ price: Price?, _ size: Quantity?) -> String {
      guard let price else { return "none" }
      let shown = size.map { " \(surface.glyphs.times)\(view.figures.size($0))" } ?? ""
      return view.figures.price(price, decimals: decimals) + shown
    }
    let line = pen.line()
    surface.draw(
      "bid \(side(quote.bid, quote.bidSize))   ask \(side(quote.ask, quote.askSize))", in: line,
      style: pen.style, overflow: .ellipsis)
  }

  private static func consequences(
    _ ticket: OrderTicket, _ check: OrderCheck, _ view: DeskView, _ pen: inout Pen,
    _ surface: inout Surface
  ) {
    let figures = view.figures
    func amount(_ value: WideAmount?) -> String { value.map(figures.amount) ?? "unknown" }
    let fee = check.commission.map { ", fee \(figures.money($0))" } ?? ""
    let rows = [
      ("cost", amount(check.notional) + fee),
      ("margin", "\(amount(check.marginAfter)) of \(figures.amount(check.equity)) after"),
      (
        "position",
        "\(figures.quantity(check.positionNow)) \(surface.glyphs.arrow) "
          + figures.quantity(check.positionAfter)
      ),
    ]
    for (name, value) in rows {
      let line = pen.line()
      surface.draw(name, in: line, style: view.theme.onPopup(.textDim))
      surface.draw(value, in: line.dropping(columns: 10), style: pen.style, overflow: .ellipsis)
    }
  }

  /// The checks a trader may meet; what only a broken sender meets is shown when it fails.
  private static func shown(_ check: OrderCheck) -> [CheckResult] {
    let quiet: [Reason] = [.duplicateID, .unknownSymbol, .badQuantity, .reducing]
    return check.results.filter { !$0.isPassed || !quiet.contains($0.rule) }
  }

  private static func checks(
    _ ticket: OrderTicket, _ check: OrderCheck, _ keymap: Keymap, _ view: DeskView,
    _ pen: inout Pen, _ surface: inout Surface
  ) {
    let key = keymap.hint(for: .overrideStale, in: .ticket)
    for result in shown(check) {
      let isOverridden = result.rule == .staleQuote && ticket.overridesStaleQuote
      let role: Role = isOverridden ? .checkWarning : result.isPassed ? .checkPass : .checkFail
      let mark =
        isOverridden
        ? surface.glyphs.warning : result.isPassed ? surface.glyphs.pass : surface.glyphs.fail
      let isStale = result.rule == .staleQuote && !result.isPassed
      let hint = isStale ? key.map { "  (\($0) overrides once)" } ?? "" : ""
      surface.draw(
        "\(mark) \(text(result, view.figures))\(isOverridden ? "  overridden" : hint)",
        in: pen.line(), style: view.theme.onPopup(role), overflow: .ellipsis)
    }
  }

  /// `position limit 3 of 10`, each rule in its own unit.
  private static func text(_ result: CheckResult, _ figures: FigureText) -> String {
    let name =
      result.rule == .tradingHalted
      ? "trading state" : "\(result.rule.word)".split(separator: "_").joined(separator: " ")
    func figure(_ value: WideAmount) -> String {
      switch result.rule {
      case .staleQuote:
        // Measured in milliseconds.
        Int64(exactly: value.nanos / 1_000).map { figures.age(nanos: $0) } ?? value.description
      case .margin, .maxNotional, .grossExposure, .netExposure, .groupExposure:
        figures.amount(value)
      default: value.description
      }
    }
    switch (result.value, result.limit) {
    case (.some(let value), .some(let limit)):
      return "\(name) \(figure(value)) of \(figure(limit))"
    case (.some(let value), nil): return "\(name) \(figure(value))"
    default: return name
    }
  }
}
