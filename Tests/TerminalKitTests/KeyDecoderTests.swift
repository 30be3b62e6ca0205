import Testing

@testable import TerminalKit

@Suite struct KeyDecoderTests {
  private func decode(_ bytes: [UInt8], expiring: Bool = true) -> [InputEvent] {
    var decoder = KeyDecoder()
    var events: [InputEvent] = []
    decoder.feed(bytes, into: &events)
    if expiring { decoder.expire(into: &events) }
    return events
  }

  private static let forms: [(String, String)] = [
    ("b", "b"), ("X", "X"), ("é", "é"), ("日", "日"), ("\r", "enter"), ("\t", "tab"),
    ("\u{7f}", "backspace"), ("\u{8}", "backspace"), ("\u{3}", "ctrl-c"), ("\n", "ctrl-j"),
    ("\0", "ctrl-space"), ("\u{1f}", "ctrl-_"), (" ", "space"), ("\u{1b}", "esc"),
    ("\u{1b}x", "alt-x"), ("\u{1b}X", "alt-X"), ("\u{1b}é", "alt-é"), ("\u{1b}\r", "alt-enter"),
    ("\u{1b}\u{18}", "ctrl-alt-x"), ("\u{1b}\u{7f}", "alt-backspace"), ("\u{1b}[", "alt-["),
    ("\u{1b}O", "alt-O"), ("\u{1b}[A", "up"), ("\u{1b}OA", "up"), ("\u{1b}[D", "left"),
    ("\u{1b}OH", "home"), ("\u{1b}[F", "end"), ("\u{1b}[1;5A", "ctrl-up"),
    ("\u{1b}[1;2B", "shift-down"), ("\u{1b}[1;3C", "alt-right"), ("\u{1b}[Z", "shift-tab"),
    ("\u{1b}[3~", "delete"), ("\u{1b}[3;5~", "ctrl-delete"), ("\u{1b}[5~", "pageup"),
    ("\u{1b}[1~", "home"), ("\u{1b}[8~", "end"), ("\u{1b}OP", "f1"), ("\u{1b}[11~", "f1"),
    ("\u{1b}[15~", "f5"), ("\u{1b}[17~", "f6"), ("\u{1b}[24~", "f12"), ("\u{1b}[25~", "f13"),
    ("\u{1b}[[C", "f3"), ("\u{1b}[1;5P", "ctrl-f1"), ("\u{1b}OM", "enter"), ("\u{1b}Oq", "1"),
    ("\u{1b}[97;5u", "ctrl-a"), ("\u{1b}[27;5;97~", "ctrl-a"), ("\u{1b}[13;2u", "shift-enter"),
  ]

  @Test(arguments: forms)
  func everyFormIsItsKey(_ bytes: String, _ name: String) {
    #expect(decode(Array(bytes.utf8)) == Key(name).map { [.key($0)] })
  }

  @Test func aSplitAnywhereChangesNothing() {
    let others = [
      "\u{1b}[200~two\r\nlines\u{1b}[20\u{1b}[201~", "\u{1b}[<0;12;7M", "\u{1b}[I",
      "\u{1b}[?2026;2$y", "\u{1b}]11;rgb:00/00/00\u{1b}\\q", "\u{1b}[M !!z",
    ]
    for form in Self.forms.map(\.0) + others {
      let bytes = Array(form.utf8)
      let whole = decode(bytes)
      for split in 0...bytes.count {
        var decoder = KeyDecoder()
        var events: [InputEvent] = []
        decoder.feed(bytes[..<split], into: &events)
        decoder.feed(bytes[split...], into: &events)
        decoder.expire(into: &events)
        #expect(events == whole, "\(form.debugDescription) split at \(split)")
      }
    }
  }

  @Test func aLoneEscapeWaitsForItsTimeout() {
    var decoder = KeyDecoder()
    var events: [InputEvent] = []
    #expect(decoder.timeoutMillis == nil)
    decoder.feed([0x1b], into: &events)
    #expect(events.isEmpty && decoder.timeoutMillis != nil)
    decoder.expire(into: &events)
    #expect(events == [.key(Key(.escape))] && decoder.timeoutMillis == nil)
    #expect(decode([0x1b, 0x1b, 0x5b, 0x41]) == [.key(Key(.escape)), .key(Key(.up))])
  }

