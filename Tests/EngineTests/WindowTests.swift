import Execution
import MarketModel
import Risk
import Testing

/// What slides or is looked up on the way of every quote and order, against the obvious way.
@Suite struct WindowTests {
  /// A small generator of the tests' own.
  private struct Draw {
    var state: UInt64
    mutating func next(_ limit: UInt64) -> Int64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int64(state >> 11 % limit)
    }
  }

  @Test func theWindowsExtremesAreThoseOfItsMids() {
    for seed in 1...300 as ClosedRange<UInt64> {
      var draw = Draw(state: seed &* 0x9E37_79B9)
      var window = MidWindow()
      var mids: [(at: Int64, mid: Int64)] = []
      var now: Int64 = 1
      var mid: Int64 = 1_000
      for _ in 0..<400 {
        now += draw.next(8) * draw.next(8)
        mid += draw.next(3) - 1
        mids.append((now, mid))
        let range = window.note(mid, at: UnixNanos(now), windowNanos: 100)
        let inside = mids.filter { $0.at >= now - 100 }.map(\.mid)
        #expect(range.low <= inside.min() ?? 0 && range.high >= inside.max() ?? 0)
        guard draw.next(4) == 0 else { continue }
        let exact = window.extremes(windowNanos: 100)
        #expect(exact.low == inside.min(), "seed \(seed)")
        #expect(exact.high == inside.max(), "seed \(seed)")
      }
    }
  }

  @Test func idsAreFoundAmongThousands() {
    var store = OrderStore()
    let ids = (0..<5_000).compactMap { count in
      OrderID(count % 3 == 0 ? "o\(count)" : "a-rather-long-name-of-an-order-\(count)-\(count % 7)")
    }
    let request = OrderRequest(
      id: ids[0], symbol: .none, side: .buy, type: .market, quantity: Quantity(1))
    for id in ids {
      #expect(store.index(of: id) == nil)
      _ = store.add(OrderRecord(request, instrument: nil, at: .zero), id: id)
    }
    for (place, id) in ids.enumerated() { #expect(store.index(of: id) == OrderIndex(place)) }
  }

  @Test func anIDIsReadAndNumberedAsItsText() {
    for text in ["a", "12345678", "123456789", String(repeating: "x", count: 64), "q\"\\"] {
      let id = OrderID(text)
      #expect(id?.description == text && id?.count == text.utf8.count)
    }
    for number in [0, 9, 10, 99, 100, 12_345_678_901, UInt64.max] {
      #expect(OrderID(prefix: "w", number: number).description == "w\(number)")
    }
    #expect(OrderID(String(repeating: "x", count: 65)) == nil)
    #expect(OrderID("") == nil && OrderID("a\u{1}") == nil)
  }
}
