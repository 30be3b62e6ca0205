import TerminalKit

/// In the making.
public enum TapePane {
  public static func draw(_ view: DeskView, in rect: Rect, on surface: inout Surface) {
    _ = view.box(.tape, "Tape", in: rect, on: &surface)
  }
}
