import Testing

/// Each rule catches a bad sample and lets a good one pass.
@Suite struct RuleTests {
  @Test(arguments: [
    ("Sources/Engine/A.swift", "import Glibc", "Engine may not import Glibc"),
    ("Sources/Engine/A.swift", "import Foundation", "Engine may not import Foundation"),
    ("Sources/thor/A.swift", "import Foundation", "thor may not import Foundation"),
    ("Sources/MarketModel/A.swift", "import Engine", "MarketModel may not import Engine"),
    ("Sources/thor/A.swift", "import CTerminal", "thor may not import CTerminal"),
    ("Sources/Panes/A.swift", "internal import struct CYaml.X", "Panes may not import CYaml"),
    ("Sources/Panes/A.swift", "@_exported import CYaml", "Panes may not import CYaml"),
    ("Sources/Drawer/A.swift", "let a = 1", "target Drawer is in no table"),
  ])
  func importsAreCaught(path: String, text: String, message: String) {
    #expect(ImportTable.check(LexedFile(path: path, text)).map(\.message) == [message])
  }

  @Test func allowedImportsPass() {
    let text = "import Engine\npublic import MarketModel\n@preconcurrency import TerminalKit\n"
    #expect(ImportTable.check(LexedFile(path: "Sources/Panes/A.swift", text)) == [])
    // Through Engine, which may import it.
    #expect(ImportTable.check(LexedFile(path: "Sources/Panes/A.swift", "import Risk")) == [])
    #expect(ImportTable.check(LexedFile(path: "Tests/X/A.swift", "import Foundation")) == [])
  }

  @Test func tablesAreRead() {
    let markdown =
      "| Target | x | May import |\n|---|---|---|\n| `A` | b, c | nothing |\n| `B` | d | A, `CX` |\n"
    #expect(ImportTable.documented(in: markdown) == ["A": [], "B": ["A", "CX"]])
    let package = """
          shim("CX", links: "x"),
          target("A", []),
          target(
            "B", ["A", "CX"], hot: true),
          .executableTarget(
            name: "c", dependencies: ["A", "B"].map { .byName(name: $0) })
      """
    let declared = ImportTable.declared(in: package)
    #expect(declared.swift == ["A": [], "B": ["A", "CX"], "c": ["A", "B"]])
    #expect(declared.c == ["CX"])
  }

  @Test(arguments: [
    "clock_gettime(CLOCK_REALTIME, &x)", "let c = ContinuousClock()", "let t = time(nil)",
    "let t = Date()", "thor_unix_nanos()", "gettimeofday(&x, nil)",
  ])
  func clocksAreCaught(text: String) {
    #expect(CallRules.clocks(LexedFile(path: "Sources/Engine/A.swift", text)).count == 1)
    #expect(CallRules.clocks(LexedFile(path: "Sources/CYaml/a.c", text)).count == 1)
    #expect(CallRules.clocks(LexedFile(path: "Sources/Reactor/A.swift", text)) == [])
    #expect(CallRules.clocks(LexedFile(path: "Tests/EngineTests/A.swift", text)) == [])
  }

  @Test(arguments: ["usleep(3)", "sleep(1)", "nanosleep(&x, nil)"])
  func sleepsAreCaught(text: String) {
    #expect(CallRules.sleeps(LexedFile(path: "Sources/RedisFeed/A.swift", text)).count == 1)
    #expect(CallRules.sleeps(LexedFile(path: "Sources/CYaml/a.c", text)).count == 1)
    #expect(CallRules.sleeps(LexedFile(path: "Sources/thor/A.swift", text)) == [])
    #expect(CallRules.sleeps(LexedFile(path: "Sources/Panes/A.swift", "x.sleep(1)")) == [])
  }

