import TerminalKit

/// In the making.
public enum SessionPane {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    _ = view.box(.session, "Session", in: rect, on: &surface)
  }
}
