import MarketModel
import Testing

@Suite struct InstrumentCatalogTests {
  func symbol(_ text: String) throws -> Symbol { try #require(Symbol(text)) }

  func catalog() throws -> InstrumentCatalog {
    InstrumentCatalog([
      Instrument(
        symbol: try symbol("ES"), multiplier: try Ratio("50"), tick: try Price("0.25")),
      Instrument(
        symbol: try symbol("GC"), multiplier: try Ratio("100"), tick: try Price("0.1")),
      Instrument(symbol: try symbol("AAPL"), kind: .equity, tick: try Price("0.01")),
    ])
  }

  @Test(arguments: ["ES", "6E", "BRK.B", "A/B-C_D", "ABCDEFGHIJKLMNOP"])
  func takesSymbolsOfTheContractsForm(_ text: String) {
    #expect(Symbol(text)?.description == text)
  }

  @Test(arguments: ["", "es", ".ES", "ES ", "ABCDEFGHIJKLMNOPQ", "E\u{1b}S", "ÄS"])
  func refusesOtherForms(_ text: String) {
    #expect(Symbol(text) == nil)
  }

  @Test func sortsSymbolsAsTextDoes() throws {
    let texts = ["ES", "6E", "ABCDEFGHIJ", "ABCDEFGHIK", "NQ", "E", "ESZ6"]
    #expect(try texts.map(symbol).sorted().map(\.description) == texts.sorted())
  }

  @Test func contractMonthsResolveToTheirRoot() throws {
    var catalog = try catalog()
    let resolved = catalog.resolve(try symbol("ESZ6"))
    let month = try #require(resolved)
    #expect(catalog[month].root.description == "ES")
    #expect(catalog[month].symbol.description == "ESZ6")
    #expect(try catalog[month].multiplier == Ratio("50"))
    #expect(catalog.resolve(try symbol("ESZ6")) == month)
    #expect(catalog.resolve(try symbol("GCZ13")) != nil)
    #expect(catalog.resolve(try symbol("ESA6")) == nil)
    #expect(catalog.resolve(try symbol("AAPLZ6")) == nil)
    #expect(catalog.resolve(try symbol("ZZ")) == nil)
  }

  @Test func keepsItsIndicesThroughGrowth() throws {
    var catalog = try catalog()
    for number in 0..<3_000 {
      let name = try symbol("S\(number)")
      catalog.define(.standard(name, tick: try Price("0.01")))
    }
    for number in 0..<3_000 {
      #expect(catalog.index(of: try symbol("S\(number)"))?.offset == number + 3)
    }
    #expect(catalog.index(of: try symbol("GC"))?.offset == 1)
  }

  @Test func isBounded() throws {
    var catalog = InstrumentCatalog()
    for number in 0..<InstrumentCatalog.countLimit {
      #expect(catalog.define(.standard(try symbol("S\(number)"), tick: .zero)) != nil)
    }
    #expect(catalog.define(.standard(try symbol("ONEMORE"), tick: .zero)) == nil)
  }

  @Test func sourceNamesKeepTheirPlace() throws {
    var table = SourceTable()
    let long = try #require(SourceName("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"))
    let added = table.add(long)
    let first = try #require(added)
    #expect(table[first].description == "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")
    #expect(table.add(long) == first)
    #expect(table.index(of: try #require(SourceName("SIM"))) == nil)
    #expect(SourceName("A B") == nil)
    #expect(SourceName(String(repeating: "A", count: 33)) == nil)
  }
}
