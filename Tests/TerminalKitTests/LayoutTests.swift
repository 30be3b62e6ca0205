import Testing

@testable import TerminalKit

@Suite struct LayoutTests {
  private let screen = Rect(x: 0, y: 0, width: 160, height: 48)

  @Test func fixedPartsKeepTheirSizeAndWeightsShareTheRest() {
    let rows = Layout.rows(screen, [.fixed(1), .weight(2), .weight(1), .fixed(1)])
    #expect(rows.map(\.height) == [1, 30, 16, 1] || rows.map(\.height) == [1, 31, 15, 1])
    #expect(rows.map(\.height).reduce(0, +) == 48)
    #expect(rows[2].bottom == rows[3].y)
  }

  @Test func equalWeightsComeOutEqual() {
    let columns = Layout.columns(screen, [.weight(1), .weight(1), .weight(1), .weight(1)])
    #expect(columns.map(\.width) == [40, 40, 40, 40])
  }

  @Test func aPartThatDoesNotFitIsEmptyAndTheOthersStayWhole() {
    let small = Rect(x: 0, y: 0, width: 50, height: 10)
    let columns = Layout.columns(small, [.minimum(30, weight: 1), .fixed(40), .fixed(12)])
    #expect(columns.map(\.width) == [38, 0, 12])
    #expect(columns[2].x == 38)
  }

  @Test func gapsStandBetweenPartsOnly() {
    let columns = Layout.columns(
      Rect(x: 0, y: 0, width: 21, height: 1), [.fixed(5), .weight(1), .fixed(5)], gap: 1)
    #expect(columns.map(\.x) == [0, 6, 16])
    #expect(columns.map(\.width) == [5, 9, 5])
  }

  @Test(arguments: 0..<40)
  func partsNeverOverlapNorLeaveTheRectangle(_ width: Int) {
    let area = Rect(x: 3, y: 0, width: width, height: 2)
    let parts = Layout.columns(
      area, [.fixed(7), .minimum(5, weight: 3), .weight(1), .fixed(4), .weight(2)], gap: 1)
    var x = area.x
    for part in parts where !part.isEmpty {
      #expect(part.x >= x)
      x = part.right
    }
    #expect(x <= area.right)
  }

  @Test func rectanglesAreCutWithoutGoingNegative() {
    let rect = Rect(x: 2, y: 1, width: 5, height: 3)
    #expect(rect.inset(columns: 4).width == 0)
    #expect(rect.dropping(columns: 9).isEmpty)
    #expect(rect.trailing(2) == Rect(x: 5, y: 1, width: 2, height: 3))
    #expect(rect.lower(1) == Rect(x: 2, y: 3, width: 5, height: 1))
    #expect(rect.row(3).isEmpty && rect.row(-1).isEmpty)
    #expect(rect.leading(-3).isEmpty)
    #expect(rect.centered(width: 3, height: 1) == Rect(x: 3, y: 2, width: 3, height: 1))
    #expect(rect.intersection(Rect(x: 20, y: 0, width: 4, height: 9)).isEmpty)
  }
}
