import Testing
import Workstation

@Suite struct SendGateTests {
  static func at(_ millis: Int64) -> Int64 { 1_000_000_000 + millis * 1_000_000 }

  /// A line asked for at 0 ms and painted at 5 ms.
  func paintedGate() -> SendGate {
    var gate = SendGate(now: Self.at(0))
    gate.painted(now: Self.at(5))
    return gate
  }

  @Test func aSecondEnterAfterTheGapSendsOnceItStaysAlone() {
    var gate = paintedGate()
    gate.repeated(now: Self.at(256), alone: true)
    #expect(gate.passed(now: Self.at(505)) == .wait)
    #expect(gate.passed(now: Self.at(506)) == .send)
    #expect(gate.passed(now: Self.at(900)) == .wait)
  }

  @Test func anEnterWithinTheGapSendsNothing() {
    var gate = paintedGate()
    gate.repeated(now: Self.at(254), alone: true)
    #expect(gate.deadline == nil)
    #expect(gate.passed(now: Self.at(5_000)) == .wait)
  }

  @Test func theGapCountsFromThePaintingNotFromTheKey() {
    var gate = SendGate(now: Self.at(0))
    gate.repeated(now: Self.at(300), alone: true)
    #expect(gate.deadline == nil)
    gate.painted(now: Self.at(310))
    gate.repeated(now: Self.at(549), alone: true)
    #expect(gate.deadline == nil)
  }

  @Test(arguments: [Int64(250), 300, 500, 660], [Int64(25), 33, 92, 200, 245])
  func aHeldEnterNeverSends(firstDelay: Int64, interval: Int64) {
    var gate = paintedGate()
    var now = 5 + firstDelay
    for _ in 0..<200 {
      #expect(gate.passed(now: Self.at(now)) == .wait)
      gate.repeated(now: Self.at(now), alone: true)
      now += interval
    }
    let afterRelease = gate.passed(now: Self.at(now + 10_000))
    #expect(afterRelease == .wait)
  }

  @Test func anotherKeyWhileItSettlesCallsItOff() {
    var gate = paintedGate()
    gate.repeated(now: Self.at(300), alone: true)
    gate.otherKey(now: Self.at(310))
    #expect(gate.passed(now: Self.at(900)) == .wait)
  }

  @Test func yesSendsAtOnceWhenAPersonCouldHaveReadTheLine() {
    var gate = paintedGate()
    #expect(gate.yes(now: Self.at(255), alone: true) == .send)
  }

  @Test func aQuickYesSettlesFirst() {
    var gate = paintedGate()
    #expect(gate.yes(now: Self.at(10), alone: true) == .wait)
    #expect(gate.passed(now: Self.at(254)) == .wait)
    #expect(gate.passed(now: Self.at(255)) == .send)
    var later = paintedGate()
    #expect(later.yes(now: Self.at(240), alone: true) == .wait)
    #expect(later.passed(now: Self.at(339)) == .wait)
    #expect(later.passed(now: Self.at(340)) == .send)
  }

  @Test func aQuickYesThatGoesOnIsAPaste() {
    var gate = paintedGate()
    #expect(gate.yes(now: Self.at(10), alone: true) == .wait)
    gate.otherKey(now: Self.at(70))
    #expect(gate.passed(now: Self.at(5_000)) == .wait)
  }

  @Test func yesWithinABurstOrBeforeThePaintingSendsNothing() {
    var burst = paintedGate()
    #expect(burst.yes(now: Self.at(500), alone: false) == .wait)
    #expect(burst.deadline == nil)
    var unpainted = SendGate(now: Self.at(0))
    #expect(unpainted.yes(now: Self.at(500), alone: true) == .wait)
    #expect(unpainted.deadline == nil)
  }
}
