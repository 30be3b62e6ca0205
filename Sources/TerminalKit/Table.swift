/// A column of a table: its title, its width, and how dear it is when there is little room.
public struct TableColumn: Equatable, Sendable {
  public enum Alignment: Hashable, Sendable {
    case leading
    case trailing
    case center
    /// Numbers stand with their decimal points below each other; one too long shows `#`.
    case decimal
  }

  public let title: String
  /// The columns it needs.
  public let width: Int
  public let alignment: Alignment
  /// The highest number is left out first when the table does not fit; 0 stays longest.
  public let priority: Int
  /// Whether it takes a share of what is left over.
  public let grows: Bool
  /// How what is too long is cut; numbers show `#`.
  public let overflow: Surface.Overflow

  public init(
    _ title: String, width: Int, alignment: Alignment = .leading, priority: Int = 0,
    grows: Bool = false, overflow: Surface.Overflow = .ellipsis
  ) {
    self.title = title
    self.width = max(1, width)
    self.alignment = alignment
    self.priority = priority
    self.grows = grows
    self.overflow = alignment == .decimal ? .hash : overflow
  }
}

/// The styles a table or a list is drawn in.
public struct TableStyles: Equatable, Sendable {
  public var header: Style
  public var base: Style
  public var selection: Style

  public init(header: Style, base: Style, selection: Style) {
    self.header = header
    self.base = base
    self.selection = selection
  }

  /// The theme's own, for a pane that has the focus or has not.
  public init(_ theme: Theme, isFocused: Bool = true) {
    self.init(
      header: theme[.tableHeader], base: theme[.text],
      selection: theme[isFocused ? .selection : .selectionInactive])
  }
}

/// What a table or a list came out as, for the mouse and for scrolling.
public struct TableGeometry: Equatable, Sendable {
  /// The rows that are on the screen, by index.
  public let visibleRows: Range<Int>
  /// Where the first of them is.
  public let firstRowY: Int
  /// The columns that were drawn, by index, with their places.
  public let columns: [(index: Int, rect: Rect)]

  public static func == (one: TableGeometry, other: TableGeometry) -> Bool {
    one.visibleRows == other.visibleRows && one.firstRowY == other.firstRowY
      && one.columns.elementsEqual(other.columns) { $0.index == $1.index && $0.rect == $1.rect }
  }

  /// The row at a line of the screen, if one is drawn there.
  public func row(atY y: Int) -> Int? {
    let row = visibleRows.lowerBound + y - firstRowY
    return y >= firstRowY && visibleRows.contains(row) ? row : nil
  }
}

extension Surface {
  /// Draws a table with a header line; columns that do not fit are left out, dearest kept longest.
  ///
  /// The first column of the rectangle carries the selected row's mark.
  /// - Parameters:
  ///   - rowCount: how many rows there are; only those on the screen are asked for.
  ///   - selected: the row to mark and, without `first`, to keep on the screen.
  ///   - first: the first row to show, as far as there are rows to fill the table below it.
  ///   - cell: text and style of a row's column, both by index.
  /// - Returns: what is where, for the mouse.
  @discardableResult
  public mutating func drawTable(
    _ columns: [TableColumn], rowCount: Int, selected: Int?, first: Int? = nil, in rect: Rect,
    styles: TableStyles, cell: (_ row: Int, _ column: Int) -> Span
  ) -> TableGeometry {
    fill(rect, style: styles.base)
    let places = Self.places(columns, in: rect.dropping(columns: 1))
    for place in places {
      let column = columns[place.index]
      draw(
        column.title, in: place.rect.top(1), style: styles.header,
        align: column.alignment.ofText)
    }
    let body = rect.dropping(rows: 1)
    let visible = Self.visible(rowCount, selected: selected, first: first, height: body.height)
    for place in places {
      let spans = visible.map { cell($0, place.index) }
      drawColumn(spans, columns[place.index], in: place.rect.dropping(rows: 1))
    }
    mark(selected, of: visible, in: body, styles)
    return TableGeometry(visibleRows: visible, firstRowY: body.y, columns: places)
  }

