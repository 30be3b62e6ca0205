import TerminalKit
import Testing

@Suite struct LineChartTests {
  private func lines(_ values: [Double], _ width: Int, _ height: Int, _ glyphs: Glyphs) -> [String]
  {
    var surface = Surface(width: width, height: height, glyphs: glyphs)
    surface.drawChart(values, in: surface.bounds, style: Style())
    return surface.lines
  }

  @Test func aLineIsOneFromTheLowestToTheHighest() {
    #expect(lines([0, 1, 2, 3], 4, 4, .ascii) == ["   *", "  *", " *", "*"])
    #expect(lines([3, 0], 4, 3, .ascii) == ["**", "  *", "  **"])
    #expect(lines([0, 1, 2, 3], 2, 1, .unicode) == ["⡠⠊"])
    #expect(lines([0, 3], 2, 1, .unicode) == ["⣀⠏"])
  }

  @Test func whatCannotBeDrawnIsLeftOut() {
    #expect(lines([], 3, 2, .unicode) == ["", ""])
    #expect(lines([.nan, .infinity], 3, 1, .ascii) == [""])
    // Of one height: in the middle.
    #expect(lines([5, 5, .nan], 3, 3, .ascii) == ["", "***", ""])
    #expect(lines([7], 2, 1, .ascii) == ["**"])
  }

  @Test func ofManyValuesTheLastAreShown() {
    let values = (0..<1_000).map(Double.init)
    #expect(lines(values, 3, 3, .ascii) == ["  *", "**", ""])
  }
}
