import MarketCalendar
import MarketModel
import TerminalKit

/// The right end of the top line: the selected instrument's market, and what time it is there.
enum SessionHeader {
  static func spans(_ view: DeskView, width: Int) -> [Span] {
    let time = timeAlone(view, width)
    guard width >= 130, let calendar = calendar(view) else { return time }
    return market(calendar, view) + [Span("   ", view.theme[.statusBar])] + time
  }

  /// The time alone: on the market's clocks where there is room to name them.
  static func timeAlone(_ view: DeskView, _ width: Int) -> [Span] {
    let bar = view.theme[.statusBar]
    guard width >= 110 else { return [Span(ClockText.timeOfDay(view.now) + "Z", bar)] }
    let text = calendar(view).map { SessionText.dateAndTime(view.now, $0.zone) }
    return [Span(text ?? ClockText.dateAndTime(view.now), bar)]
  }

  private static func calendar(_ view: DeskView) -> MarketCalendar? {
    view.selectedInstrument.flatMap { view.sessions.calendar(of: $0) }
  }

  private static func market(_ calendar: MarketCalendar, _ view: DeskView) -> [Span] {
    let bar = view.theme[.statusBar]
    let status = calendar.state(at: view.now).status
    var look = bar.adding(.bold)
    look.foreground = view.theme[SessionText.role(status)].foreground
    var spans = [Span("\(calendar.market.name) ", bar), Span("\(status.word)", look)]
    if let next = calendar.nextTransition(after: view.now) {
      let countdown = SessionText.countdown(nanos: next.at.nanos(since: view.now))
      spans.append(Span("  \(SessionText.verb(next.to.status)) in \(countdown)", bar))
    }
    return spans
  }
}
