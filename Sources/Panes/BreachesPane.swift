import TerminalKit

/// What the risk rules said and who changed them, with the time, the newest on top.
public enum BreachesPane {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    let inner = view.box(.breaches, "Breaches and changes (UTC)", in: rect, on: &surface)
    let entries = view.riskLog.entries
    guard !entries.isEmpty else {
      surface.draw("none yet", in: inner.row(0), style: view.theme[.textDim], overflow: .ellipsis)
      return
    }
    var lines = inner
    var day = ClockText.date(view.now)
    let first = min(view.selectedRows[.breaches] ?? 0, max(0, entries.count - 1))
    for entry in entries.reversed().dropFirst(first) {
      // What was not today is below its day.
      let entryDay = ClockText.date(entry.at)
      if entryDay != day {
        day = entryDay
        surface.draw(day, in: lines.row(0), style: view.theme[.textDim])
        lines = lines.dropping(rows: 1)
      }
      guard !lines.isEmpty else { return }
      let wrapped = Surface.wrapped(entry.text, width: max(1, lines.width - 10))
      surface.draw(
        ClockText.timeOfDay(entry.at), in: lines.row(0), style: view.theme[.logTime])
      for (place, text) in wrapped.enumerated() {
        surface.draw(
          text, in: lines.row(place).dropping(columns: 10),
          style: view.theme[LogPane.role(entry.level)])
      }
      lines = lines.dropping(rows: wrapped.count)
    }
  }
}
