import Engine
import Execution
import Panes
import TerminalKit

/// The line under the top one that cannot be overlooked: trading is halted.
enum Banner {
  /// What it says; nil where there is nothing to say.
  static func text(_ desk: Desk, _ view: DeskView) -> String? {
    let state = view.engine.tradingState
    guard state != .active else { return nil }
    let reason = desk.haltReason.map { ": \($0)" } ?? ""
    let key = desk.keymap.hint(for: .showRisk, in: .main).map { "; \($0) shows the limits" } ?? ""
    let what = state == .halted ? "no order is taken" : "orders only reduce"
    return "TRADING \(state.word)\(reason), \(what)\(key)"
  }

  static func draw(_ text: String, _ theme: Theme, in rect: Rect, on surface: inout Surface) {
    surface.fill(rect, style: theme[.statusHalted])
    surface.draw(
      text, in: rect, style: theme[.statusHalted].adding(.bold), align: .center,
      overflow: .ellipsis)
  }
}
