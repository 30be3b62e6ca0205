import Testing

@Suite struct LengthTests {
  private func spans(_ text: String, path: String = "Sources/Engine/A.swift") -> [Int] {
    LengthRules.spans(LexedFile(path: path, text)).map(\.lineCount)
  }

  @Test func functionsAreMeasured() {
    #expect(spans("func a() {}\nfunc b(\n  x: Int\n) {\n  c { }\n}\n") == [1, 5])
    #expect(spans("init?(x: Int) {\n}\ndeinit {\n  x()\n}\n") == [2, 3])
    #expect(spans("subscript(x: Int) -> Int {\n  x\n}\n") == [3])
    #expect(spans("func a(x: () -> Void = { b() }) {\n  c()\n}\n") == [3])
    #expect(spans("func a<T>() throws(E) -> [T] where T: P {\n\n}\n") == [3])
  }

  @Test func bracesInTextDoNotCount() {
    #expect(spans("func a() {\n  b(\"}\") // }\n  /* } */\n}\n") == [4])
    #expect(spans("func a() {\n  b(\"\\(c { d })\")\n}\n") == [3])
  }

  @Test func requirementsAndCallsHaveNoBody() {
    #expect(spans("protocol P {\n  func a()\n  init(x: Int)\n  var b: Int { get }\n}\n") == [])
    #expect(spans("let x = X.init(y: 1)\nself.init(x)\n") == [])
  }

  @Test func innerFunctionsCountInTheOuter() {
    #expect(spans("func a() {\n  func b() {\n  }\n}\n") == [4, 2])
  }

  @Test func functionsInCAreMeasured() {
    let text = "static int a(int b) {\n  if (b) {\n  }\n  return 0;\n}\nstruct s {\n  int x;\n};\n"
    #expect(spans(text, path: "Sources/CYaml/a.c") == [5])
  }

  @Test func longFunctionsAreCaught() {
    func sample(_ count: Int) -> LexedFile {
      let body = String(repeating: "  x()\n", count: count - 2)
      return LexedFile(path: "A.swift", "\nfunc a() {\n\(body)}\n")
    }
    #expect(LengthRules.functions(sample(LengthRules.maximumFunctionLines)) == [])
    let findings = LengthRules.functions(sample(LengthRules.maximumFunctionLines + 1))
    #expect(findings.map(\.description) == ["A.swift:2: a function of 81 lines, at most 80"])
  }

  @Test func longFilesAreCaught() {
    func sample(_ count: Int) -> SourceFile {
      SourceFile(path: "A.swift", text: String(repeating: "x\n", count: count))
    }
    #expect(LengthRules.file(sample(LengthRules.maximumFileLines)) == [])
    #expect(LengthRules.file(sample(LengthRules.maximumFileLines + 1)).count == 1)
  }
}
