import Engine
import Execution
import MarketModel
import TerminalKit

/// Whose data this is: how fresh, how fast, how good, and who is in force where.
public enum SourcesPane {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    let inner = view.box(.sources, "Sources", in: rect, on: &surface)
    guard !inner.isEmpty else { return }
    let rows = view.meters.known.map { SourceRow($0.source, $0.meter, view, surface.glyphs) }
    guard !rows.isEmpty else {
      surface.draw(
        "no source has spoken yet", in: inner.row(0), style: view.theme[.textDim],
        overflow: .ellipsis)
      return
    }
    let comparison = SourceComparison(view)
    let below = comparison.map { min($0.lineCount, max(0, inner.height - rows.count)) } ?? 0
    let list = inner.top(inner.height - below)
    drawRows(rows, view, in: list, on: &surface)
    comparison?.draw(view, in: inner.lower(below), on: &surface)
  }

  private static func drawRows(
    _ rows: [SourceRow], _ view: DeskView, in area: Rect, on surface: inout Surface
  ) {
    let isWide = area.width >= SourceRow.columnsWidth + 40
    // The second line of each before the third of any.
    let spare = area.height - rows.count
    let hasDetail = isWide || spare >= rows.count
    let reasonRows = rows.indices.filter { rows[$0].reasons != nil }
    let reasonRoom = hasDetail ? area.height - rows.count * (isWide ? 1 : 2) : 0
    let shownReasons = Set(reasonRows.prefix(max(0, reasonRoom)))
    var y = 0
    for (place, row) in rows.enumerated() where y < area.height {
      row.draw(view, in: area.row(y), on: &surface)
      if isWide {
        row.drawDetail(
          view, in: area.row(y).dropping(columns: SourceRow.columnsWidth + 2), on: &surface)
      } else if hasDetail {
        y += 1
        row.drawDetail(view, in: area.row(y).dropping(columns: 1), on: &surface)
      }
      y += 1
      if shownReasons.contains(place) {
        surface.draw(
          row.reasons ?? "", in: area.row(y).dropping(columns: 1),
          style: view.theme[.checkWarning], overflow: .ellipsis)
        y += 1
      }
    }
    let lost = view.meters.unattributedCount
    if lost > 0, y < area.height {
      surface.draw(
        "of no known source: \(lost) rejected", in: area.row(y),
        style: view.theme[.checkWarning], overflow: .ellipsis)
    }
  }
}

/// One source's words, made when they are drawn.
private struct SourceRow {
  private let name: String
  private let badge: String
  private let badgeRole: Role
  private let age: String
  private let rate: String
  private let share: String
  private let detail: [(text: String, short: String, role: Role)]
  /// What was rejected and, behind a tilde, used with a flag, the most frequent first; nil where
  /// nothing was.
  let reasons: String?

  /// Name, badge, age, rate and share, each with a blank behind it.
  private static let widths = [9, 8, 5, 7, 4]
  static let columnsWidth = 33

  init(_ source: SourceIndex, _ meter: SourceMeter, _ view: DeskView, _ glyphs: Glyphs) {
    name = view.engine.sources[source].description
    let hasSpoken = meter.lastAt != .distantPast
    let ageNanos = hasSpoken ? view.steadyNow.nanos(since: meter.lastAt) : .max
    let freshness = view.feed.freshness(ageNanos: ageNanos)
    age = hasSpoken ? view.figures.age(nanos: ageNanos) : "-"
    if freshness != .fresh, let word = SourceRow.closedWord(view) {
      (badge, badgeRole) = (word, .sessionClosed)
    } else {
      (badge, badgeRole) = SourceRow.badge(freshness, glyphs)
    }
    rate = view.figures.rate(meter.ticksPerSecond) + "/s"
    share = SourceRow.percent(view.meters.share(of: meter))
    detail =
      SourceRow.detail(source, meter.quality, view) + SourceRow.clock(meter.aheadNanos, view)
    let rejected = meter.quality.rejected.map { "\($0.name) \($0.count)" }
    let flagged = meter.quality.flagged.map { "\($0.name) \($0.count)" }
    let parts = [rejected.joined(separator: ", "), flagged.joined(separator: ", ")]
    reasons =
      parts == ["", ""]
      ? nil : parts[0] + (parts[1].isEmpty ? "" : (parts[0].isEmpty ? "" : "; ") + "~ " + parts[1])
  }

