import MarketModel
import Panes
import TerminalKit

/// The palette in the middle of the screen: what fits, and the key that does the same.
enum PaletteOverlay {
  static func draw(
    _ palette: Palette, keymap: Keymap, view: DeskView, in rect: Rect,
    on surface: inout Surface
  ) {
    let theme = view.theme
    let box = rect.centered(width: min(72, rect.width), height: min(20, rect.height))
    surface.fill(box, style: theme[.popup])
    let inner = surface.drawBox(
      box, title: "Commands, symbols, themes", style: theme[.popupBorder],
      titleStyle: theme[.popupTitle]
    ).inset(columns: 1)
    surface.drawEditor(
      palette.editor, in: inner.row(0), style: theme[.input], cursorStyle: theme[.inputCursor])
    let list = inner.dropping(rows: 1)
    guard !palette.matches.isEmpty else {
      surface.draw("nothing fits", in: list.row(0), style: theme.onPopup(.textDim))
      return
    }
    let styles = TableStyles(
      header: theme[.tableHeader], base: theme[.popup], selection: theme[.selection])
    surface.drawList(
      count: palette.matches.count, selected: palette.selected, in: list, styles: styles
    ) { row in
      spans(palette.matches[row], keymap, view, width: list.width - 1)
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
