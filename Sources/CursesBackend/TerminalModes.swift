/// The private modes we switch on, and off again.
struct TerminalModes {
  /// DEC private mode: show what comes between set and reset as one picture.
  static let synchronizedOutput = 2026

  /// Sent after the alternate screen is entered, and the question whether frames can be held.
  let enter: [UInt8]
  let leave: [UInt8]

  init(isKnown: Bool, hasMouse: Bool) {
    guard isKnown else {
      enter = []
      leave = []
      return
    }
    let mouse = hasMouse ? "\u{1b}[?1002h\u{1b}[?1006h" : ""
    enter = Array("\u{1b}[?2004h\u{1b}[?1004h\(mouse)\u{1b}[?2026$p".utf8)
    leave = Array(
      "\u{1b}[?2026l\u{1b}[?1006l\u{1b}[?1002l\u{1b}[?1004l\u{1b}[?2004l".utf8)
  }
}
