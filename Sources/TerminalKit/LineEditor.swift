/// One line of text being typed: for the ticket's fields, the search and the palette.
public struct LineEditor: Equatable, Sendable {
  public private(set) var text: String
  /// The cursor's place, in characters from the start.
  public private(set) var cursor: Int
  /// The most characters it takes.
  public let limit: Int

  public init(_ text: String = "", limit: Int = 256) {
    self.text = String(text.prefix(limit))
    self.limit = limit
    self.cursor = self.text.count
  }

  /// Takes a key that edits; a key that does not (enter, esc, a command) is left to the caller.
  ///
  /// - Returns: whether the key was taken.
  public mutating func take(_ key: Key) -> Bool {
    if let scalar = key.character {
      insert(String(Character(scalar)))
      return true
    }
    switch (key.code, key.modifiers) {
    case (.left, []), (.character("b"), .control): cursor = max(0, cursor - 1)
    case (.right, []), (.character("f"), .control): cursor = min(text.count, cursor + 1)
    case (.home, []), (.character("a"), .control): cursor = 0
    case (.end, []), (.character("e"), .control): cursor = text.count
    case (.backspace, []): remove(cursor - 1..<cursor)
    case (.delete, []), (.character("d"), .control): remove(cursor..<cursor + 1)
    case (.character("u"), .control): remove(0..<cursor)
    case (.character("k"), .control): remove(cursor..<text.count)
    case (.character("w"), .control): remove(wordStart..<cursor)
    default: return false
    }
    return true
  }

  /// Inserts pasted text; line ends become blanks.
  public mutating func insert(_ pasted: String) {
    let room = limit - text.count
    guard room > 0 else { return }
    let clean = String(pasted.map { $0.isNewline || $0 == "\t" ? " " : $0 }.prefix(room))
    let before = text.count
    text.insert(contentsOf: clean, at: index(cursor))
    // A pasted combining mark joins the character before it: count what is there, not what came.
    cursor = min(text.count, max(0, cursor + text.count - before))
  }

  private mutating func remove(_ range: Range<Int>) {
    let part = range.clamped(to: 0..<text.count)
    guard !part.isEmpty else { return }
    text.removeSubrange(index(part.lowerBound)..<index(part.upperBound))
    cursor = min(part.lowerBound, text.count)
  }

  private var wordStart: Int {
    let before = Array(text.prefix(cursor))
    var start = before.count
    while start > 0, before[start - 1] == " " { start -= 1 }
    while start > 0, before[start - 1] != " " { start -= 1 }
    return start
  }

  private func index(_ offset: Int) -> String.Index {
    text.index(text.startIndex, offsetBy: offset, limitedBy: text.endIndex) ?? text.endIndex
  }
}

extension Surface {
  /// Draws a line being typed, scrolled so that its cursor is seen.
  public mutating func drawEditor(
    _ editor: LineEditor, in rect: Rect, style: Style, cursorStyle: Style
  ) {
    let line = rect.top(1)
    guard !line.isEmpty else { return }
    fill(line, style: style)
    var characters = Array(editor.text)
    characters.append(" ")
    var first = editor.cursor
    var used = Self.columns(of: String(characters[editor.cursor]))
    while first > 0 {
      used += Self.columns(of: String(characters[first - 1]))
      if used > line.width { break }
      first -= 1
    }
    var place = line
    for index in first..<characters.count {
      let drawn = draw(
        String(characters[index]), in: place,
        style: index == editor.cursor ? cursorStyle : style)
      place = place.dropping(columns: drawn)
      if place.isEmpty { break }
    }
  }
}
