import TerminalKit

/// In the making.
public enum SourcesPane {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    _ = view.box(.sources, "Sources", in: rect, on: &surface)
  }
}
