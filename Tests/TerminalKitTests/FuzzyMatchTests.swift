import TerminalKit
import Testing

@Suite struct FuzzyMatchTests {
  private func best(_ typed: String, _ texts: [String]) -> [String] {
    texts.enumerated().compactMap { place, text in
      FuzzyMatch.rank(of: text, for: typed).map { ($0, place, text) }
    }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }

  @Test func whatIsMeantComesFirst() {
    let texts = ["to the risk page", "flatten the position", "theme dark", "price", "order rate"]
    #expect(best("risk", texts).first == "to the risk page")
    #expect(best("DARK", texts) == ["theme dark"])
    #expect(best("the", texts) == ["theme dark", "to the risk page", "flatten the position"])
    #expect(best("pos flat", texts) == ["flatten the position"])
    #expect(best("ordrt", texts) == ["order rate"])
    #expect(best("", texts) == texts)
  }

  @Test func whatDoesNotFitIsLeftOut() {
    #expect(FuzzyMatch.rank(of: "ES", for: "ESX") == nil)
    #expect(FuzzyMatch.rank(of: "", for: "a") == nil)
    #expect(FuzzyMatch.rank(of: "risk page", for: "risk xyz") == nil)
    #expect(FuzzyMatch.rank(of: "ab", for: "ba") == nil)
  }

  @Test func theBetterFitHasTheLowerRank() {
    let typed = "es"
    let ranks = ["ES", "ESZ6", "buy ES", "MES", "e and s"].map {
      FuzzyMatch.rank(of: $0, for: typed) ?? -1
    }
    #expect(ranks == ranks.sorted() && Set(ranks).count == 5 && ranks[0] == 0)
  }
}
