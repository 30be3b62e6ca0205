/// A grid of cells that panes draw into; the backend shows what changed since the last one.
///
/// Everything drawn is clipped to the rectangle given and to the surface, and no control byte
/// ever enters a cell: what comes from outside cannot steer the terminal.
public struct Surface: Equatable, Sendable {
  /// Where text stands in a rectangle wider than it.
  public enum Alignment: Hashable, Sendable {
    case leading
    case trailing
    case center
  }

  /// What happens to text longer than its rectangle.
  public enum Overflow: Hashable, Sendable {
    /// Cut off at the edge.
    case clip
    /// Cut off with a mark in the last column.
    case ellipsis
    /// The mark stands in the middle: of names that differ at their end both ends are seen.
    case middle
    /// Replaced by `#`: half a number is a wrong number.
    case hash
  }

  public private(set) var width: Int
  public private(set) var height: Int
  /// The cells row by row, for the backend's comparison.
  public private(set) var cells: [Cell]
  /// Which set of drawing characters this surface's terminal shows.
  public let glyphs: Glyphs

  public init(width: Int, height: Int, style: Style = Style(), glyphs: Glyphs = .unicode) {
    self.width = max(0, width)
    self.height = max(0, height)
    self.glyphs = glyphs
    self.cells = Array(repeating: .blank(style), count: self.width * self.height)
  }

  /// The whole surface.
  public var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

  /// The cell at a place; a blank outside the surface.
  public subscript(x: Int, y: Int) -> Cell {
    bounds.contains(x: x, y: y) ? cells[y * width + x] : .blank()
  }

  /// Makes every cell blank in this style.
  public mutating func clear(_ style: Style = Style()) {
    for index in cells.indices {
      cells[index] = .blank(style)
    }
  }

  /// Fills a rectangle with one character (a blank unless told).
  public mutating func fill(_ rect: Rect, _ scalar: Unicode.Scalar = " ", style: Style) {
    let area = rect.intersection(bounds)
    let cell = Cell(scalar, style: style)
    guard !area.isEmpty, cell.width == 1 else { return }
    for y in area.y..<area.bottom {
      for x in area.x..<area.right {
        put(cell, x: x, y: y)
      }
    }
  }

  /// Lays a style under what is drawn already: for a selected or a dimmed row.
  ///
  /// - Parameter transform: gives the new style from the old one.
  public mutating func restyle(_ rect: Rect, _ transform: (Style) -> Style) {
    let area = rect.intersection(bounds)
    guard !area.isEmpty else { return }
    for y in area.y..<area.bottom {
      for x in area.x..<area.right {
        cells[y * width + x].style = transform(cells[y * width + x].style)
      }
    }
  }

  /// Draws text into the first row of a rectangle.
  ///
  /// - Returns: the columns drawn.
  @discardableResult
  public mutating func draw(
    _ text: String, in rect: Rect, style: Style, align: Alignment = .leading,
    overflow: Overflow = .clip
  ) -> Int {
    guard !rect.isEmpty, rect.y >= 0, rect.y < height else { return 0 }
    let columns = Self.columns(of: text)
    if columns <= rect.width {
      let slack = rect.width - columns
      let offset = align == .leading ? 0 : align == .trailing ? slack : slack / 2
      write(text, x: rect.x + offset, y: rect.y, limit: rect.right, style: style)
      return columns
    }
    switch overflow {
    case .clip:
      write(text, x: rect.x, y: rect.y, limit: rect.right, style: style)
    case .ellipsis:
      fill(rect.top(1), style: style)
      write(text, x: rect.x, y: rect.y, limit: rect.right - 1, style: style)
      put(Cell(glyphs.ellipsis, style: style), x: rect.right - 1, y: rect.y)
    case .middle:
      write(
        Self.cutInTheMiddle(text, width: rect.width, glyphs.ellipsis), x: rect.x, y: rect.y,
        limit: rect.right, style: style)
    case .hash:
      fill(rect.top(1), "#", style: style)
    }
    return rect.width
  }

  /// As much of a text's beginning and end as fit, the end a little dearer.
  private static func cutInTheMiddle(
    _ text: String, width: Int, _ mark: Unicode.Scalar
  ) -> String {
    let head = max(0, width - 1) / 2
    let tail = max(0, width - 1 - head)
    return String(text.prefix(head)) + String(Character(mark)) + String(text.suffix(tail))
  }

  /// Draws text from a place to the surface's right edge.
  ///
  /// - Returns: the columns drawn.
  @discardableResult
  public mutating func draw(_ text: String, x: Int, y: Int, style: Style) -> Int {
    draw(text, in: Rect(x: x, y: y, width: max(0, width - x), height: 1), style: style)
  }

  /// Draws pieces of text in different styles one after the other.
  ///
  /// - Returns: the columns drawn.
  @discardableResult
  public mutating func draw(_ spans: [Span], in rect: Rect) -> Int {
    var used = 0
    for span in spans {
      used += draw(span.text, in: rect.dropping(columns: used), style: span.style)
      if used >= rect.width { break }
    }
    return used
  }

  /// Puts one character into a place of this surface; outside it nothing happens.
  public mutating func put(_ scalar: Unicode.Scalar, x: Int, y: Int, style: Style) {
    let cell = Cell(scalar, style: style)
    if cell.width == 1 || x + 1 < width {
      put(cell, x: x, y: y)
    }
  }

  /// The columns a text takes.
  public static func columns(of text: String) -> Int {
    var columns = 0
    for scalar in text.unicodeScalars {
      columns += ScalarWidth.printable(scalar).width
    }
    return columns
  }

  private mutating func write(_ text: String, x start: Int, y: Int, limit: Int, style: Style) {
    let end = min(limit, width)
    var x = start
    var last: Int?
    for scalar in text.unicodeScalars {
      let (shown, columns) = ScalarWidth.printable(scalar)
      if columns == 0 {
        if let last { cells[last].combine(shown) }
        continue
      }
      guard x + columns <= end else {
        if x >= 0, x < end { put(.blank(style), x: x, y: y) }
        return
      }
      if x >= 0 {
        put(.sized(shown, width: columns, style: style), x: x, y: y)
        last = y * width + x
      }
      x += columns
    }
  }

  /// Stores a cell and blanks what is left of a wide character it cuts in half.
  private mutating func put(_ cell: Cell, x: Int, y: Int) {
    guard bounds.contains(x: x, y: y) else { return }
    let index = y * width + x
    if cells[index].isContinuation {
      cells[index - 1] = .blank(cells[index - 1].style)
    }
    let end = index + Int(cell.width)
    if x + Int(cell.width) < width, cells[end].isContinuation {
      cells[end] = .blank(cells[end].style)
    }
    cells[index] = cell
    if cell.width == 2 {
      cells[index + 1] = .continuation(cell.style)
    }
  }
}

extension Surface {
  /// The rows as plain text, without the blanks at their ends.
  public var lines: [String] {
    (0..<height).map { y in
      var line = ""
      for x in 0..<width {
        line += self[x, y].text
      }
      while line.utf8.last == 0x20 { line.removeLast() }
      return line
    }
  }

  /// The whole surface as plain text, for tests that compare a screen.
  public var text: String { lines.joined(separator: "\n") }
}
