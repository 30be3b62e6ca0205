import Engine
import MarketModel
import TerminalKit

/// The watchlist as tiles, coloured by their change: what moves, at a glance.
public enum HeatmapPane {
  /// - Returns: where each tile stands, for keys and clicks.
  @discardableResult
  public static func draw(
    _ view: DeskView, in rect: Rect, on surface: inout Surface
  ) -> [HeatmapTile] {
    let area = rect.inset(columns: 1, rows: 1)
    let tiles = tiles(view, in: area)
    let faces = tiles.map { HeatmapFace($0, view: view, glyphs: surface.glyphs) }
    _ = view.box(.heatmap, title(view, faces), in: rect, on: &surface)
    let scale = HeatmapScale(view.theme)
    for face in faces { face.draw(scale, view, on: &surface) }
    if view.watchlist.isEmpty {
      surface.draw(
        "no symbols yet", in: area.row(0), style: view.theme[.textDim], overflow: .ellipsis)
    }
    return tiles
  }

  private static func title(_ view: DeskView, _ faces: [HeatmapFace]) -> String {
    var title = view.heatmapAreas == .byVolume ? "Heatmap by volume" : "Heatmap"
    let hidden = view.watchlist.count - faces.count
    if hidden > 0 { title += " (\(hidden) more)" }
    if faces.contains(where: \.isLabelled) { title += " (* since the first tick)" }
    return title
  }

  // MARK: Places

  private static func tiles(_ view: DeskView, in area: Rect) -> [HeatmapTile] {
    switch view.heatmapAreas {
    case .equal: equalTiles(view, in: area)
    case .byVolume: volumeTiles(view, in: area) ?? equalTiles(view, in: area)
    }
  }

  /// All of the watchlist, or as much of it as there is room for around the selected symbol.
  private static func equalTiles(_ view: DeskView, in area: Rect) -> [HeatmapTile] {
    let capacity = HeatmapLayout.capacity(of: area)
    guard capacity > 0 else { return [] }
    let selected = view.selectedInstrument.flatMap { view.watchlist.firstIndex(of: $0) } ?? 0
    let first = max(0, min(selected - capacity + 1, view.watchlist.count - capacity))
    let shown = view.watchlist.dropFirst(first).prefix(capacity)
    return zip(shown, HeatmapLayout.grid(shown.count, in: area)).map {
      HeatmapTile(instrument: $0, rect: $1)
    }
  }

  /// Nil while nothing is known to have traded.
  private static func volumeTiles(_ view: DeskView, in area: Rect) -> [HeatmapTile]? {
    let volumes = view.watchlist.map { steady(view.board[$0].volume.approximate) }
    let total = volumes.reduce(0, +)
    guard total > 0 else { return nil }
    // Small is small, but a tile keeps room for its name.
    let room = Double(max(1, area.width * area.height))
    let floor = min(0.5 / Double(volumes.count), 40 / room) * total
    var weighted = zip(view.watchlist, volumes).enumerated()
      .map { (place: $0, instrument: $1.0, weight: max($1.1, floor)) }
      .sorted { ($1.weight, $0.place) < ($0.weight, $1.place) }
    // The smallest go until the others fit; a hole says nothing.
    while !weighted.isEmpty {
      let rects = HeatmapLayout.treemap(weighted.map(\.weight), in: area)
      guard rects.contains(where: \.isEmpty) else {
        return zip(weighted, rects).map { HeatmapTile(instrument: $0.instrument, rect: $1) }
      }
      let spare = weighted.lastIndex { $0.instrument != view.selectedInstrument }
      weighted.remove(at: spare ?? 0)
    }
    return []
  }

  /// A volume in steps of a tenth, so that tiles do not creep with every trade.
  private static func steady(_ volume: Double) -> Double {
    guard volume >= 1 else { return volume > 0 ? 1 : 0 }
    var step = 1.0
    while step * 1.1 <= volume { step *= 1.1 }
    return step
  }
}
