import MarketModel
import Panes
import Testing
import Workstation

@Suite struct ToastStackTests {
  func entry(_ text: String, _ level: LogEntry.Level = .info) -> LogEntry {
    LogEntry(at: .zero, level: level, text: text)
  }

  @Test func showsThreeNewestFirstForFiveSeconds() {
    var toasts = ToastStack()
    for (place, text) in ["a", "b", "c", "d"].enumerated() {
      toasts.show(entry(text), now: Int64(place))
    }
    #expect(toasts.shown.map(\.text) == ["d", "c", "b"])
    #expect(toasts.deadline == 1 + ToastStack.lifeNanos)
    let wentInTime = toasts.passed(now: 2 + ToastStack.lifeNanos)
    #expect(wentInTime)
    #expect(toasts.shown.map(\.text) == ["d"])
  }

  @Test func errorsStayUntilAKeyAndDoNotGiveWayToNews() {
    var toasts = ToastStack()
    toasts.show(entry("bad", .error), now: 0)
    for text in ["a", "b", "c"] { toasts.show(entry(text), now: 1) }
    #expect(toasts.shown.map(\.text) == ["c", "b", "bad"])
    let wentMuchLater = toasts.passed(now: .max - 1)
    #expect(wentMuchLater)
    #expect(toasts.shown.map(\.text) == ["bad"])
    toasts.dismiss()
    #expect(toasts.shown.isEmpty && toasts.deadline == nil)
  }
}
