import TerminalKit

/// In the making.
public enum LadderPane {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    _ = view.box(.ladder, "Ladder", in: rect, on: &surface)
  }
}
