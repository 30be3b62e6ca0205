import MarketModel
import Panes
import TestSupport
import Testing

@testable import Workstation

/// The palette finds every command, symbol and theme, and does what their keys do.
@Suite struct PaletteTests {
  private func story(_ width: Int = 160, _ height: Int = 48) -> LadderStory {
    var story = LadderStory(width, height)
    story.desk = Desk(
      keymap: Appearances.keymap(contexts: KeyContext.names, commands: Command.names),
      watchlist: story.fixture.watchlist, presets: [1: Quantity(1)], themes: ["dark", "light"])
    story.paint()
    return story
  }

  @Test(arguments: [(160, 48), (80, 24)])
  func page(width: Int, height: Int) throws {
    var story = story(width, height)
    try story.press(":")
    try story.type("order")
    GoldenScreen.expect(story.surface, named: "palette-\(width)x\(height)")
  }

  @Test func aCommandIsFoundByItsWordsAndDone() throws {
    var story = story()
    try story.press(":")
    try story.type("risk page")
    #expect(story.line(with: "the risk page: limits, exposure, breaches")?.contains(" 3") == true)
    try story.press("enter")
    #expect(story.desk.focus == .limits)
    // Its own name finds it as well; only what means something here is offered.
    try story.press(":")
    try story.type("limit.edit")
    try story.press("enter")
    #expect(story.line(with: "Change: trading state") != nil)
    try story.press("esc", "1", ":")
    try story.type("limit.edit")
    #expect(story.line(with: "change the selected limit") == nil)
  }

  @Test func nothingIsSentThatAKeyWouldNotSend() throws {
    var story = story()
    for name in ["position.flatten", "position.reverse", "order.cancel-symbol", "armed.arm"] {
      try story.press(":")
      try story.type(name)
      try story.press("enter")
      #expect(story.waiting != nil, "\(name)")
      try story.press("enter")
      #expect(story.actions.isEmpty && story.desk.armed == nil)
      try story.press("esc")
    }
    try story.press(":")
    try story.type("panic")
    try story.press("enter")
    #expect(story.waiting?.repeatKey == .panic)
    #expect(story.actions.isEmpty)
  }

  @Test func symbolsAndThemesAreFound() throws {
    var story = story()
    try story.press(":")
    try story.type("nq")
    try story.press("enter")
    #expect(story.desk.selectedInstrument == InstrumentIndex(1))
    try story.press(":")
    try story.type("theme light")
    try story.press("enter")
    #expect(story.actions == [.theme("light")])
  }

  @Test func itOpensEmptyAndGoesAway() throws {
    var story = story()
    try story.press(":", "down", "pagedown", "up")
    #expect(story.line(with: "Commands, symbols, themes") != nil)
    try story.press("esc")
    #expect(story.line(with: "Commands, symbols, themes") == nil)
    try story.press(":")
    try story.type("zzzz")
    try story.press("enter")
    #expect(story.actions.isEmpty)
  }

  /// Every command that is no form's is reachable in some pane.
  @Test func everyCommandCanBeReached() throws {
    let keymap = Appearances.keymap(contexts: KeyContext.names, commands: Command.names)
    for command in Command.allCases where command.scope != .form {
      #expect(keymap.paletteKeys(for: command) != nil, "\(command.rawValue)")
    }
  }
}
