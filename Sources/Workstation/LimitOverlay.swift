import Panes
import TerminalKit

/// A limit being changed, in the middle of the screen.
enum LimitOverlay {
  /// - Returns: what it covers.
  static func draw(
    _ edit: LimitEdit, keymap: Keymap, view: DeskView, in rect: Rect, on surface: inout Surface
  ) -> Rect {
    let theme = view.theme
    let box = rect.centered(width: min(64, rect.width), height: min(9, rect.height))
    surface.fill(box, style: theme[.popup])
    let inner = surface.drawBox(
      box, title: "Change: \(edit.title)", style: theme[.popupBorder],
      titleStyle: theme[.popupTitle]
    ).inset(columns: 1)
    func label(_ text: String, _ row: Int) {
      surface.draw(text, in: inner.row(row), style: theme.onPopup(.textDim))
    }
    func field(_ editor: LineEditor, _ row: Int, isOpen: Bool) {
      let place = inner.row(row).dropping(columns: 8)
      guard isOpen else {
        surface.draw(
          editor.text.isEmpty ? "none" : editor.text, in: place, style: theme[.popup],
          overflow: .ellipsis)
        return
      }
      surface.drawEditor(
        editor, in: place, style: theme[.input], cursorStyle: theme[.inputCursor])
    }
    label("now", 0)
    surface.draw(edit.now, in: inner.row(0).dropping(columns: 8), style: theme[.popup])
    label("new", 1)
    field(edit.value, 1, isOpen: edit.reason == nil)
    surface.draw(
      edit.form, in: inner.row(2).dropping(columns: 8), style: theme.onPopup(.textDim),
      overflow: .ellipsis)
    label("reason", 4)
    if let reason = edit.reason {
      field(reason, 4, isOpen: true)
    } else {
      surface.draw(
        "comes next; without one nothing is changed", in: inner.row(4).dropping(columns: 8),
        style: theme.onPopup(.textDim), overflow: .ellipsis)
    }
    let word = edit.reason == nil ? "goes on" : "shows it"
    let hints = [(Command.confirm, word), (.back, "back")].compactMap { command, word in
      keymap.hint(for: command, in: .edit).map { "\($0) \(word)" }
    }
    surface.draw(
      hints.joined(separator: ", "), in: inner.lower(1), style: theme.onPopup(.hint))
    return box
  }
}
