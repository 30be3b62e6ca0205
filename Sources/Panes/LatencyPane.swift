import TerminalKit

/// In the making.
public enum LatencyPane {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    _ = view.box(.latency, "Latency", in: rect, on: &surface)
  }
}
