import Testing

@testable import Configuration

@Suite struct YAMLParserTests {
  @Test func keepsTextAndPlaces() throws {
    let root = try parse("a: 0.10\nb:\n  - x\n  - 'no'\nc: {d: yes}\n")
    guard case .mapping(let mapping) = root else { throw Unexpected() }
    #expect(mapping.entries.map(\.key) == ["a", "b", "c"])
    guard case .scalar(let a) = mapping["a"], case .sequence(let b, let mark) = mapping["b"],
      case .scalar(let no) = b.last, case .mapping(let c) = mapping["c"]
    else { throw Unexpected() }
    #expect(a.text == "0.10" && a.isPlain)
    #expect(a.mark == Mark(file: "t.yaml", line: 1, column: 4))
    #expect(mark == Mark(file: "t.yaml", line: 3, column: 3))
    #expect(no.text == "no" && !no.isPlain && no.mark.line == 4 && no.mark.column == 5)
    #expect(c.keyMark(of: "d") == Mark(file: "t.yaml", line: 5, column: 5))
  }

  @Test(arguments: ["", "\n", "# only a comment\n", "---\n", "~\n"])
  func nothingIsAnEmptyMapping(text: String) throws {
    guard case .mapping(let mapping) = try parse(text) else { throw Unexpected() }
    #expect(mapping.entries.isEmpty)
  }

  @Test func columnsCountCharacters() {
    #expect(
      errorLines { _ = try parse("é: 1\nαβ: {x: 1, x: 2}\n") }
        == ["t.yaml:2:12: expected each key once, got \"x\" again (first on line 2)"])
  }

  @Test(arguments: [
    ("a: 1\nb: 2\na: 3\n", "t.yaml:3:1: expected each key once, got \"a\" again (first on line 1)"),
    (
      "a: [1, 2\nb: 3\n",
      "t.yaml:2:2: expected well-formed YAML, got a mistake (did not find expected ',' or ']')"
    ),
    ("a: *b\n", "t.yaml:1:4: expected an anchor defined above, got \"*b\""),
    ("a: &a [*a]\n", "t.yaml:1:8: expected an anchor defined above, got \"*a\""),
    (
      "a: !!binary x\n",
      "t.yaml:1:4: expected a value without a tag, got \"tag:yaml.org,2002:binary\""
    ),
    ("a: 1\n---\nb: 1\n", "t.yaml:2:1: expected one document, got a second one"),
    ("? [x]\n: 1\n", "t.yaml:1:3: expected a key, got a list"),
    ("~: 1\n", "t.yaml:1:1: expected a key, got nothing"),
    (
      "x: &x {a: 1}\ny:\n  <<: *x\n",
      "t.yaml:3:3: expected a key, got the merge key \"<<\", which is not supported"
    ),
    ("a: \"x\\e[2J\"\n", "t.yaml:1:4: expected text without control characters, got U+001B"),
    ("a: x\u{1B}[2J\n", "t.yaml:1:5: expected UTF-8 text, got the control character U+001B"),
    ("a: \u{9B}31m\n", "t.yaml:1:4: expected UTF-8 text, got the control character U+009B"),
    (
      "\ta: 1\n",
      "t.yaml:1:1: expected well-formed YAML, got a mistake (found character that cannot start any token)"
    ),
  ])
  func refuses(text: String, error: String) {
    #expect(errorLines { _ = try parse(text) } == [error])
  }

  @Test func refusesWhatIsNotUTF8() {
    let bytes = Array("a: b\nc: d".utf8) + [0xFF, 0x0A]
    #expect(
      errorLines { _ = try YAMLParser.parse(bytes, file: "t.yaml") }
        == ["t.yaml:2:5: expected UTF-8 text, got a byte that is not UTF-8"])
    let sixteen: [UInt8] = [0xFF, 0xFE, 0x61, 0x00]
    #expect(
      errorLines { _ = try YAMLParser.parse(sixteen, file: "t.yaml") }
        == ["t.yaml:1:1: expected UTF-8 text, got a byte that is not UTF-8"])
  }

  @Test func byteOrderMarkIsTaken() throws {
    guard case .mapping(let mapping) = try parse("\u{FEFF}a: 1\n") else { throw Unexpected() }
    #expect(mapping.entries.first?.keyMark.column == 1)
  }

  @Test func aliasesAreCopies() throws {
    let root = try parse("a: &x [1, 2]\nb: *x\n")
    guard case .mapping(let mapping) = root, case .sequence(let b, _) = mapping["b"] else {
      throw Unexpected()
    }
    #expect(b.count == 2)
  }

  @Test func billionLaughsStop() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for i in 1..<10 {
      let alias = "*a\(i - 1)"
      let list = Array(repeating: alias, count: 10).joined(separator: ", ")
      text += "a\(i): &a\(i) [\(list)]\n"
    }
    let lines = errorLines { _ = try parse(text) }
    #expect(lines.count == 1)
    #expect(
      lines.first?.hasSuffix("expected at most 100000 values with aliases written out, got more")
        == true)
    #expect(lines.first?.hasPrefix("t.yaml:5:") == true)
  }

  @Test func depthIsLimited() throws {
    let nested = { (depth: Int) in
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try parse("a: " + nested(YAMLParser.maximumDepth - 1))
    #expect(
      errorLines { _ = try parse("a: " + nested(YAMLParser.maximumDepth)) }
        == ["t.yaml:1:35: expected at most 32 levels, got a deeper one"])
    // libyaml's own recursion must not be reached either.
    #expect(errorLines { _ = try parse(String(repeating: "[", count: 500_000)) }.count == 1)
  }

  @Test func depthCountsThroughAliases() {
    var text = "a0: &a0 [x]\n"
    for i in 1..<40 { text += "a\(i): &a\(i) [*a\(i - 1)]\n" }
    #expect(
      errorLines { _ = try parse(text) }
        == ["t.yaml:31:12: expected at most 32 levels, got a deeper one"])
  }

  @Test func countIsLimited() {
    let text = "a: [" + String(repeating: "1,", count: YAMLParser.maximumNodes) + "]\n"
    #expect(
      errorLines { _ = try parse(text) }.first?.hasSuffix("at most 100000 values, got more")
        == true)
  }

  @Test func sizeIsLimited() throws {
    let line = Array("# a comment\n".utf8)
    let bytes = Array(repeatElement(line, count: YAMLParser.maximumBytes / line.count + 1).joined())
    let expected = ["t.yaml: expected at most 1048576 bytes, got a larger file"]
    #expect(errorLines { _ = try YAMLParser.parse(bytes, file: "t.yaml") } == expected)
  }

  /// Whatever the bytes are, the answer is a tree or an error with a place.
  @Test func randomBytesAreAnswered() {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    let alphabet = Array("ab:-[]{},&*!|>'\"#?%@` \n\n\t\u{E9}~1<\\".utf8)
    for _ in 0..<3000 {
      var bytes: [UInt8] = []
      for _ in 0..<40 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        let byte = UInt8(truncatingIfNeeded: state >> 32)
        bytes.append(state % 50 == 0 ? byte : alphabet[Int(state % UInt64(alphabet.count))])
      }
      do {
        _ = try YAMLParser.parse(bytes, file: "t.yaml")
      } catch {
        #expect(error.all.allSatisfy { $0.mark.line >= 1 && $0.mark.column >= 1 })
      }
    }
  }
}

private struct Unexpected: Error {}
