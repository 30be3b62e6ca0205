import Engine
import Execution
import MarketModel
import TerminalKit

/// The top line: paper or not, live or not, and whether the data is fresh.
public enum StatusBar {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    let theme = view.theme
    surface.fill(rect, style: theme[.statusBar])
    let pieces = pieces(view)
    var right = SessionHeader.spans(view, width: rect.width)
    // What is wrong goes before what the market does.
    let needed = width(of: pieces.filter { $0.rank <= lastNeededRank }.map(\.span))
    if needed + width(of: right) + 2 > rect.width {
      right = SessionHeader.timeAlone(view, rect.width)
    }
    let room = width(of: right) + 1
    surface.draw(right, in: rect.trailing(room))
    let left = rect.leading(max(0, rect.width - room - 1))
    surface.draw(fitted(pieces, width: left.width), in: left)
  }

  /// Up to here a piece counts more than the market's hours.
  private static let lastNeededRank = 2

  private static func width(of spans: [Span]) -> Int {
    spans.reduce(0) { $0 + Surface.columns(of: $1.text) }
  }

  /// A part of the bar; the one with the highest rank goes first where there is no room.
  private struct Piece {
    let rank: Int
    let span: Span

    init(_ text: String, _ style: Style, rank: Int = 0) {
      span = Span(text, style)
      self.rank = rank
    }
  }

  /// Whole pieces only: half a number is a wrong number.
  private static func fitted(_ pieces: [Piece], width: Int) -> [Span] {
    var pieces = pieces
    while self.width(of: pieces.map(\.span)) > width, let least = pieces.map(\.rank).max(),
      least > 0
    {
      pieces.removeAll { $0.rank == least }
    }
    return pieces.map(\.span)
  }

  private static func pieces(_ view: DeskView) -> [Piece] {
    let theme = view.theme
    let feed = view.feed
    var pieces = [
      Piece(" THOR ", theme[.statusBar].adding(.bold)), Piece(" PAPER ", theme[.statusPaper]),
      feed.mode == .live
        ? Piece(" LIVE ", theme[feed.link == .live ? .statusLive : .statusWarning])
        : Piece(" DEMO SIM ", theme[.statusDemo]),
    ]
    if view.engine.tradingState != .active {
      pieces.append(Piece(" \(view.engine.tradingState.word) ", theme[.statusHalted]))
    }
    if let problem = feed.journalProblem {
      // No data is read meanwhile, so that there is nothing to say of it.
      pieces.append(Piece(" JOURNAL ", theme[.statusHalted]))
      pieces.append(Piece(" \(problem)", theme[.statusWarning], rank: 1))
      return pieces
    }
    pieces.append(Piece("  \(feed.place)", theme[.statusBar], rank: 3))
    pieces += link(view)
    if let database = feed.database { pieces.append(piece(database, view)) }
    if feed.rejectedCount > 0 {
      pieces.append(Piece("  rejected \(feed.rejectedCount)", theme[.statusWarning], rank: 2))
      if let reason = feed.rejected.first?.name {
        pieces.append(Piece(" (\(reason))", theme[.statusWarning], rank: 7))
      }
    }
    return pieces
  }

  /// The journal's second copy: trading goes on without it, so that it warns and does not shout.
  private static func piece(_ database: FeedStatus.Database, _ view: DeskView) -> Piece {
    let bar = view.theme[.statusBar]
    let warning = view.theme[.statusWarning]
    switch database {
    case .connecting: return Piece("  DB connecting", warning, rank: 2)
    case .current: return Piece("  DB ok", bar, rank: 4)
    case .behind(let count): return Piece("  DB \(grouped(count)) behind", warning, rank: 2)
    case .down(let since, _):
      let seconds = max(0, view.monotonicNanos - since) / 1_000_000_000
      return Piece("  DB down \(seconds)s", warning, rank: 1)
    }
  }

  /// `1,204`.
  private static func grouped(_ count: Int64) -> String {
    let digits = String(count)
    let head = digits.count % 3
    return digits.enumerated().reduce(into: "") { text, digit in
      if digit.offset > 0, digit.offset % 3 == head { text += "," }
      text.append(digit.element)
    }
  }

  private static func link(_ view: DeskView) -> [Piece] {
    let bar = view.theme[.statusBar]
    let warning = view.theme[.statusWarning]
    let feed = view.feed
    switch feed.link {
    case .connecting: return [Piece("  connecting", warning)]
    case .lost(let reason, let retryAt):
      let wait = view.figures.age(nanos: retryAt - view.monotonicNanos)
      return [
        Piece("  NO DATA, retry in \(wait)", view.theme[.statusHalted]),
        Piece(": \(reason)", view.theme[.statusHalted], rank: 1),
      ]
    case .live:
      let lag = feed.lagEntries.map { "\($0)" } ?? "?"
      let isBehind = (feed.lagEntries ?? 0) > 1_000 || (feed.deliveryMillis ?? 0) > 1_000
      let delay = feed.deliveryMillis ?? 0
      let age = delay < 1 ? "<1ms" : view.figures.duration(nanos: delay * 1_000_000)
      let p50 = view.figures.duration(nanos: feed.applyP50Nanos)
      let p99 = view.figures.duration(nanos: feed.applyP99Nanos)
      return [
        Piece("  \(view.figures.rate(feed.ticksPerSecond))/s", bar),
        Piece("  lag \(lag)", isBehind ? warning : bar, rank: 1),
        Piece(" \(age)", isBehind ? warning : bar, rank: 6),
        Piece("  apply p50 \(p50) p99 \(p99)", bar, rank: 5),
      ]
    }
  }
}
