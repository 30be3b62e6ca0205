import Foundation
import Testing

@testable import Configuration

@Suite struct ThemeAndKeymapTests {
  @Test func readsATheme() throws {
    let text = """
      name: night
      inherits: dark
      palette: {green: "#00ff00", red: red}
      roles:
        quote.up: green
        badge.dead: {fg: red, bg: "#000000", attributes: [bold, underline]}
        chrome: {attributes: []}
      """
    let theme = try ThemeFile.parse(Array(text.utf8), file: "night.yaml")
    #expect(theme.name.value == "night" && theme.inherits?.value == "dark")
    #expect(theme.palette.map(\.name.value) == ["green", "red"])
    #expect(theme.palette.map(\.color.value) == ["#00ff00", "red"])
    #expect(theme.roles.map(\.name.value) == ["quote.up", "badge.dead", "chrome"])
    #expect(theme.roles[0].foreground?.value == "green" && theme.roles[0].attributes == nil)
    #expect(theme.roles[1].background?.mark == Mark(file: "night.yaml", line: 6, column: 29))
    #expect(theme.roles[1].attributes?.map(\.value) == ["bold", "underline"])
    #expect(theme.roles[2].attributes?.isEmpty == true)
  }

  @Test func refusesABrokenTheme() {
    let text = "palette: {green: [1]}\nroles: {a: {foo: x, gf: y}}\n"
    let lines = errorLines { _ = try ThemeFile.parse(Array(text.utf8), file: "t.yaml") }
    #expect(
      lines == [
        "t.yaml:1:1: expected the key \"name\" with a theme's name: 1 to 32 letters, digits, _ or -, got none",
        "t.yaml:1:18: expected a colour, got a list",
        "t.yaml:2:13: expected a known key, got \"foo\"",
        "t.yaml:2:21: expected a known key (did you mean \"fg\"?), got \"gf\"",
      ])
  }

  @Test func readsAKeymap() throws {
    let text = "name: vi\ncontexts:\n  main: {j: down, \"g g\": top}\n  ticket:\n    esc: close\n"
    let keymap = try KeymapFile.parse(Array(text.utf8), file: "vi.yaml")
    #expect(keymap.contexts.map(\.name.value) == ["main", "ticket"])
    #expect(keymap.contexts[0].bindings.map(\.keys.value) == ["j", "g g"])
    #expect(keymap.contexts[0].bindings.map(\.command.value) == ["down", "top"])
    #expect(
      keymap.contexts[1].bindings[0].command.mark == Mark(file: "vi.yaml", line: 5, column: 10))
  }

  @Test func refusesAKeyTwice() {
    let text = "name: vi\ncontexts:\n  main:\n    j: down\n    j: up\n"
    #expect(
      errorLines { _ = try KeymapFile.parse(Array(text.utf8), file: "vi.yaml") } == [
        "vi.yaml:5:5: expected each key once, got \"j\" again (first on line 4)"
      ])
  }

  /// What ships can be read, and calls itself what its file is called.
  @Test func shippedFilesAreWhole() throws {
    let themes = NamedFiles(kind: "theme", directories: [packageRoot + "/themes"])
    #expect(themes.names().contains("dark"))
    for name in themes.names() {
      let path = try themes.path(of: Marked(name, at: Mark(file: "test")))
      #expect(try ThemeFile.load(path: path).name.value == name)
    }
    let keymaps = NamedFiles(kind: "keymap", directories: [packageRoot + "/keymaps"])
    #expect(keymaps.names().contains("default"))
    for name in keymaps.names() {
      let path = try keymaps.path(of: Marked(name, at: Mark(file: "test")))
      #expect(try KeymapFile.load(path: path).name.value == name)
    }
  }

  @Test func usersFilesComeFirst() throws {
    try withTemporaryDirectory { directory in
      try "name: dark\n".write(toFile: directory + "/dark.yaml", atomically: true, encoding: .utf8)
      let themes = NamedFiles(
        kind: "theme", directories: [directory, packageRoot + "/themes", "/does/not/exist"])
      let mark = Mark(file: "config.yaml", line: 4, column: 10)
      #expect(try themes.path(of: Marked("dark", at: mark)) == directory + "/dark.yaml")
      #expect(
        errorLines { _ = try themes.path(of: Marked("drak", at: mark)) }
          == ["config.yaml:4:10: expected a known theme (did you mean \"dark\"?), got \"drak\""])
      #expect(errorLines { _ = try themes.path(of: Marked("../x", at: mark)) }.count == 1)
    }
  }
}
