/// Calls that the house does without, found in the tokens of a file.
enum CallRules {
  /// A clock is read in Reactor and in CPlatform; everybody else is told what time it is.
  static func clocks(_ lexed: LexedFile) -> [Finding] {
    guard lexed.file.isSource, !["Reactor", "CPlatform"].contains(lexed.file.target) else {
      return []
    }
    let names: Set = [
      "clock_gettime", "gettimeofday", "timespec_get", "ContinuousClock", "SuspendingClock",
      "DispatchTime", "DispatchWallTime", "thor_monotonic_nanos", "thor_unix_nanos",
    ]
    let calls: Set = ["time", "clock", "Date"]
    return find(in: lexed) { tokens, index in
      let text = tokens[index].text
      if names.contains(text) { return "\(text) outside Reactor" }
      guard calls.contains(text), isFreeCall(tokens, index) else { return nil }
      return "\(text)( outside Reactor"
    }
  }

  /// Who sleeps keeps the loop from answering a key. The program may, before the loop and after it.
  static func sleeps(_ lexed: LexedFile) -> [Finding] {
    guard lexed.file.isSource, !["Reactor", "CPlatform", "thor"].contains(lexed.file.target) else {
      return []
    }
    return find(in: lexed) { tokens, index in
      let text = tokens[index].text
      let isSleep = ["nanosleep", "usleep", "sleep"].contains(text) && isFreeCall(tokens, index)
      return isSleep ? "\(text)( outside Reactor" : nil
    }
  }

  /// What stops the process, hides an error or writes to the terminal behind the screen's back.
  static func banned(_ lexed: LexedFile) -> [Finding] {
    guard lexed.file.isSource, lexed.file.isSwift else { return [] }
    let isProgram = lexed.file.target == "thor"
    return find(in: lexed) { tokens, index in
      switch tokens[index].text {
      case "fatalError", "unsafeBitCast",
        "preconditionFailure" where isFreeCall(tokens, index):
        return "\(tokens[index].text) is banned"
      case "try", "as":
        return isFollowed(by: "!", tokens, index) ? "\(tokens[index].text)! is banned" : nil
      case "print", "debugPrint", "dump":
        guard !isProgram, isFreeCall(tokens, index) else { return nil }
        return "\(tokens[index].text)( outside the program"
      default: return nil
      }
    } + forceUnwraps(lexed)
  }

  /// A `!` that stands right behind a value or a type, and is not the start of `!=`.
  private static func forceUnwraps(_ lexed: LexedFile) -> [Finding] {
    let tokens = lexed.tokens
    return tokens.indices.dropFirst().compactMap { index in
      guard tokens[index].text == "!", tokens[index].kind == .sign, tokens[index].isAttached,
        !isFollowed(by: "=", tokens, index), endsValue(tokens[index - 1])
      else { return nil }
      return Finding(
        path: lexed.file.path, line: tokens[index].line,
        message: "\(tokens[index - 1].text)! unwraps by force")
    }
  }

  private static func endsValue(_ token: Token) -> Bool {
    switch token.kind {
    case .word: !["try", "as", "return", "in"].contains(token.text)
    case .number, .string: true
    case .sign: [")", "]", "}", ">", "?"].contains(token.text)
    }
  }

  private static func isFollowed(by sign: String, _ tokens: [Token], _ index: Int) -> Bool {
    index + 1 < tokens.count && tokens[index + 1].text == sign && tokens[index + 1].isAttached
  }

  /// `name(` that is neither a member nor a declaration.
  private static func isFreeCall(_ tokens: [Token], _ index: Int) -> Bool {
    guard isFollowed(by: "(", tokens, index) else { return false }
    guard index > 0 else { return true }
    return ![".", "func", ">"].contains(tokens[index - 1].text)
  }

  private static func find(
    in lexed: LexedFile, _ rule: ([Token], Int) -> String?
  ) -> [Finding] {
    lexed.tokens.indices.compactMap { index in
      guard lexed.tokens[index].kind == .word, let message = rule(lexed.tokens, index) else {
        return nil
      }
      return Finding(path: lexed.file.path, line: lexed.tokens[index].line, message: message)
    }
  }
}
