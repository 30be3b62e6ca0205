import Engine
import Execution
import MarketModel
import TerminalKit

/// What the account is worth and what it may still do.
public enum AccountPane {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    let inner = view.box(.account, "Account \(view.account)", in: rect, on: &surface)
    let account = view.engine.account
    let theme = view.theme
    let figures = view.figures
    func amount(_ value: WideAmount?) -> String { value.map(figures.amount) ?? "unknown" }
    let day = account.dayProfit
    let rows: [(String, Span)] = [
      ("equity", Span(figures.amount(account.equity), theme[.textStrong])),
      (
        "day P&L",
        Span(
          figures.gain(day), theme[view.role(ofGain: day.nanos > 0 ? 1 : day.nanos < 0 ? -1 : 0)])
      ),
      ("cash", Span(figures.money(account.cash), theme[.text])),
      ("fees", Span(figures.money(account.fees), theme[.textDim])),
      ("margin", Span(amount(account.marginInitial), theme[.text])),
      ("available", Span(amount(account.marginAvailable), theme[.text])),
      ("state", state(view)),
    ]
    for (place, row) in rows.enumerated() where place < inner.height {
      let line = inner.row(place)
      surface.draw(row.0, in: line, style: theme[.textDim])
      surface.draw(
        row.1.text, in: line.dropping(columns: 10), style: row.1.style, align: .trailing,
        overflow: .hash)
    }
  }

  private static func state(_ view: DeskView) -> Span {
    let state = view.engine.tradingState
    return Span("\(state.word)", view.theme[state == .active ? .checkPass : .checkFail])
  }
}
