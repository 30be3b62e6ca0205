import TerminalKit

/// In the making.
public enum HeatmapPane {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    _ = view.box(.heatmap, "Heatmap", in: rect, on: &surface)
  }
}
