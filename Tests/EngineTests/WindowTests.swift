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

  /// The breaker's window as the engine keeps it: most mids go past it by the held mid's lane.
  private struct Watched {
    var risk = RiskMonitor()
    var mids: [(at: Int64, mid: Int64)] = []
    var now: Int64 = 1
    var mid: Int64 = 1_000
    var followed = 0

    mutating func step(_ draw: inout Draw) {
      now += draw.next(6) * draw.next(6)
      // Mostly to and fro within a narrow band, now and then away from it.
      mid = draw.next(20) == 0 ? mid + draw.next(41) - 20 : mid + draw.next(3) - 1
      mids.append((now, mid))
      if risk.heldMids[0].follow(mid, at: UnixNanos(now)) {
        followed += 1
      } else {
        let range = risk.noteMid(mid, of: 0, at: UnixNanos(now), windowNanos: 100)
        risk.heldMids[0].isWide = range.high - range.low > 30
      }
    }

    mutating func isExact() -> Bool {
      let exact = risk.extremes(of: 0, windowNanos: 100)
      let inside = mids.filter { $0.at >= now - 100 }.map(\.mid)
      return exact.low == inside.min() && exact.high == inside.max()
    }
  }

  @Test func midsThatGoPastTheWindowAreInIt() {
    var followed = 0
    for seed in 1...300 as ClosedRange<UInt64> {
      var draw = Draw(state: seed &* 0x9E37_79B9)
      var watched = Watched()
      watched.risk.addInstrument()
      for count in 0..<600 {
        watched.step(&draw)
        if count % 150 == 149 {
          // A branch goes its own way from the same memory.
          var branch = watched
          branch.risk.detach()
          var other = Draw(state: seed &+ 77)
          for _ in 0..<40 { branch.step(&other) }
          let isExact = branch.isExact()
          #expect(isExact, "branch of seed \(seed) at \(count)")
        }
        guard draw.next(7) == 0 else { continue }
        let isExact = watched.isExact()
        #expect(isExact, "seed \(seed) at \(count)")
      }
      followed += watched.followed
    }
    #expect(followed > 50_000, "the lane was hardly used: \(followed)")
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
    for number in [0, 9, 10, 99, 100, 9_999_999, 12_345_678_901, 999_999_999_999_999, UInt64.max] {
      #expect(OrderID(prefix: "w", number: number).description == "w\(number)")
      #expect(OrderID(prefix: "a-longer-prefix-", number: number).count > 16)
    }
    #expect(OrderID(String(repeating: "x", count: 65)) == nil)
    #expect(OrderID("") == nil && OrderID("a\u{1}") == nil)
  }
}