  @Test func pastesAreTextAndNeverKeys() {
    #expect(
      decode(Array("a\u{1b}[200~y\r\ny\u{1b}[31m\u{7}\tz\u{1b}[201~b".utf8), expiring: false)
        == [
          .key(Key(.character("a"))), .paste("y\ny[31m\tz"), .key(Key(.character("b"))),
        ])
  }

  @Test func aPasteWithoutEndGivesTheKeyboardBack() {
    var decoder = KeyDecoder()
    var events: [InputEvent] = []
    decoder.feed(Array("\u{1b}[200~abc".utf8), into: &events)
    #expect(events.isEmpty && decoder.timeoutMillis != nil)
    decoder.expire(into: &events)
    decoder.feed(Array("q".utf8), into: &events)
    #expect(events == [.paste("abc"), .key(Key(.character("q")))])
  }

  @Test func pastesAreCapped() {
    var bytes = Array("\u{1b}[200~".utf8)
    bytes += Array(repeating: 0x61, count: KeyDecoder.pasteLimit * 3)
    bytes += Array("\u{1b}[201~".utf8)
    guard case .paste(let text) = decode(bytes, expiring: false).first else {
      Issue.record("expected a paste")
      return
    }
    #expect(text.utf8.count == KeyDecoder.pasteLimit)
  }

  @Test func miceFocusAndAnswersAreEvents() {
    #expect(
      decode(Array("\u{1b}[<0;12;7M\u{1b}[<0;12;7m\u{1b}[<65;1;1M\u{1b}[<34;2;3M".utf8)) == [
        .mouse(.init(.press, button: .left, x: 11, y: 6)),
        .mouse(.init(.release, button: .left, x: 11, y: 6)),
        .mouse(.init(.wheelDown, button: .none, x: 0, y: 0)),
        .mouse(.init(.drag, button: .right, x: 1, y: 2)),
      ])
    #expect(
      decode(Array("\u{1b}[I\u{1b}[O\u{1b}[?2026;2$y\u{1b}[?2026;0$y".utf8)) == [
        .focus(true), .focus(false), .modeReport(mode: 2026, isKnown: true),
        .modeReport(mode: 2026, isKnown: false),
      ])
  }

  @Test func whatIsNoKeyIsDropped() {
    for text in ["\u{1b}[<0;0;0M", "\u{1b}[99~", "\u{1b}[?1;2c", "\u{1b}[M\u{1}~z", "\u{1b}Oz"] {
      #expect(decode(Array(text.utf8)) == [], "\(text.debugDescription)")
    }
    #expect(decode([0x80, 0xff, 0xc3, 0x41, 0xed, 0xa0, 0x80]) == [.key(Key(.character("A")))])
    let long = "\u{1b}[" + String(repeating: "1;", count: 500) + "A"
    #expect(decode(Array((long + "q").utf8)) == [.key(Key(.character("q")))])
  }

  @Test func randomBytesNeitherFailNorGrow() {
    var state: UInt64 = 0x9e37_79b9_7f4a_7c15
    func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
    let favourites = Array("\u{1b}[O<;?0123456789~MmAu$y\u{1b}[200~\u{1b}[201~".utf8)
    var decoder = KeyDecoder()
    var events: [InputEvent] = []
    for _ in 0..<100_000 {
      let length = Int(next() % 24)
      var bytes: [UInt8] = []
      for _ in 0..<length {
        let random = next()
        bytes.append(
          random & 1 == 0
            ? UInt8(truncatingIfNeeded: random >> 8)
            : favourites[Int(random >> 8 % UInt64(favourites.count)) % favourites.count])
      }
      events.removeAll(keepingCapacity: true)
      decoder.feed(bytes, into: &events)
      #expect(events.count <= 2 * length + 1)
      for case .paste(let text) in events {
        #expect(text.utf8.count <= 3 * KeyDecoder.pasteLimit)
      }
      if next() % 16 == 0 { decoder.expire(into: &events) }
    }
    decoder.expire(into: &events)
    events.removeAll()
    decoder.feed([0x71], into: &events)
    #expect(events == [.key(Key(.character("q")))])
  }
}
