import Engine
import Execution
import MarketModel
import Panes
import TerminalKit

/// The line under the top one that cannot be overlooked: one-key trading is armed, or trading is
/// halted.
struct Banner {
  let text: String
  let role: Role
  /// The number of the armed trading that it tells of.
  var armed: Int?

  /// What there is to say; nil where there is nothing.
  static func make(_ desk: Desk, _ view: DeskView, width: Int) -> Banner? {
    if let armed = desk.armed { return self.armed(armed, desk, view, width: width) }
    let state = view.engine.tradingState
    guard state != .active else { return nil }
    let reason = desk.haltReason.map { ": \($0)" } ?? ""
    let key = wayOut(desk)
    let what = state == .halted ? "no order is taken" : "orders only reduce"
    return Banner(
      text: "TRADING \(state.word)\(reason), \(what)\(key)", role: .statusHalted)
  }

  /// What to do next: go to the limits, or there, change the trading state.
  private static func wayOut(_ desk: Desk) -> String {
    if desk.focus.page == .risk { return "; 'trading state' lifts it" }
    return desk.keymap.hint(for: .showRisk, in: .main).map { "; \($0) shows the limits" } ?? ""
  }

  private static func armed(
    _ armed: ArmedTrading, _ desk: Desk, _ view: DeskView, width: Int
  ) -> Banner {
    let instrument = view.engine.instruments[armed.instrument]
    func key(_ command: Command) -> String { desk.keymap.hint(for: command, in: .armed) ?? "-" }
    func touch(_ side: Side) -> String {
      Desk.touch(side, armed.instrument, view.engine).map {
        view.figures.price($0, decimals: instrument.priceDecimals)
      } ?? "no touch"
    }
    let left = max(0, (armed.gate.end - view.monotonicNanos + 999_999_999) / 1_000_000_000)
    let what = "\(armed.quantity) \(instrument.symbol)"
    let short =
      "ARMED \(left)s  \(key(.armedBuy)) BUY \(what) \(touch(.buy))  "
      + "\(key(.armedSell)) SELL \(touch(.sell))"
    let long =
      short + "  \(key(.armedBuyMarket))/\(key(.armedSellMarket)) at the market  "
      + "1-9 quantity  \(key(.disarm)) off"
    let fits = Surface.columns(of: long) + 2 <= width
    return Banner(text: fits ? long : short, role: .statusArmed, armed: armed.number)
  }

  /// - Returns: whether every word of it is on the screen.
  func draw(_ theme: Theme, in rect: Rect, on surface: inout Surface) -> Bool {
    let style = theme[role].adding(.bold)
    surface.fill(rect, style: style)
    surface.draw(text, in: rect, style: style, align: .center, overflow: .ellipsis)
    return !rect.isEmpty && Surface.columns(of: text) <= rect.width
  }
}
