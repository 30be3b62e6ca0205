import TerminalKit

/// The keys that matter most where the focus is, as the keymap has them; as many as fit whole.
enum KeyBar {
  private struct Hint {
    let command: Command
    let word: String
    let context: KeyContext

    init(_ command: Command, _ word: String, _ context: KeyContext = .main) {
      self.command = command
      self.word = word
      self.context = context
    }
  }

  static func spans(_ desk: Desk, _ theme: Theme, width: Int) -> [Span] {
    // Red at the top and at the bottom: nobody types here without noticing.
    let armed = desk.armed == nil ? nil : theme[.statusArmed]
    var spans = [Span(" ", armed ?? theme[.hint])]
    var used = 1
    for hint in hints(desk) {
      guard let keys = desk.keymap.hint(for: hint.command, in: hint.context) else { continue }
      used += Surface.columns(of: keys) + Surface.columns(of: hint.word) + 3
      // The two blanks behind the last one may go.
      guard used - 2 <= width else { break }
      spans.append(Span(keys, armed?.adding(.bold) ?? theme[.hintKey]))
      spans.append(Span(" \(hint.word)  ", armed ?? theme[.hint]))
    }
    return spans
  }

  private static func hints(_ desk: Desk) -> [Hint] {
    let help = [Hint(.help, "help")]
    if desk.armed != nil {
      return [
        Hint(.armedBuy, "BUY", .armed), Hint(.armedSell, "SELL", .armed),
        Hint(.disarm, "disarm", .armed), Hint(.armedBuyMarket, "BUY market", .armed),
        Hint(.armedSellMarket, "SELL market", .armed), Hint(.cancel, "cancel"),
        Hint(.panic, "panic"),
      ]
    }
    let tail = [Hint(.search, "find"), Hint(.palette, "palette"), Hint(.nextPane, "pane")]
    switch desk.focus {
    case .ladder:
      return help + [
        Hint(.joinBid, "join bid", .ladder), Hint(.joinOffer, "join offer", .ladder),
        Hint(.orderUp, "order up", .ladder), Hint(.orderDown, "down", .ladder),
        Hint(.nextOrder, "next", .ladder), Hint(.cancelAtCursor, "cancel", .ladder),
        Hint(.recentre, "touch", .ladder),
      ] + tail
    case .limits, .exposure, .breaches:
      return help + [
        Hint(.editLimit, "change", .risk), Hint(.nextPane, "pane"), Hint(.showTrade, "trade page"),
        Hint(.panic, "panic"), Hint(.quit, "quit"),
      ]
    case _ where desk.focus.page == .blotter:
      return help + [
        Hint(.showTrade, "trade page"), Hint(.blotterText, "filter", .blotter),
        Hint(.blotterSymbol, "symbol", .blotter), Hint(.blotterSide, "side", .blotter),
        Hint(.blotterState, "state", .blotter),
        Hint(.blotterClear, "all", .blotter), Hint(.blotterSort, "sort", .blotter),
        Hint(.blotterReverse, "turn", .blotter), Hint(.blotterExport, "export", .blotter),
        Hint(.nextPane, "pane"),
      ]
    case .tape:
      return help + [
        Hint(.tapeScope, "all or one", .tape), Hint(.tapeLarger, "larger", .tape),
        Hint(.tapeSmaller, "smaller", .tape),
      ] + tail
    default:
      return help + [
        Hint(.buy, "buy"), Hint(.sell, "sell"), Hint(.cancel, "cancel"), Hint(.modify, "modify"),
        Hint(.flatten, "flatten"),
      ] + tail + [Hint(.showRisk, "risk"), Hint(.quit, "quit")]
    }
  }
}
