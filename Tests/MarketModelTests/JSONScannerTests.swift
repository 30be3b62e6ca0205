import MarketModel
import Testing

@Suite struct JSONScannerTests {
  /// Runs `body` on a scanner over `text`.
  private func scan<Result>(
    _ text: String, depthLimit: Int = 16, _ body: (inout JSONScanner) throws -> Result
  ) rethrows -> Result {
    var text = text
    return try text.withUTF8 { bytes in
      var scanner = JSONScanner(bytes, depthLimit: depthLimit)
      return try body(&scanner)
    }
  }

  private func failure(of text: String, depthLimit: Int = 16) -> JSONFailure? {
    scan(text, depthLimit: depthLimit) { scanner in
      do throws(JSONFailure) {
        try scanner.skipValue()
        try scanner.expectEnd()
        return nil
      } catch {
        return error
      }
    }
  }

  @Test func readsMembersInOrder() throws {
    let seen = try scan(#" {"bid" : -5000.25e0, "ok":true,"none":null ,"list":[1,"two",{}]} "#) {
      scanner in
      var seen: [String] = []
      try scanner.beginObject()
      while let name = try scanner.nextMember() {
        seen.append(scanner.text(name))
        switch try scanner.kind() {
        case .number:
          seen.append(String(decoding: scanner.raw(try scanner.number()), as: UTF8.self))
        case .bool: seen.append("\(try scanner.bool())")
        case .null: seen.append("\(try scanner.takeNull())")
        default: try scanner.skipValue()
        }
      }
      try scanner.expectEnd()
      return seen
    }
    #expect(seen == ["bid", "-5000.25e0", "ok", "true", "none", "true", "list"])
  }

  @Test func resolvesEscapes() throws {
    let text = try scan(#""a\n\"\\\/\u00e9\ud83d\ude00é""#) { scanner in
      scanner.text(try scanner.string())
    }
    #expect(text == "a\n\"\\/é😀é")
  }

  @Test(arguments: [
    ("", JSONFailure.Reason.unexpectedEnd, 0), ("{", .unexpectedEnd, 1),
    (#"{"a""#, .unexpectedEnd, 4), (#"{"a" 1}"#, .expectedColon, 5),
    (#"{"a":1 "b":2}"#, .expectedComma, 7), (#"{"a":1,}"#, .expectedName, 7),
    ("{,}", .expectedName, 1), ("[1,]", .expectedValue, 3), ("[1 2]", .expectedComma, 3),
    ("01", .badNumber, 0), ("-", .badNumber, 0), ("1.", .badNumber, 0), ("1e", .badNumber, 0),
    ("1 2", .trailing, 2), (#""\x""#, .badEscape, 1), (#""\ud800""#, .badSurrogate, 1),
    (#""\ud800\u0041""#, .badSurrogate, 1), (#""\u12g4""#, .badEscape, 5),
    ("\"a\u{1}\"", .controlByte, 2), ("\"open", .unexpectedEnd, 5), ("nul", .expectedValue, 0),
    ("tru", .expectedBool, 0), ("?", .expectedValue, 0), ("+1", .expectedValue, 0),
  ])
  func saysWhereItFails(text: String, reason: JSONFailure.Reason, offset: Int) {
    #expect(failure(of: text) == JSONFailure(reason, offset: offset))
  }

  @Test func stopsAtTheDepthLimit() {
    let deep = String(repeating: "[", count: 5) + String(repeating: "]", count: 5)
    #expect(failure(of: deep, depthLimit: 5) == nil)
    #expect(failure(of: deep, depthLimit: 4)?.reason == .tooDeep)
    #expect(
      failure(of: String(repeating: "[", count: 100_000), depthLimit: 999)?.reason == .tooDeep)
  }

  @Test(arguments: [
    [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xFF],
  ])
  func refusesWhatIsNotUTF8(bytes: [UInt8]) {
    let reason = ([34] + bytes + [34]).withUnsafeBufferPointer { bytes -> JSONFailure.Reason? in
      var scanner = JSONScanner(bytes)
      do throws(JSONFailure) {
        _ = try scanner.string()
        return nil
      } catch {
        return error.reason
      }
    }
    #expect(reason == .badUTF8)
  }
}
