/// How long a file and a function may get.
enum LengthRules {
  static let maximumFileLines = 500
  static let maximumFunctionLines = 80

  static func file(_ file: SourceFile) -> [Finding] {
    let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
    guard count > maximumFileLines else { return [] }
    return [
      Finding(
        path: file.path, line: count,
        message: "\(count) lines, at most \(maximumFileLines)")
    ]
  }

  static func functions(_ lexed: LexedFile) -> [Finding] {
    spans(lexed).filter { $0.lineCount > maximumFunctionLines }.map { span in
      Finding(
        path: lexed.file.path, line: span.firstLine,
        message: "a function of \(span.lineCount) lines, at most \(maximumFunctionLines)")
    }
  }

  struct Span: Equatable {
    let firstLine: Int
    let lastLine: Int

    var lineCount: Int { lastLine - firstLine + 1 }
  }

  /// From the first line of each function's declaration to its closing brace.
  static func spans(_ lexed: LexedFile) -> [Span] {
    let tokens = lexed.tokens
    return tokens.indices.compactMap { index in
      let body: Int?
      if lexed.file.isC {
        body = startsBodyInC(tokens, index) ? index : nil
      } else {
        body = isDeclaration(tokens, index) ? bodyStart(tokens, after: index) : nil
      }
      guard let body, let end = closingBrace(tokens, from: body) else { return nil }
      return Span(firstLine: tokens[index].line, lastLine: tokens[end].line)
    }
  }

  private static func isDeclaration(_ tokens: [Token], _ index: Int) -> Bool {
    guard tokens[index].kind == .word else { return false }
    let before = index > 0 ? tokens[index - 1].text : ""
    switch tokens[index].text {
    case "func": return before != "."
    case "init", "subscript", "deinit":
      let after = index + 1 < tokens.count ? tokens[index + 1].text : ""
      return before != "." && ["(", "<", "?", "{"].contains(after)
    default: return false
    }
  }

  /// The brace that opens the body; nil for a requirement of a protocol, which has none.
  private static func bodyStart(_ tokens: [Token], after index: Int) -> Int? {
    let nextDeclaration: Set = [
      "func", "var", "let", "init", "deinit", "subscript", "case", "typealias", "associatedtype",
      "static", "public", "private", "fileprivate", "internal", "mutating", "struct", "class",
      "enum", "extension", "protocol",
    ]
    var depth = 0
    // A function's name may itself be a keyword.
    let start = tokens[index].text == "func" ? index + 2 : index + 1
    for next in tokens.indices.dropFirst(start) {
      switch tokens[next].text {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "{" where depth == 0: return next
      case "}" where depth == 0: return nil
      case let text where depth == 0 && nextDeclaration.contains(text): return nil
      default: break
      }
    }
    return nil
  }

  /// A brace right behind a closing parenthesis, outside any other brace.
  private static func startsBodyInC(_ tokens: [Token], _ index: Int) -> Bool {
    guard index > 0, tokens[index].text == "{", tokens[index - 1].text == ")" else { return false }
    let depth = tokens[..<index].reduce(0) { $0 + ($1.text == "{" ? 1 : $1.text == "}" ? -1 : 0) }
    return depth == 0
  }

  private static func closingBrace(_ tokens: [Token], from start: Int) -> Int? {
    var depth = 0
    for index in start..<tokens.count where tokens[index].kind == .sign {
      if tokens[index].text == "{" { depth += 1 }
      if tokens[index].text == "}" { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }
}