  /// Draws one line an item, scrolled so that the selected one is seen.
  @discardableResult
  public mutating func drawList(
    count: Int, selected: Int?, in rect: Rect, styles: TableStyles, item: (Int) -> [Span]
  ) -> TableGeometry {
    fill(rect, style: styles.base)
    let visible = Self.visible(count, selected: selected, height: rect.height)
    for (line, index) in visible.enumerated() {
      draw(item(index), in: rect.row(line).dropping(columns: 1))
    }
    mark(selected, of: visible, in: rect, styles)
    return TableGeometry(visibleRows: visible, firstRowY: rect.y, columns: [])
  }

  /// The rows on a screen of this height: from `first` on, or with the selected one near the
  /// middle.
  static func visible(
    _ count: Int, selected: Int?, first: Int? = nil, height: Int
  ) -> Range<Int> {
    let shown = max(0, min(count, height))
    let wanted = first ?? min(max(0, selected ?? 0), max(0, count - 1)) - shown / 2
    let start = max(0, min(wanted, count - shown))
    return start..<start + shown
  }

  private mutating func mark(
    _ selected: Int?, of visible: Range<Int>, in body: Rect, _ styles: TableStyles
  ) {
    guard let selected, visible.contains(selected) else { return }
    let row = body.row(selected - visible.lowerBound)
    put(glyphs.pointer, x: row.x, y: row.y, style: styles.base)
    restyle(row) { $0.replacing(styles.base, with: styles.selection) }
  }

  private mutating func drawColumn(
    _ spans: [Span], _ column: TableColumn, in rect: Rect
  ) {
    let alignment = column.alignment
    let fractions = alignment == .decimal ? spans.map { Self.fraction(of: $0.text) } : []
    let longest = fractions.reduce(0) { max($0, $1 ?? 0) }
    for (line, span) in spans.enumerated() {
      var place = rect.row(line)
      if alignment == .decimal, let own = fractions[line] {
        let padding = longest - own
        if Self.columns(of: span.text) + padding <= place.width {
          place = place.leading(place.width - padding)
        }
      }
      draw(
        span.text, in: place, style: span.style, align: alignment.ofText,
        overflow: column.overflow)
    }
  }

  /// The characters from the decimal point on; nil for what is no number.
  private static func fraction(of text: String) -> Int? {
    guard text.utf8.contains(where: { (0x30...0x39).contains($0) }) else { return nil }
    guard let point = text.lastIndex(of: ".") else { return 0 }
    return columns(of: String(text[point...]))
  }

  private static func places(
    _ columns: [TableColumn], in rect: Rect
  ) -> [(index: Int, rect: Rect)] {
    var kept = Array(columns.indices)
    func needed() -> Int { kept.reduce(0) { $0 + columns[$1].width } + max(0, kept.count - 1) }
    while kept.count > 1, needed() > rect.width {
      // Of equally cheap columns the rightmost goes first.
      let cheapest = kept.max { (columns[$0].priority, $0) < (columns[$1].priority, $1) }
      kept.removeAll { $0 == cheapest }
    }
    let growing = kept.filter { columns[$0].grows }
    let spare = max(0, rect.width - needed())
    var x = rect.x
    return kept.map { index in
      var width = min(columns[index].width, rect.right - x)
      if let turn = growing.firstIndex(of: index) {
        width += spare * (turn + 1) / growing.count - spare * turn / growing.count
      }
      defer { x += width + 1 }
      return (index, Rect(x: x, y: rect.y, width: width, height: rect.height))
    }
  }
}

extension TableColumn.Alignment {
  fileprivate var ofText: Surface.Alignment {
    switch self {
    case .leading: .leading
    case .center: .center
    case .trailing, .decimal: .trailing
    }
  }
}
