import MarketModel
import Panes
import TerminalKit

/// The palette in the middle of the screen: what fits, and the key that does the same.
enum PaletteOverlay {
  static func draw(
    _ palette: Palette, keymap: Keymap, view: DeskView, in rect: Rect,
    on surface: inout Surface
  ) -> Rect {
    surface.drawFinder(
      "Commands, symbols, themes", width: 72, height: 20, editor: palette.editor,
      (palette.matches.count, palette.selected), otherwise: "nothing fits", view.theme, in: rect
    ) { row, width in
      spans(palette.matches[row], keymap, view, width: width - 1)
    }
  }

  private static func spans(
    _ entry: Palette.Entry, _ keymap: Keymap, _ view: DeskView, width: Int
  ) -> [Span] {
    let theme = view.theme
    let name: String
    let right: Span
    switch entry {
    case .command(let command):
      name = command.summary
      right = Span(keymap.paletteKeys(for: command) ?? "", theme.onPopup(.hintKey))
    case .symbol(let index):
      let instrument = view.engine.instruments[index]
      let last = view.engine.quote(of: index).last
      name = "\(instrument.symbol)"
      right = Span(
        last.map { view.figures.price($0, decimals: instrument.priceDecimals) } ?? "symbol",
        theme.onPopup(.textDim))
    case .roll(_, let month):
      let instrument = view.engine.instruments[month]
      let last = view.engine.quote(of: month).last
      name = entry.rollText(view.engine.instruments) ?? ""
      right = Span(
        last.map { view.figures.price($0, decimals: instrument.priceDecimals) } ?? "",
        theme.onPopup(.textDim))
    case .theme(let theme):
      name = "theme \(theme)"
      right = Span("", view.theme[.popup])
    }
    let room = width - Surface.columns(of: right.text) - 1
    let columns = Surface.columns(of: name)
    let shown = columns <= room ? name : String(name.prefix(max(0, room - 1)))
    let gap = String(repeating: " ", count: max(1, room + 1 - Surface.columns(of: shown)))
    return [Span(shown + gap, theme[.popup]), right]
  }
}
