import Engine
import MarketModel
import Panes
import TerminalKit

/// The settlement price in the middle of the screen.
enum SettlementOverlay {
  /// - Returns: what it covers.
  static func draw(
    _ edit: SettlementEdit, keymap: Keymap, view: DeskView, in rect: Rect,
    on surface: inout Surface
  ) -> Rect {
    let theme = view.theme
    let box = rect.centered(width: min(52, rect.width), height: min(6, rect.height))
    surface.fill(box, style: theme[.popup])
    let instrument = view.engine.instruments[edit.instrument]
    let inner = surface.drawBox(
      box, title: "Settlement price of \(instrument.symbol)", style: theme[.popupBorder],
      titleStyle: theme[.popupTitle]
    ).inset(columns: 1)
    let position = view.engine.position(of: edit.instrument)
    func shown(_ price: Price?, _ more: Int) -> String {
      price.map { view.figures.price($0, decimals: instrument.priceDecimals + more) } ?? "none"
    }
    surface.draw(
      "held \(view.figures.quantity(position.quantity)) from \(shown(position.averagePrice, 2))"
        + ", marked at \(shown(position.mark, 0))", in: inner.row(0), style: theme[.popup],
      overflow: .ellipsis)
    surface.draw("price", in: inner.row(1), style: theme.onPopup(.textDim))
    surface.drawEditor(
      edit.editor, in: inner.row(1).dropping(columns: 8), style: theme[.input],
      cursorStyle: theme[.inputCursor])
    let hints = [(Command.confirm, "shows it"), (.back, "back")].compactMap { command, word in
      keymap.hint(for: command, in: .edit).map { "\($0) \(word)" }
    }
    surface.draw(
      hints.joined(separator: ", "), in: inner.lower(1), style: theme.onPopup(.hint))
    return box
  }
}
