import Testing

@testable import TerminalKit

@Suite struct KeyTests {
  @Test(arguments: [
    "b", "X", "ctrl-c", "up", "f1", "f12", "enter", "esc", "space", "alt-x", "shift-tab",
    "ctrl-space", "-", "ctrl--", "alt-enter", "ctrl-alt-x", "?", "/", ":", "pagedown", "é",
    "shift-up", "ctrl-right", "backspace", "delete", "f", "alt-X",
  ])
  func namesReadTheSameBothWays(_ name: String) {
    #expect(Key(name)?.description == name)
  }

  @Test func oneKeyHasOneValue() {
    #expect(Key("ctrl-C") == Key("ctrl-c"))
    #expect(Key("shift-x") == Key("X"))
    #expect(Key("alt-ctrl-x") == Key("ctrl-alt-x"))
  }

  @Test(arguments: [
    "", "ctrl-", "ctrl-ctrl-c", "f0", "f25", "f1x", "escape", "bb", "\u{1b}", "\u{7}", " ", "f+1",
  ])
  func whatNamesNoKeyIsNone(_ name: String) {
    #expect(Key(name) == nil)
  }

  @Test func onlyPlainCharactersAreTyped() {
    #expect(Key("X")?.character == "X")
    #expect(Key("ctrl-x")?.character == nil)
    #expect(Key("enter")?.character == nil)
  }
}

@Suite struct KeymapTests {
  private let commands = ["quit", "order.buy", "order.sell", "flatten", "go.top", "help"]

  private func keymap() throws -> Keymap {
    var keymap = Keymap(contexts: ["global", "ticket"], commands: commands)
    try keymap.merge([
      "global": ["q": "quit", "b": "order.buy", "g g": "go.top", "?": "help"],
      "ticket": ["b": "order.sell"],
    ])
    return keymap
  }

  private func match(_ keymap: Keymap, _ keys: String, _ contexts: [String]) -> Keymap.Match {
    keymap.match(keys.split(separator: " ").compactMap { Key(String($0)) }, in: contexts)
  }

  @Test func innerContextsComeFirst() throws {
    let keymap = try keymap()
    #expect(match(keymap, "b", ["ticket", "global"]) == .command("order.sell"))
    #expect(match(keymap, "b", ["global"]) == .command("order.buy"))
    #expect(match(keymap, "q", ["ticket", "global"]) == .command("quit"))
    #expect(match(keymap, "z", ["ticket", "global"]) == .none)
  }

  @Test func sequencesArePartialUntilTheyEnd() throws {
    let keymap = try keymap()
    #expect(match(keymap, "g", ["global"]) == .partial)
    #expect(match(keymap, "g g", ["global"]) == .command("go.top"))
    #expect(match(keymap, "g x", ["global"]) == .none)
  }

  @Test func aLaterLayerWins() throws {
    var keymap = try keymap()
    try keymap.merge(["global": ["g": "flatten", "q": "none", "b x": "order.buy"]])
    #expect(match(keymap, "g", ["global"]) == .command("flatten"))
    #expect(match(keymap, "q", ["global"]) == .none)
    #expect(match(keymap, "b", ["global"]) == .partial)
    #expect(match(keymap, "?", ["global"]) == .command("help"))
  }

  @Test func helpComesFromTheKeymap() throws {
    let keymap = try keymap()
    #expect(
      keymap.help("global").map { "\($0.keys) \($0.command)" }
        == ["q quit", "b order.buy", "g g go.top", "? help"])
    #expect(keymap.keys(for: "go.top", in: ["ticket", "global"]) == "g g")
    #expect(keymap.keys(for: "flatten", in: ["global"]) == nil)
  }

  @Test func errorsNameContextKeysAndNearest() throws {
    func error(_ bindings: [String: [String: String]]) throws -> KeymapError? {
      var keymap = try keymap()
      let before = keymap
      do throws(KeymapError) {
        try keymap.merge(bindings)
        return nil
      } catch {
        #expect(keymap == before, "a bad file changes nothing")
        return error
      }
    }
    #expect(
      try error(["globl": [:]]) == .unknownContext(context: "globl", nearest: "global"))
    #expect(
      try error(["global": ["b": "order.bye"]])?.description
        == "global: 'b': expected a command such as 'order.buy', got 'order.bye'")
    #expect(
      try error(["global": ["bb": "quit"]])
        == .unknownKey(context: "global", keys: "bb", key: "bb"))
    #expect(try error(["global": ["": "quit"]])?.keys == "")
    #expect(
      try error(["global": ["a": "quit", "a b": "help"]])
        == .shadowed(context: "global", keys: "a b", by: "a"))
    #expect(
      try error(["ticket": ["z y x": "quit", "z y": "help"]])?.context == "ticket")
    #expect(try error(["ticket": ["ctrl-c": "quit", "ctrl-C": "help"]])?.context == "ticket")
  }
}
