import MarketCalendar
import MarketModel
import TerminalKit

/// The right end of the top line: the selected instrument's market, and what time it is there.
enum SessionHeader {
  static func spans(_ view: DeskView, width: Int) -> [Span] {
    let bar = view.theme[.statusBar]
    let calendar = view.selectedInstrument.flatMap { view.sessions.calendar(of: $0) }
    guard width >= 110 else { return [Span(ClockText.timeOfDay(view.now) + "Z", bar)] }
    let clock =
      calendar.map { SessionText.dateAndTime(view.now, $0.zone) } ?? ClockText.dateAndTime(view.now)
    guard width >= 130, let calendar else { return [Span(clock, bar)] }
    return market(calendar, view) + [Span("   \(clock)", bar)]
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
