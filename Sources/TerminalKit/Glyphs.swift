/// The drawing characters of a terminal: Unicode ones, or ASCII stand-ins one for one.
///
/// A pane names what it means (`glyphs.up`) and never a character, so `--ascii` reaches all of it.
public struct Glyphs: Equatable, Sendable {
  public let horizontal: Unicode.Scalar
  public let vertical: Unicode.Scalar
  public let topLeft: Unicode.Scalar
  public let topRight: Unicode.Scalar
  public let bottomLeft: Unicode.Scalar
  public let bottomRight: Unicode.Scalar
  public let ellipsis: Unicode.Scalar
  /// A price or a position that rose, fell, or stayed.
  public let up: Unicode.Scalar
  public let down: Unicode.Scalar
  public let flat: Unicode.Scalar
  /// The selected row's mark.
  public let pointer: Unicode.Scalar
  /// Bullets beside the words FRESH, STALE and DEAD.
  public let full: Unicode.Scalar
  public let half: Unicode.Scalar
  public let hollow: Unicode.Scalar
  public let pass: Unicode.Scalar
  public let fail: Unicode.Scalar
  public let warning: Unicode.Scalar
  /// What a trader has chosen over what is configured.
  public let chosen: Unicode.Scalar
  public let separator: Unicode.Scalar
  public let minus: Unicode.Scalar
  public let times: Unicode.Scalar
  public let arrow: Unicode.Scalar
  public let barFull: Unicode.Scalar
  public let barEmpty: Unicode.Scalar
  /// Whether it is Unicode: braille can draw curves then.
  public let isUnicode: Bool
  /// Eight heights, lowest first.
  public let blocks: [Unicode.Scalar]
  /// Parts of a bar's last column, smallest first; empty when a column is full or not.
  public let eighths: [Unicode.Scalar]

  /// For a terminal that shows UTF-8.
  public static let unicode = Glyphs(
    horizontal: "─", vertical: "│", topLeft: "╭", topRight: "╮", bottomLeft: "╰",
    bottomRight: "╯", ellipsis: "…", up: "▲", down: "▼", flat: "·", pointer: "▸", full: "●",
    half: "◐", hollow: "○", pass: "✓", fail: "✗", warning: "!", chosen: "◆",
    separator: "·", minus: "−",
    times: "×", arrow: "→", barFull: "█", barEmpty: "░", isUnicode: true,
    blocks: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    eighths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉"])

  /// For a terminal or a trader that wants ASCII.
  public static let ascii = Glyphs(
    horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+",
    bottomRight: "+", ellipsis: "~", up: "^", down: "v", flat: "=", pointer: ">", full: "*",
    half: "o", hollow: ".", pass: "*", fail: "x", warning: "!", chosen: "!",
    separator: ".", minus: "-",
    times: "x", arrow: ">", barFull: "#", barEmpty: ".", isUnicode: false,
    blocks: ["_", ".", "-", "=", "^", "*", "#", "@"], eighths: [])
}
