import Foundation
import Testing

/// The rules held against the checkout. What each rule catches is proved in its own suite.
@Suite struct TreeTests {
  private let architecture = Checkout.files.first { $0.path == "docs/architecture.md" }
  private let package = Checkout.files.first { $0.path == "Package.swift" }

  @Test func checkoutIsRead() {
    #expect(Checkout.files.count > 60)
    #expect(package != nil && architecture != nil)
    for path in ["Sources/thor/main.swift", "script/setup", ".ci/run", "Makefile"] {
      #expect(Checkout.files.contains { $0.path == path }, "\(path) is not among the files")
    }
  }

  @Test func importsKeepToTheTable() {
    #expect(Checkout.lexed.flatMap(ImportTable.check) == [])
  }

  @Test func tableIsThatOfTheArchitecture() throws {
    let documented = ImportTable.documented(in: try #require(architecture).text)
    #expect(documented == ImportTable.direct)
  }

  @Test func tableIsThatOfThePackage() throws {
    let declared = ImportTable.declared(in: try #require(package).text)
    #expect(declared.swift == ImportTable.direct.mapValues { $0.subtracting(["Glibc"]) })
    #expect(declared.c == ImportTable.cTargets)
  }

  @Test func onlyTheReactorReadsAClock() {
    #expect(Checkout.lexed.flatMap(CallRules.clocks) == [])
  }

  @Test func nobodySleepsInTheLoop() {
    #expect(Checkout.lexed.flatMap(CallRules.sleeps) == [])
  }

  @Test func bannedCallsAreNotMade() {
    #expect(Checkout.lexed.flatMap(CallRules.banned) == [])
  }

  @Test func filesAndFunctionsAreShort() {
    #expect(Checkout.swiftAndC.flatMap(LengthRules.file) == [])
    #expect(Checkout.lexed.flatMap(LengthRules.functions) == [])
  }

  @Test func textIsClean() {
    #expect(Checkout.files.flatMap(TextRules.whitespace) == [])
    #expect(Checkout.files.flatMap(TextRules.words) == [])
    #expect(Checkout.files.flatMap(TextRules.name) == [])
  }

  @Test func linksLeadSomewhere() {
    let findings = Checkout.files.flatMap { file in
      LinkRule.check(file) { FileManager.default.fileExists(atPath: Checkout.root + "/" + $0) }
    }
    #expect(findings == [])
  }
}
