import Engine
import MarketModel
import TerminalKit

/// What is open, by group and by symbol, against the limit of a group where there is one.
public enum ExposurePane {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    let inner = view.box(.exposure, title(view), in: rect, on: &surface)
    let groups = view.engine.groupExposures
    let symbols = view.engine.symbolExposures
    guard !groups.isEmpty || !symbols.isEmpty else {
      surface.draw("nothing is open", in: inner.row(0), style: view.theme[.textDim])
      return
    }
    let total = symbols.reduce(0.0) { $0 + abs($1.amount?.approximate ?? 0) }
    let limit = view.engine.config.risk.maxGroupExposure.map { WideAmount($0).approximate }
    var lines = inner
    for group in groups {
      draw(
        group, isGroup: true, of: limit ?? total, isLimit: limit != nil, view, in: lines.top(1),
        on: &surface)
      lines = lines.dropping(rows: 1)
    }
    for symbol in symbols {
      draw(symbol, isGroup: false, of: total, isLimit: false, view, in: lines.top(1), on: &surface)
      lines = lines.dropping(rows: 1)
    }
  }

  private static func title(_ view: DeskView) -> String {
    view.engine.config.risk.maxGroupExposure == nil
      ? "Exposure, % of all" : "Exposure, % of group limit"
  }

  private static func draw(
    _ row: ExposureStanding, isGroup: Bool, of whole: Double, isLimit: Bool, _ view: DeskView,
    in line: Rect, on surface: inout Surface
  ) {
    let theme = view.theme
    let indent = isGroup ? "" : "  "
    surface.draw(
      indent + row.name, in: line.leading(14), style: theme[isGroup ? .textStrong : .text],
      overflow: .ellipsis)
    guard let amount = row.amount else {
      surface.draw("no mid", in: line, style: theme[.checkWarning], align: .trailing)
      return
    }
    let share = whole > 0 ? abs(amount.approximate) / whole : 0
    let role: Role =
      !isLimit ? .barFill : share >= 1 ? .barBreach : share >= 0.8 ? .barWarning : .barFill
    surface.draw(
      LimitsPane.percent(share), in: line.trailing(5), style: theme[isLimit ? role : .text],
      align: .trailing)
    let text = view.figures.amount(amount)
    let room = line.dropping(columns: 15)
    let figure = room.leading(max(0, room.width - 6)).trailing(16)
    surface.draw(text, in: figure, style: theme[.text], align: .trailing, overflow: .hash)
    let bar = room.leading(max(0, room.width - 6 - 17))
    surface.drawBar(min(1, share), in: bar, style: theme[role], emptyStyle: theme[.barEmpty])
  }
}
