import Engine
import Execution
import MarketModel
import TerminalKit

/// The top line: paper or not, live or not, and whether the data is fresh.
public enum StatusBar {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    let theme = view.theme
    surface.fill(rect, style: theme[.statusBar])
    let right = SessionHeader.spans(view, width: rect.width)
    let room = right.reduce(1) { $0 + Surface.columns(of: $1.text) }
    surface.draw(right, in: rect.trailing(room))
    surface.draw(parts(view, width: rect.width), in: rect.leading(max(0, rect.width - room - 1)))
  }

  private static func parts(_ view: DeskView, width: Int) -> [Span] {
    let theme = view.theme
    let bar = theme[.statusBar]
    let feed = view.feed
    var spans = [
      Span(" THOR ", theme[.statusBar].adding(.bold)), Span(" PAPER ", theme[.statusPaper]),
      feed.mode == .live
        ? Span(" LIVE ", theme[feed.link == .live ? .statusLive : .statusWarning]) : Span(" DEMO SIM ", theme[.statusDemo]),
    ]
    if view.engine.tradingState != .active {
      spans.append(Span(" \(view.engine.tradingState.word) ", theme[.statusHalted]))
    }
    if width >= 100 { spans.append(Span("  \(feed.place)", bar)) }
    spans += link(view, bar, width)
    if feed.rejectedCount > 0 {
      let reason = width >= 130 ? feed.rejected.first.map { " (\($0.name))" } ?? "" : ""
      spans.append(Span("  rejected \(feed.rejectedCount)\(reason)", theme[.statusWarning]))
    }
    return spans
  }

  private static func link(_ view: DeskView, _ bar: Style, _ width: Int) -> [Span] {
    let feed = view.feed
    switch feed.link {
    case .connecting: return [Span("  connecting", view.theme[.statusWarning])]
    case .lost(let reason, let retryAt):
      let wait = view.figures.age(nanos: retryAt - view.monotonicNanos)
      return [Span("  NO DATA, retry in \(wait): \(reason)", view.theme[.statusHalted])]
    case .live:
      let lag = feed.lagEntries.map { "\($0)" } ?? "?"
      let isBehind = (feed.lagEntries ?? 0) > 1_000 || (feed.deliveryMillis ?? 0) > 1_000
      var spans = [
        Span("  \(view.figures.rate(feed.ticksPerSecond))/s", bar),
        Span("  lag \(lag)", isBehind ? view.theme[.statusWarning] : bar),
      ]
      if let delay = feed.deliveryMillis, width >= 140 {
        let age = delay < 1 ? "<1ms" : view.figures.duration(nanos: delay * 1_000_000)
        spans.append(Span(" \(age)", bar))
      }
      if width >= 160 {
        let p50 = view.figures.duration(nanos: feed.applyP50Nanos)
        let p99 = view.figures.duration(nanos: feed.applyP99Nanos)
        spans.append(Span("  apply p50 \(p50) p99 \(p99)", bar))
      }
      return spans
    }
  }
}
