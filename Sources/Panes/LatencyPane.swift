import MarketModel
import Telemetry
import TerminalKit

/// How late the data is at each stage of its way: at the collector, on the wire, in here.
public enum LatencyPane {
  /// From where a latency hurts, and from where nobody should trade on it.
  public static let warningNanos: Int64 = 100_000_000
  public static let badNanos: Int64 = 500_000_000

  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    let rows = rows(view)
    let inner = view.box(.latency, title(rect.width), in: rect, on: &surface)
    guard !inner.isEmpty else { return }
    let plan = LatencyPlan(
      rowCount: rows.count, ownCount: 2, width: inner.width, height: inner.height)
    drawHeader(plan, view, in: inner.row(0), on: &surface)
    var y = 1
    for (place, row) in rows.enumerated() where plan.shows(place) {
      let height = plan.height(of: place)
      guard y + height <= inner.height else { break }
      let area = Rect(x: inner.x, y: inner.y + y, width: inner.width, height: height)
      draw(row, plan, view, in: area, on: &surface)
      y += height
    }
  }

  /// One curve and what it is called.
  struct Row {
    let name: String
    let stage: String
    let trace: LatencyTrace
  }

  /// Two rows a source, then our own two.
  private static func rows(_ view: DeskView) -> [Row] {
    var rows: [Row] = []
    for (source, meter) in view.meters.known where meter.tickCount > 0 {
      let name = view.engine.sources[source].description
      rows.append(Row(name: name, stage: "collect", trace: meter.collection))
      rows.append(Row(name: name, stage: "transport", trace: meter.transport))
    }
    rows.append(Row(name: "thor", stage: "apply", trace: view.meters.apply))
    rows.append(Row(name: "thor", stage: "paint", trace: view.meters.paint))
    return rows
  }

  private static func title(_ width: Int) -> String {
    width >= 50 ? "Latency (! from 100 ms, !! from 500 ms)" : "Latency"
  }

  // MARK: Figures

  private static let headings = ["avg", "p50", "p99", "max"]

  /// Which figures a width has room for; the most telling stay longest.
  private static func shown(_ count: Int) -> [Int] {
    switch count {
    case ...0: []
    case 1: [2]
    case 2: [1, 2]
    case 3: [1, 2, 3]
    default: [0, 1, 2, 3]
    }
  }

  private static func drawHeader(
    _ plan: LatencyPlan, _ view: DeskView, in line: Rect, on surface: inout Surface
  ) {
    for (place, figure) in shown(plan.figureCount).enumerated() {
      surface.draw(
        headings[figure], in: plan.figure(place, in: line), style: view.theme[.tableHeader],
        align: .trailing)
    }
  }

  private static func draw(
    _ row: Row, _ plan: LatencyPlan, _ view: DeskView, in area: Rect,
    on surface: inout Surface
  ) {
    let theme = view.theme
    let line = area.row(0)
    let isSecond = row.stage == "transport"
    let isFlat = area.height == 1 || plan.isWide
    if !isSecond {
      surface.draw(
        row.name == "thor" ? row.stage : row.name,
        in: line.leading(plan.nameWidth - 1), style: theme[.textStrong], overflow: .ellipsis)
    }
    if row.name != "thor", plan.isWide || isSecond || !isFlat {
      let place =
        plan.isWide ? line.dropping(columns: plan.nameWidth) : isSecond ? line : area.row(1)
      surface.draw(
        plan.isWide || isSecond ? row.stage : " " + row.stage, in: place.leading(plan.stageWidth),
        style: theme[.textDim], overflow: .ellipsis)
    }
    drawFigures(row.trace, plan, view, in: line, on: &surface)
    if let area = plan.curve(in: area) { drawCurve(row.trace, view, in: area, on: &surface) }
  }

  private static func drawFigures(
    _ trace: LatencyTrace, _ plan: LatencyPlan, _ view: DeskView, in line: Rect,
    on surface: inout Surface
  ) {
    let all = trace.summary.map { [$0.meanNanos, $0.p50Nanos, $0.p99Nanos, $0.maxNanos] }
    for (place, figure) in shown(plan.figureCount).enumerated() {
      let value = all?[figure]
      let text = value.map { view.figures.duration(nanos: $0) + mark($0) } ?? "-"
      let role = value.map(role) ?? .textDim
      surface.draw(
        text, in: plan.figure(place, in: line), style: view.theme[role], align: .trailing,
        overflow: .hash)
    }
  }

  /// What says without colour that a latency is too long.
  static func mark(_ nanos: Int64) -> String {
    nanos >= badNanos ? "!!" : nanos >= warningNanos ? "!" : ""
  }

  static func role(_ nanos: Int64) -> Role {
    nanos >= badNanos ? .latencyBad : nanos >= warningNanos ? .latencyWarning : .latencyGood
  }

  // MARK: The curve

  /// The newest point at the right end.
  private static func drawCurve(
    _ trace: LatencyTrace, _ view: DeskView, in area: Rect, on surface: inout Surface
  ) {
    let points = trace.points
    let group = LatencyPlan.group(cells: area.width)
    let cells = min(area.width, (points.count + group - 1) / group)
    let columns = (0..<max(0, cells)).map { worst(points, group: group, fromEnd: $0) }
    // A quiet curve stays low: full height is four times the median, or more.
    let quiet = min(trace.medianNanos ?? 0, .max / 4) * 4
    let top = max(1, columns.reduce(quiet) { max($0, $1.nanos) })
    let blocks = surface.glyphs.blocks
    for (place, point) in columns.enumerated() {
      let steps = Double(point.nanos) / Double(top) * Double(area.height * blocks.count)
      // What is there is seen, however short.
      let height = max(1, min(area.height * blocks.count, Int(steps + 0.5)))
      for row in 0...(height - 1) / blocks.count {
        let part = min(blocks.count, height - row * blocks.count)
        surface.put(
          blocks[part - 1], x: area.right - 1 - place, y: area.bottom - 1 - row,
          style: style(point, view.theme))
      }
    }
    drawSpikes(columns, view, beside: area, on: &surface)
  }

  private static func style(_ point: LatencyPoint, _ theme: Theme) -> Style {
    if point.isSpike { return theme[.sparklineSpike] }
    return theme[point.nanos >= warningNanos ? role(point.nanos) : .sparkline]
  }

  /// How many of the points shown were spikes, beside the curve.
  private static func drawSpikes(
    _ columns: [LatencyPoint], _ view: DeskView, beside area: Rect,
    on surface: inout Surface
  ) {
    let count = columns.count(where: \.isSpike)
    guard count > 0 else { return }
    let place = Rect(
      x: area.right, y: area.bottom - 1, width: LatencyPlan.spikeWidth, height: 1)
    surface.draw(
      "\(surface.glyphs.up)\(min(count, 99))", in: place, style: view.theme[.sparklineSpike],
      align: .trailing)
  }

  /// The worst of a group of neighbours, so that no spike is lost; groups count from the end.
  private static func worst(
    _ points: PointRing<LatencyPoint>, group: Int, fromEnd place: Int
  ) -> LatencyPoint {
    let end = points.count - place * group
    var (nanos, isSpike) = (Int64(0), false)
    for index in max(0, end - group)..<end {
      nanos = max(nanos, points[index].nanos)
      isSpike = isSpike || points[index].isSpike
    }
    return LatencyPoint(nanos: nanos, isSpike: isSpike)
  }
}
