import Testing

@testable import MarketCodec

@Suite struct DuplicateWindowTests {
  /// Held against a plain list of the last ids, with few enough values that they repeat often.
  @Test func agreesWithAPlainList() {
    var window = DuplicateWindow(capacity: 50)
    var list: [IngestID] = []
    var random = SplitMix64(seed: 7)
    for _ in 0..<20_000 {
      let id = IngestID(high: 1, low: random.below(120))
      #expect(window.contains(id) == list.contains(id))
      let isNew = !list.contains(id)
      #expect(window.insert(id) == isNew)
      if isNew {
        list.append(id)
        if list.count > 50 { list.removeFirst() }
      }
    }
  }

  @Test func holdsExactlyTheLastHundredThousand() {
    var window = DuplicateWindow()
    for number in 0...100_000 { _ = window.insert(IngestID(high: 2, low: UInt64(number))) }
    #expect(!window.contains(IngestID(high: 2, low: 0)))
    #expect(window.contains(IngestID(high: 2, low: 1)))
    #expect(window.contains(IngestID(high: 2, low: 100_000)))
    #expect(!window.contains(IngestID(high: 2, low: 100_001)))
  }
}
