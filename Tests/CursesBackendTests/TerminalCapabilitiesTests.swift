import TerminalKit
import Testing

@testable import CursesBackend

@Suite struct TerminalCapabilitiesTests {
  private func detect(
    _ terminal: String?, color: String? = nil, noColor: String? = nil, locale: String? = nil
  ) -> TerminalCapabilities {
    TerminalCapabilities(
      terminal: terminal, colorTerm: color, noColor: noColor, locale: locale)
  }

  @Test func coloursComeFromTheUsualVariables() {
    #expect(detect("xterm-256color").depth == .palette)
    #expect(detect("xterm-256color", color: "truecolor").depth == .truecolor)
    #expect(detect("tmux-256color", color: "24bit").depth == .truecolor)
    #expect(detect("xterm").depth == .sixteen)
    #expect(detect("linux").depth == .sixteen)
    #expect(detect("vt100", color: "truecolor").depth == .mono)
    #expect(detect("xterm-256color", color: "truecolor", noColor: "1").depth == .mono)
    #expect(detect("xterm-256color", noColor: "").depth == .palette)
    #expect(detect(nil).terminal == "dumb" && detect("").terminal == "dumb")
  }

  @Test func unicodeComesFromTheLocale() {
    #expect(detect("xterm", locale: "de_DE.UTF-8").isUnicode)
    #expect(detect("xterm", locale: "C.utf8").isUnicode)
    #expect(detect("xterm", locale: "ca_ES.UTF-8@valencia").isUnicode)
    for locale in [nil, "", "C", "POSIX", "de_DE.ISO-8859-1"] {
      #expect(!detect("xterm", locale: locale).isUnicode)
    }
  }

  @Test func oldTerminalsAreNotAskedWhatTheyPrint() {
    for name in ["linux", "vt100", "dumb", "ansi"] {
      #expect(!detect(name).knowsPrivateModes)
    }
    for name in ["xterm", "xterm-256color", "tmux-256color", "screen", "foot"] {
      #expect(detect(name).knowsPrivateModes)
    }
  }
}

@Suite struct TruecolorWriterTests {
  @Test func paletteEntriesBecomeTheColoursTheyStandFor() {
    var writer = TruecolorWriter()
    #expect(writer.slot(for: .rgb(1, 2, 3)) == 16)
    #expect(writer.slot(for: .rgb(255, 255, 255)) == 17)
    #expect(writer.slot(for: .rgb(1, 2, 3)) == 16)
    var output: [UInt8] = []
    let text = "a\u{1b}[38;5;16m\u{1b}[48;5;17mb\u{1b}[38;5;9m\u{1b}[38;5;200mc\u{1b}[38;5;1"
    writer.append(Array(text.utf8)[...], to: &output)
    #expect(
      String(decoding: output, as: UTF8.self)
        == "a\u{1b}[38;2;1;2;3m\u{1b}[48;2;255;255;255mb\u{1b}[38;5;9m\u{1b}[38;5;200mc\u{1b}[38;5;1"
    )
  }

  @Test func moreColoursThanEntriesGoToTheNearest() {
    var writer = TruecolorWriter()
    for index in 0..<240 { #expect(writer.slot(for: .rgb(UInt8(index), 0, 0)) != nil) }
    #expect(writer.slot(for: .rgb(0, 200, 0)) == nil)
    #expect(writer.nearestSlot(to: .rgb(100, 3, 0)) == 116)
  }
}
