import TerminalKit

/// What the keys mean just now.
public indirect enum DeskMode: Sendable {
  case browse
  case ticket(OrderTicket)
  /// A field of the ticket is being typed.
  case edit(TicketField, LineEditor, OrderTicket)
  case confirm(Confirmation)
  /// A limit is being changed.
  case limit(LimitEdit)
  /// A settlement price is being typed.
  case settlement(SettlementEdit)
  /// Sizes are offered for a ticket.
  case sizing(SizingChoice)
  case search(SymbolSearch)
  case palette(Palette)
  /// Words that the blotter is narrowed to are typed; what it was narrowed to before.
  case filter(LineEditor, before: String)
  /// The first line shown, and the mode below.
  case help(firstLine: Int, below: DeskMode)

  /// The keymap contexts that apply, the innermost first.
  var contexts: [String] {
    let context: KeyContext =
      switch self {
      case .browse: .main
      case .ticket: .ticket
      case .edit, .limit, .settlement, .filter: .edit
      case .confirm: .confirm
      case .sizing: .sizing
      case .search, .palette: .search
      case .help: .help
      }
    return [context.rawValue]
  }

  /// Whether typed characters are text here and not commands.
  var takesText: Bool {
    switch self {
    case .edit, .limit, .settlement, .search, .palette, .filter: true
    case .browse, .ticket, .confirm, .sizing, .help: false
    }
  }
}

/// A ticket's field that can be typed.
public enum TicketField: String, Sendable {
  case price, quantity, stop, trail, expiry, target
  case stopDistance = "stop distance"
  case pairedPrice = "other price"
}
