import Testing

@Suite struct LexerTests {
  private func words(_ text: String, isC: Bool = false) -> [String] {
    var lexer = Lexer(text, isC: isC)
    return lexer.all().map(\.text)
  }

  @Test func commentsAndStringsAreNoCode() {
    #expect(words("a // b\nc /* d /* e */ f */ g") == ["a", "c", "g"])
    #expect(words("a \"b { \\\" c\" d") == ["a", "\"", "d"])
    #expect(words("a \"\"\"\n b \" {\n \"\"\" c") == ["a", "\"", "c"])
    #expect(words("a #\"b \" \\(c) \"# d") == ["a", "\"", "d"])
  }

  @Test func interpolationsAreCode() {
    #expect(
      words("\"x \\(a(b) + \"y \\(c)\") z\" d") == [
        "\"", "(", "a", "(", "b", ")", "+", "\"", "(", "c", ")", ")", "d",
      ])
  }

  @Test func cHasItsOwnRules() {
    #expect(words("a /* b /* c */ d '\"' e '\\'' f", isC: true) == ["a", "d", "e", "f"])
  }

  @Test func tokensKnowTheirPlace() {
    var lexer = Lexer("a\n  b! !c \"\"\"\n x\n \"\"\" d")
    let tokens = lexer.all()
    #expect(tokens.map(\.line) == [1, 2, 2, 2, 2, 2, 4])
    #expect(tokens.map(\.isAttached) == [false, false, true, false, true, false, false])
  }

  @Test(arguments: ["\"", "\"\"\"", "/*", "\"\\(", "#\"", "\\", "`"])
  func brokenCodeEnds(text: String) {
    #expect(words("a " + text).first == "a")
    #expect(words("a " + text, isC: true).first == "a")
  }
}
