/// What a terminal tells us.
public enum InputEvent: Hashable, Sendable {
  case key(Key)
  /// Text pasted in brackets, without control characters but line ends and tabs. It is never keys:
  /// a pasted `y` confirms nothing.
  case paste(String)
  /// The terminal's window gained (true) or lost (false) the focus.
  case focus(Bool)
  case mouse(Mouse)
  /// The terminal's new size in cells.
  case resize(width: Int, height: Int)
  /// The terminal's answer to "do you know this private mode?".
  case modeReport(mode: Int, isKnown: Bool)

  /// A mouse event at a cell, counted from 0 at the top left.
  public struct Mouse: Hashable, Sendable {
    public enum Action: Hashable, Sendable {
      case press, release, drag, wheelUp, wheelDown
    }

    public enum Button: Hashable, Sendable {
      case left, middle, right, none
    }

    public let action: Action
    public let button: Button
    public let x: Int
    public let y: Int
    public let modifiers: Key.Modifiers

    public init(
      _ action: Action, button: Button, x: Int, y: Int, modifiers: Key.Modifiers = []
    ) {
      self.action = action
      self.button = button
      self.x = x
      self.y = y
      self.modifiers = modifiers
    }
  }
}
