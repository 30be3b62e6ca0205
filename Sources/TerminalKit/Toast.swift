/// A message that goes away by itself, or stays until a key when it is critical.
public struct Toast: Equatable, Sendable {
  public let text: String
  /// One of the toast roles.
  public let role: Role

  public init(_ text: String, role: Role = .toastInfo) {
    self.text = text
    self.role = role
  }
}

extension Surface {
  /// Draws toasts from the top right corner down, the first one topmost, three at most.
  public mutating func drawToasts(_ toasts: [Toast], in rect: Rect, theme: Theme) {
    var area = rect
    let room = min(56, rect.width)
    // One width for all: boxes that stand under each other like steps are hard to read.
    let longest = toasts.prefix(3).flatMap { Self.wrapped($0.text, width: room - 4) }
      .reduce(0) { max($0, Self.columns(of: $1)) }
    for toast in toasts.prefix(3) {
      let lines = fitted(toast.text, width: room - 4, height: area.height - 2)
      guard room >= 12, area.height >= lines.count + 2 else { return }
      let box = area.top(lines.count + 2).trailing(longest + 4)
      let style = theme[toast.role]
      fill(box, style: style)
      let inner = drawBox(box, style: style).inset(columns: 1)
      for (index, line) in lines.enumerated() {
        draw(line, in: inner.row(index), style: style, overflow: .ellipsis)
      }
      area = area.dropping(rows: box.height)
    }
  }

  /// As much of a message as there is room for, in three lines at most.
  private func fitted(_ text: String, width: Int, height: Int) -> [String] {
    let whole = Self.wrapped(text, width: width)
    var lines = Array(whole.prefix(max(1, min(3, height))))
    if lines.count < whole.count, let last = lines.popLast() {
      let cut = Self.columns(of: last) < width ? last : String(last.dropLast())
      lines.append(cut + String(Character(glyphs.ellipsis)))
    }
    return lines
  }

  /// Text broken at blanks into lines of at most `width` columns; longer words are cut.
  public static func wrapped(_ text: String, width: Int) -> [String] {
    guard width > 0 else { return [] }
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      lines += wrappedLine(paragraph, width: width)
    }
    return lines
  }

  private static func wrappedLine(_ text: Substring, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in text.split(separator: " ") {
      var word = String(word)
      var needed = columns(of: word)
      if used > 0, used + 1 + needed > width {
        lines.append(line)
        line = ""
        used = 0
      }
      while used == 0, needed > width {
        let cut = prefix(of: word, columns: width)
        lines.append(String(cut))
        word = String(word[cut.endIndex...])
        needed = columns(of: word)
      }
      if used > 0 { line += " " }
      line += word
      used += needed + (used > 0 ? 1 : 0)
    }
    lines.append(line)
    return lines
  }

  /// As many characters as fit, at least one.
  private static func prefix(of text: String, columns limit: Int) -> Substring {
    var used = 0
    for index in text.indices {
      used += columns(of: String(text[index]))
      if used > limit, index > text.startIndex { return text[..<index] }
    }
    return text[...]
  }
}
