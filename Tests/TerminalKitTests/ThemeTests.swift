import Testing

@testable import TerminalKit

@Suite struct ThemeTests {
  private let definitions = [
    "dark": ThemeDefinition(
      palette: ["up": "#00ff00", "ground": "#101010"],
      roles: [
        "text": .init(foreground: "white", background: "ground"),
        "quote.up": .init(foreground: "up", attributes: ["bold"]),
        "status.bar": .init(foreground: "black", background: "7"),
      ]),
    "blue": ThemeDefinition(
      inherits: "dark", palette: ["up": "#0000ff"],
      roles: ["status.live": .init(attributes: ["reverse"]), "quote.up": .init(background: "1")]),
  ]

  @Test func namesAreTheCasesWordsJoinedByDots() {
    #expect(Role.quoteUp.name == "quote.up")
    #expect(Role(name: "status.paper") == .statusPaper)
    #expect(Role(name: "quoteUp") == nil)
    #expect(Set(Role.names).count == Role.allCases.count)
  }

  @Test func fallbacksEnd() {
    for role in Role.allCases {
      var steps = 0
      var current: Role? = role
      while let next = current, steps < 100 {
        current = next.fallback
        steps += 1
      }
      #expect(steps < 20, "\(role.name) falls back in a circle")
    }
  }

  @Test func rolesResolveThroughPaletteAndBase() throws {
    let theme = try Theme("dark", from: definitions)
    #expect(
      theme[.quoteUp]
        == Style(
          foreground: .rgb(0, 255, 0), background: .rgb(16, 16, 16), attributes: .bold))
    #expect(theme[.pnlGain] == theme[.quoteUp], "falls back")
    #expect(theme[.statusDemo] == theme[.statusBar])
    #expect(theme[.regimeSideways] == theme[.text])
  }

  @Test func aHeirChangesPaletteAndParts() throws {
    let theme = try Theme("blue", from: definitions)
    #expect(
      theme[.quoteUp]
        == Style(foreground: .rgb(0, 0, 255), background: .indexed(1), attributes: .bold))
    #expect(theme[.statusLive].attributes == .reverse)
  }

  @Test func monoKeepsCues() throws {
    let theme = try Theme("dark", from: definitions).adapted(to: .mono)
    #expect(theme[.selection] == Style(attributes: .reverse))
    #expect(theme[.quoteUp] == Style(attributes: .bold))
    #expect(theme[.quoteDown] == Style(attributes: .underline))
    #expect(theme[.quoteUp] != theme[.quoteDown])
  }

  @Test func errorsNameThemeRoleAndExpectation() {
    func error(_ definition: ThemeDefinition) -> ThemeError? {
      do throws(ThemeError) {
        _ = try Theme("mine", from: ["mine": definition])
        return nil
      } catch {
        return error
      }
    }
    #expect(
      error(.init(roles: ["quote.upp": .init()]))
        == .unknownRole(theme: "mine", role: "quote.upp", nearest: "quote.up"))
    #expect(
      error(.init(roles: ["text": .init(foreground: "mauve")]))?.description
        == "theme 'mine': 'text': expected #rrggbb, 0-255, a colour name or a palette entry, "
        + "got 'mauve'")
    #expect(
      error(.init(roles: ["text": .init(attributes: ["blink"])]))
        == .unknownAttribute(theme: "mine", role: "text", value: "blink"))
    #expect(error(.init(palette: ["a": "b"]))?.place == "palette.a")
    #expect(
      error(.init(inherits: "night")) == .unknownTheme(name: "night", inheritedBy: "mine"))
    #expect(error(.init(inherits: "mine")) == .inheritanceLoop(theme: "mine"))
  }
}