  @Test(arguments: [
    "let time = tick.time", "view.time(at: 3)", "func time(at x: Int) {}", "// clock_gettime",
    "let s = \"Date()\"", "struct Date {}", "let clock: Clock",
  ])
  func otherTimesPass(text: String) {
    #expect(CallRules.clocks(LexedFile(path: "Sources/Engine/A.swift", text)) == [])
  }

  @Test(arguments: [
    "try! f()", "x as! Y", "fatalError(\"x\")", "unsafeBitCast(x, to: Y.self)", "print(x)",
    "debugPrint(x)", "let y = x!", "f()!.g", "a[0]!", "x!.y", "let x: Int!", "\"\\(x!)\"",
    "x!\n== y", "preconditionFailure()", "if x! == y {}", "a?.b!",
  ])
  func bannedCallsAreCaught(text: String) {
    #expect(CallRules.banned(LexedFile(path: "Sources/Engine/A.swift", text)).count == 1)
    #expect(CallRules.banned(LexedFile(path: "Tests/X/A.swift", text)) == [])
  }

  @Test(arguments: [
    "try? f()", "if !x {}", "x != y", "a!=b", "f(!x)", "[!x]", "a && !b", "// try! x",
    "\"what!\"", "log.print(x)", "func print(_ x: Int) {}", "precondition(x)", "x ! y",
    "return !x", "a ? !b : !c",
  ])
  func goodCodePasses(text: String) {
    #expect(CallRules.banned(LexedFile(path: "Sources/Engine/A.swift", text)) == [])
  }

  @Test func onlyTheProgramPrints() {
    #expect(CallRules.banned(LexedFile(path: "Sources/thor/A.swift", "print(x)")) == [])
    #expect(CallRules.banned(LexedFile(path: "Sources/Panes/A.swift", "print(x)")).count == 1)
  }

  @Test func wordsAreCaught() {
    let bad = [
      "// FIX" + "ME: later", "// TODO: " + "stub", "let p = \"/ho" + "me/me/x\"",
      "cd /wo" + "rk/x",
    ]
    for text in bad {
      #expect(TextRules.words(SourceFile(path: "a.md", text: "x\n" + text)).map(\.line) == [2])
    }
    for text in ["net/wo" + "rk/x", "~/x", "$HOME/x", "a TODO list"] {
      #expect(TextRules.words(SourceFile(path: "a.md", text: text)) == [])
    }
  }

  @Test func whitespaceIsCaught() {
    let findings = TextRules.whitespace(SourceFile(path: "a.md", text: "a \nb\nc\t"))
    #expect(findings.map(\.line) == [1, 3, 3])
    #expect(TextRules.whitespace(SourceFile(path: "a.md", text: "a\n\nb\n")) == [])
  }

  @Test(arguments: [
    "Utils.swift", "StringUtils.swift", "OrderManager.swift", "Common.c", "helpers.h",
  ])
  func drawersAreCaught(name: String) {
    #expect(TextRules.name(SourceFile(path: "Sources/Engine/" + name, text: "")).count == 1)
  }

  @Test(arguments: ["Commons.swift", "Order.swift", "UtilisationBar.swift", "setup", ".gitignore"])
  func namesPass(name: String) {
    #expect(TextRules.name(SourceFile(path: "Sources/Engine/" + name, text: "")) == [])
  }

  @Test func brokenLinksAreCaught() {
    let text = """
      [a](b.md) [c](../d.md#e) [f](https://g.h/i) [j](#k) `[l](m)` ![n](o.png "p")
      ```
      [q](r)
      ```
      [s](../../t.md)
      """
    let file = SourceFile(path: "docs/x.md", text: text)
    #expect(LinkRule.links(file).map(\.target) == ["b.md", "../d.md", "o.png", "../../t.md"])
    let findings = LinkRule.check(file) { $0 == "docs/b.md" || $0 == "docs/o.png" }
    #expect(
      findings.map(\.message) == [
        "../d.md leads nowhere", "../../t.md leads out of the project",
      ])
  }
}
