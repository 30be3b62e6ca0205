/// What a terminal would show: reads the bytes a program writes to one and keeps the picture.
///
/// It knows what ncurses sends for xterm, tmux, screen, linux and vt100 entries. What it does not
/// know goes into `unknown`, so a test can insist that nothing did.
public struct ScreenReader: Sendable {
  public enum Color: Hashable, Sendable {
    case standard
    case indexed(Int)
    case rgb(Int, Int, Int)
  }

  public struct Style: Hashable, Sendable {
    public var foreground = Color.standard
    public var background = Color.standard
    public var isBold = false
    public var isDim = false
    public var isItalic = false
    public var isUnderlined = false
    public var isReversed = false

    public init() {}
  }

  public struct Cell: Hashable, Sendable {
    /// One character; empty for the right half of a wide one.
    public var text = " "
    public var style = Style()
  }

  public private(set) var width: Int
  public private(set) var height: Int
  /// The cursor's place, from 0.
  public internal(set) var column = 0
  public internal(set) var row = 0
  public internal(set) var isCursorVisible = true
  public internal(set) var isAlternate = false
  /// Private modes that are set, such as 2004.
  public internal(set) var modes: Set<Int> = []
  /// Sequences and control bytes it made nothing of.
  public internal(set) var unknown: [String] = []
  public internal(set) var bells = 0
  /// How often a frame was closed with the end mark of mode 2026.
  public internal(set) var synchronizedFrames = 0
  /// What the terminal would answer; taken by whoever feeds it.
  public internal(set) var replies: [UInt8] = []
  /// Whether it claims to know mode 2026.
  public var knowsSynchronizedOutput = true

  var cells: [Cell]
  var style = Style()
  var top = 0
  var bottom: Int
  var isInserting = false
  var wrapsNext = false
  var usesGraphics = [false, false]
  var activeSet = 0
  var saved: (column: Int, row: Int, style: Style) = (0, 0, Style())
  var mainCells: [Cell] = []
  var lastPrinted: Unicode.Scalar = " "
  private var pending: [UInt8] = []

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
    bottom = height - 1
    cells = Array(repeating: Cell(), count: width * height)
  }

  /// The cell at a place, from 0.
  public subscript(column: Int, row: Int) -> Cell {
    cells[row * width + column]
  }

  /// The rows as text, without the blanks at their ends.
  public var lines: [String] {
    (0..<height).map { row in
      var line = cells[row * width..<(row + 1) * width].map(\.text).joined()
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }

  /// The screen as text.
  public var text: String { lines.joined(separator: "\n") }

  /// Whether some row shows this.
  public func contains(_ text: String) -> Bool {
    lines.contains { $0.contains(text) }
  }

  /// The row and column where a text begins, if it is shown.
  public func find(_ text: String) -> (column: Int, row: Int)? {
    let wanted = text.map { String($0) }
    for row in 0..<height {
      for column in 0..<max(0, width - wanted.count + 1)
      where wanted.indices.allSatisfy({ self[column + $0, row].text == wanted[$0] }) {
        return (column, row)
      }
    }
    return nil
  }

  /// Changes the size as a terminal without reflow does: rows and columns are cut or added.
  public mutating func resize(width newWidth: Int, height newHeight: Int) {
    func resized(_ old: [Cell]) -> [Cell] {
      var new = Array(repeating: Cell(), count: newWidth * newHeight)
      guard !old.isEmpty else { return old }
      for row in 0..<min(height, newHeight) {
        for column in 0..<min(width, newWidth) {
          new[row * newWidth + column] = old[row * width + column]
        }
      }
      return new
    }
    cells = resized(cells)
    mainCells = resized(mainCells)
    width = newWidth
    height = newHeight
    top = 0
    bottom = newHeight - 1
    column = min(column, newWidth - 1)
    row = min(row, newHeight - 1)
    wrapsNext = false
  }

  /// Takes bytes as the program wrote them; sequences may be split anywhere.
  public mutating func feed(_ bytes: some Sequence<UInt8>) {
    pending.append(contentsOf: bytes)
    var index = 0
    while index < pending.count {
      guard let used = step(pending[index...]) else { break }
      index += used
    }
    pending.removeFirst(index)
  }

  /// - Returns: how many bytes were used; nil when the sequence is not whole yet.
  private mutating func step(_ bytes: ArraySlice<UInt8>) -> Int? {
    let first = bytes[bytes.startIndex]
    if first == 0x1b { return escape(bytes) }
    if first < 0x20 || first == 0x7f {
      control(first)
      return 1
    }
    let length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    guard bytes.count >= length else { return nil }
    var decoded = String(decoding: bytes.prefix(length), as: UTF8.self).unicodeScalars
      .makeIterator()
    if let scalar = decoded.next() { show(scalar) }
    return length
  }

  private mutating func escape(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= 2 else { return nil }
    let start = bytes.startIndex
    switch bytes[start + 1] {
    case UInt8(ascii: "["):
      guard let end = bytes[(start + 2)...].firstIndex(where: { (0x40...0x7e).contains($0) })
      else { return nil }
      controlSequence(Array(bytes[(start + 2)..<end]), final: bytes[end])
      return end - start + 1
    case UInt8(ascii: "]"), UInt8(ascii: "P"):
      guard let end = bytes.firstIndex(of: 0x07) ?? bytes[(start + 2)...].firstIndex(of: 0x5c)
      else { return nil }
      return end - start + 1
    case UInt8(ascii: "("), UInt8(ascii: ")"):
      guard bytes.count >= 3 else { return nil }
      usesGraphics[bytes[start + 1] == UInt8(ascii: "(") ? 0 : 1] =
        bytes[start + 2] == UInt8(ascii: "0")
      return 3
    default:
      shortEscape(bytes[start + 1])
      return 2
    }
  }
}
