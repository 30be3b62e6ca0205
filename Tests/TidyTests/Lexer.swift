/// A word or a sign of Swift or C code; comments and the text of strings make none.
struct Token: Equatable, Sendable {
  enum Kind: Sendable {
    case word
    case number
    case sign
    case string
  }

  let kind: Kind
  let text: String
  /// Counted from 1.
  let line: Int
  /// Whether nothing stands between this token and the one before it.
  let isAttached: Bool
}

/// A file and its tokens.
struct LexedFile: Sendable {
  let file: SourceFile
  let tokens: [Token]

  init(_ file: SourceFile) {
    self.file = file
    var lexer = Lexer(file.text, isC: file.isC)
    tokens = lexer.all()
  }

  init(path: String, _ text: String) {
    self.init(SourceFile(path: path, text: text))
  }
}

/// Cuts Swift or C into tokens, well enough to find calls and to match braces. Code inside a
/// string's interpolation is code.
struct Lexer {
  private let bytes: [UInt8]
  private let isC: Bool
  private var position = 0
  private var line = 1
  private var isAttached = false
  private var tokens: [Token] = []

  init(_ text: String, isC: Bool = false) {
    bytes = Array(text.utf8)
    self.isC = isC
  }

  mutating func all() -> [Token] {
    while position < bytes.count { step() }
    return tokens
  }

  private func byte(_ offset: Int = 0) -> UInt8 {
    position + offset < bytes.count ? bytes[position + offset] : 0
  }

  private func starts(with text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard position + count <= bytes.count else { return false }
    return (0..<count).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
  }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
  }

  private mutating func add(_ kind: Token.Kind, _ text: String, line: Int) {
    tokens.append(Token(kind: kind, text: text, line: line, isAttached: isAttached))
    isAttached = true
  }

  private mutating func step() {
    let current = byte()
    if current <= 0x20 {
      advance()
      isAttached = false
    } else if starts(with: "//") {
      while position < bytes.count, byte() != UInt8(ascii: "\n") { advance() }
    } else if starts(with: "/*") {
      blockComment()
    } else if Self.isWord(current) || current == UInt8(ascii: "`") {
      word()
    } else if let hashes = stringHashes() {
      string(hashes: hashes)
    } else if isC, current == UInt8(ascii: "'") {
      character()
    } else {
      add(.sign, String(UnicodeScalar(current)), line: line)
      advance()
    }
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      if starts(with: "/*"), depth == 0 || !isC {
        depth += 1
        advance(2)
      } else if starts(with: "*/") {
        depth -= 1
        advance(2)
      } else {
        advance()
      }
    } while depth > 0 && position < bytes.count
    isAttached = false
  }

  private mutating func word() {
    let start = position
    while Self.isWord(byte()) || byte() == UInt8(ascii: "`") { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let isNumber = bytes[start] >= UInt8(ascii: "0") && bytes[start] <= UInt8(ascii: "9")
    add(isNumber ? .number : .word, text, line: line)
  }

  /// The number of # before the quote of a string that begins here; nil when none does.
  private func stringHashes() -> Int? {
    var hashes = 0
    while !isC, byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
    return byte(hashes) == UInt8(ascii: "\"") ? hashes : nil
  }

  private mutating func string(hashes: Int) {
    let startLine = line
    advance(hashes)
    let quotes = !isC && starts(with: "\"\"\"") ? 3 : 1
    advance(quotes)
    add(.string, "\"", line: startLine)
    while position < bytes.count {
      if closes(quotes: quotes, hashes: hashes) {
        advance(quotes + hashes)
        break
      }
      if byte() == UInt8(ascii: "\\"), hasHashes(hashes, at: 1) {
        advance(1 + hashes)
        if !isC, byte() == UInt8(ascii: "(") { interpolation() } else { advance() }
      } else if byte() == UInt8(ascii: "\n"), quotes == 1 {
        break
      } else {
        advance()
      }
    }
    isAttached = true
  }

  private func hasHashes(_ count: Int, at offset: Int) -> Bool {
    (0..<count).allSatisfy { byte(offset + $0) == UInt8(ascii: "#") }
  }

  private func closes(quotes: Int, hashes: Int) -> Bool {
    (0..<quotes).allSatisfy { byte($0) == UInt8(ascii: "\"") } && hasHashes(hashes, at: quotes)
  }

  /// From the opening parenthesis to the one that closes it.
  private mutating func interpolation() {
    var depth = 0
    repeat {
      if byte() == UInt8(ascii: "(") { depth += 1 }
      if byte() == UInt8(ascii: ")") { depth -= 1 }
      step()
    } while depth > 0 && position < bytes.count
  }

  private mutating func character() {
    advance()
    while position < bytes.count, byte() != UInt8(ascii: "'") {
      advance(byte() == UInt8(ascii: "\\") ? 2 : 1)
    }
    advance()
    isAttached = true
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
      true
    default: false
    }
  }
}
