import Engine
import Execution
import MarketModel
import Risk
import TerminalKit

/// What the account is worth, and every limit against its use.
public enum AccountPane {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    let inner = view.box(.account, "Account \(view.account)", in: rect, on: &surface)
    let figures = figures(view)
    let limits = LimitUse.all(view)
    // Worth first; what does not fit of the limits is the least used.
    for (place, row) in figures.enumerated() where place < inner.height {
      let line = inner.row(place)
      surface.draw(row.name, in: line, style: view.theme[.textDim])
      surface.draw(
        row.value.text, in: line.dropping(columns: 10), style: row.value.style, align: .trailing,
        overflow: .hash)
    }
    let rest = inner.dropping(rows: figures.count)
    for (place, limit) in limits.prefix(rest.height).enumerated() {
      draw(limit, view, in: rest.row(place), on: &surface)
    }
  }

  private struct Figure {
    let name: String
    let value: Span
  }

  private static func figures(_ view: DeskView) -> [Figure] {
    let account = view.engine.account
    let theme = view.theme
    let figures = view.figures
    let day = account.dayProfit
    let sign = day.nanos > 0 ? 1 : day.nanos < 0 ? -1 : 0
    let state = view.engine.tradingState
    func amount(_ value: WideAmount?) -> String { value.map(figures.amount) ?? "unknown" }
    return [
      Figure(name: "equity", value: Span(figures.amount(account.equity), theme[.textStrong])),
      Figure(
        name: "day P&L", value: Span(figures.gain(day), theme[view.role(ofGain: Int64(sign))])),
      Figure(
        name: "state",
        value: Span("\(state.word)", theme[state == .active ? .checkPass : .checkFail])),
      Figure(name: "available", value: Span(amount(account.marginAvailable), theme[.text])),
      Figure(name: "fees", value: Span(figures.money(account.fees), theme[.textDim])),
    ]
  }

  /// `margin ███░░░ 12%`: the name, a bar, and how much of it is used.
  private static func draw(
    _ limit: LimitUse, _ view: DeskView, in line: Rect, on surface: inout Surface
  ) {
    let theme = view.theme
    surface.draw(limit.name, in: line.leading(9), style: theme[.textDim], overflow: .ellipsis)
    guard let share = limit.share else {
      surface.draw(
        "unknown", in: line.dropping(columns: 10), style: theme[.checkWarning], align: .trailing)
      return
    }
    let percent = "\(Int(min(9.99, share) * 100 + 0.5))%"
    let role: Role = share >= 1 ? .barBreach : share >= 0.8 ? .barWarning : .barFill
    let bar = line.dropping(columns: 10).leading(max(0, line.width - 15))
    surface.drawBar(min(1, share), in: bar, style: theme[role], emptyStyle: theme[.barEmpty])
    let mark = share >= 0.8 ? String(Character(surface.glyphs.warning)) : ""
    surface.draw(
      mark + percent, in: line.trailing(5), style: theme[share >= 0.8 ? role : .text],
      align: .trailing)
  }
}

/// One limit and how much of it is used.
struct LimitUse {
  let name: String
  /// 1 is all of it; nil where it cannot be evaluated.
  let share: Double?

  /// Every limit that is set, the most used first.
  static func all(_ view: DeskView) -> [LimitUse] {
    let engine = view.engine
    let limits = engine.config.risk
    let account = engine.account
    var all: [LimitUse] = []
    if limits.checkMargin {
      all.append(LimitUse("margin", account.marginInitial, of: account.equity))
    }
    if let limit = limits.dailyLossLimit {
      let loss = WideAmount(nanos: max(0, -account.dayProfit.nanos))
      all.append(LimitUse("day loss", loss, of: WideAmount(limit)))
    }
    if let symbol = view.selectedInstrument {
      let name = engine.instruments[symbol].symbol
      if let limit = limits.positionLimit[name] {
        let held = WideAmount(engine.position(of: symbol).quantity).magnitude
        all.append(LimitUse("pos \(name)", held, of: WideAmount(limit)))
      }
    }
    return all.sorted { ($0.share ?? .infinity) > ($1.share ?? .infinity) }
  }

  private init(_ name: String, _ value: WideAmount?, of limit: WideAmount) {
    self.name = name
    share = value.flatMap {
      limit.nanos > 0 ? max(0, $0.approximate / limit.approximate) : $0.nanos > 0 ? 1 : 0
    }
  }
}