  private static func badge(_ freshness: Freshness, _ glyphs: Glyphs) -> (String, Role) {
    switch freshness {
    case .fresh: ("\(glyphs.full) \(freshness.word)", .badgeFresh)
    case .stale: ("\(glyphs.half) \(freshness.word)", .badgeStale)
    case .dead: ("\(glyphs.hollow) \(freshness.word)", .badgeDead)
    }
  }

  /// Nobody is late while every watched market is closed.
  private static func closedWord(_ view: DeskView) -> String? {
    let words = view.watchlist.map { view.sessions.closedWord(of: $0, at: view.now) }
    return words.contains { $0 == nil } ? nil : words.first ?? nil
  }

  /// `100%` is all of them and nothing less.
  private static func percent(_ part: Double) -> String {
    if part > 0, part < 0.01 { return "<1%" }
    return "\(part < 1 ? min(99, Int(part * 100 + 0.5)) : 100)%"
  }

  private static func detail(
    _ source: SourceIndex, _ quality: SourceQuality, _ view: DeskView
  ) -> [(text: String, short: String, role: Role)] {
    let active = view.watchlist.count { view.engine.activeSource(of: $0) == source }
    let gaps =
      quality.gapCount == 0
      ? "no gaps"
      : "\(quality.gapCount) gap\(quality.gapCount == 1 ? "" : "s"), \(quality.missingCount) lost"
    let rejected = quality.rejectedCount
    let share = "\(active)/\(view.watchlist.count)"
    return [
      ("active \(share)", share, active > 0 ? .text : .textDim),
      (gaps, "\(quality.gapCount) gaps", quality.gapCount > 0 ? .checkWarning : .textDim),
      ("\(rejected) rejected", "\(rejected) rej", rejected > 0 ? .checkWarning : .textDim),
    ]
  }

  /// A clock that differs by so much that somebody should set it.
  private static func clock(
    _ aheadNanos: Int64, _ view: DeskView
  ) -> [(text: String, short: String, role: Role)] {
    guard aheadNanos.magnitude >= UInt64(noticedSkewNanos) else { return [] }
    let skew = view.figures.skew(nanos: aheadNanos)
    return [("clock \(skew)", skew, .checkWarning)]
  }

  private static let noticedSkewNanos: Int64 = 50_000_000

  func draw(_ view: DeskView, in line: Rect, on surface: inout Surface) {
    let theme = view.theme
    let cells: [(String, Role, Surface.Alignment)] = [
      (name, .textStrong, .leading), (badge, badgeRole, .leading), (age, .text, .trailing),
      (rate, .text, .trailing), (share, .text, .trailing),
    ]
    var rest = line
    for (width, cell) in zip(SourceRow.widths, cells) {
      // A column that does not fit whole is left out.
      let shown = cell.2 == .leading ? width - 1 : width
      guard rest.width >= shown else { break }
      surface.draw(
        cell.0, in: rest.leading(shown), style: theme[cell.1], align: cell.2,
        overflow: cell.2 == .leading ? .ellipsis : .hash)
      rest = rest.dropping(columns: width)
    }
  }

  func drawDetail(_ view: DeskView, in line: Rect, on surface: inout Surface) {
    var used = 0
    for part in detail {
      var text = part.text
      if used + Surface.columns(of: text) > line.width { text = part.short }
      guard used + Surface.columns(of: text) <= line.width else { break }
      surface.draw(text, in: line.dropping(columns: used), style: view.theme[part.role])
      used += Surface.columns(of: text) + 2
    }
  }
}
