import MarketCalendar
import MarketModel
import TerminalKit

/// The hours of the selected instrument's market: what it does now, what comes next and when.
public enum SessionPane {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    let calendar = view.selectedInstrument.flatMap { view.sessions.calendar(of: $0) }
    let inner = view.box(.session, title(view, calendar), in: rect, on: &surface)
    guard !inner.isEmpty else { return }
    let lines = SessionLines(view, calendar, glyphs: surface.glyphs, width: inner.width)
    for (place, line) in lines.fitted(height: inner.height).enumerated() {
      draw(line, view.theme, in: inner.row(place), on: &surface)
    }
  }

  private static func title(_ view: DeskView, _ calendar: MarketCalendar?) -> String {
    let name = calendar.map { "Session \($0.market.name)" } ?? "Session"
    return view.sessions.isSimulated ? "\(name), SIM trades on" : name
  }

  private static func draw(
    _ line: SessionLine, _ theme: Theme, in rect: Rect, on surface: inout Surface
  ) {
    let room = line.right.reduce(0) { $0 + Surface.columns(of: $1.text) }
    if let fraction = line.fraction {
      let bar = rect.leading(max(0, rect.width - room - 1))
      surface.drawBar(fraction, in: bar, style: theme[.barFill], emptyStyle: theme[.barEmpty])
    }
    surface.draw(line.right, in: rect.trailing(room))
    if line.fraction == nil {
      var left = rect.leading(max(0, rect.width - (room > 0 ? room + 1 : 0)))
      for span in line.left {
        let used = surface.draw(span.text, in: left, style: span.style, overflow: .ellipsis)
        left = left.dropping(columns: used)
      }
    }
  }
}

/// One line of the pane: text from the left and from the right, or a bar before the right one.
struct SessionLine {
  var left: [Span] = []
  var right: [Span] = []
  var fraction: Double?
}
