import TerminalKit
import Testing

@testable import Workstation

/// Messages stand beside a form and never over it.
@Suite struct ToastPlaceTests {
  @Test(arguments: [
    // A ticket at the right, one at the left beside the ladder.
    (Rect(x: 114, y: 1, width: 46, height: 20), Rect(x: 0, y: 1, width: 114, height: 46)),
    (Rect(x: 0, y: 1, width: 46, height: 20), Rect(x: 46, y: 1, width: 114, height: 46)),
    // In the middle: at the right where it is wide enough there, else above.
    (Rect(x: 48, y: 19, width: 64, height: 9), Rect(x: 112, y: 1, width: 48, height: 46)),
    (Rect(x: 20, y: 19, width: 120, height: 9), Rect(x: 0, y: 1, width: 160, height: 18)),
    // At the top of all the width: below.
    (Rect(x: 0, y: 1, width: 160, height: 9), Rect(x: 0, y: 10, width: 160, height: 37)),
  ])
  func theFirstPlaceWithRoom(form: Rect, expected: Rect) {
    let page = Rect(x: 0, y: 1, width: 160, height: 46)
    #expect(ToastPlace.area(of: page, beside: form) == expected)
  }

  @Test func whereNothingIsLeftNothingStands() {
    let page = Rect(x: 0, y: 1, width: 60, height: 14)
    #expect(ToastPlace.area(of: page, beside: page).isEmpty)
    // Narrow, but better than nothing.
    let ticket = Rect(x: 14, y: 1, width: 46, height: 14)
    #expect(
      ToastPlace.area(of: page, beside: ticket) == Rect(x: 0, y: 1, width: 14, height: 14))
  }
}
