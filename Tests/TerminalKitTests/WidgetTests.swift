import Testing

@testable import TerminalKit

@Suite struct WidgetTests {
  private let styles = TableStyles(
    header: Style(attributes: .bold), base: Style(), selection: Style(attributes: .reverse))
  private let columns = [
    TableColumn("SYM", width: 4), TableColumn("LAST", width: 10, alignment: .decimal),
    TableColumn("CHG", width: 6, alignment: .trailing, priority: 1),
    TableColumn("SRC", width: 6, priority: 2, grows: true),
  ]
  private let rows = [
    ["ES", "5012.25", "+0.42%", "SCHWAB"], ["CL", "98.5", "-1.10%", "EXCEL"],
    ["6E", "1.08355", "0.00%", "A-LONG-ONE"],
  ]

  private func table(width: Int, height: Int = 4, selected: Int? = 1) -> Surface {
    var surface = Surface(width: width, height: height)
    surface.drawTable(
      columns, rowCount: rows.count, selected: selected, in: surface.bounds, styles: styles
    ) { row, column in Span(rows[row][column], Style()) }
    return surface
  }

  @Test func decimalsStandBelowEachOther() {
    #expect(
      table(width: 32).lines == [
        " SYM        LAST    CHG SRC",
        " ES   5012.25    +0.42% SCHWAB",
        "▸CL     98.5     -1.10% EXCEL",
        " 6E      1.08355  0.00% A-LONG-…",
      ])
  }

  @Test func narrowTablesDropTheCheapestColumns() {
    #expect(table(width: 23).lines.first == " SYM        LAST    CHG")
    #expect(table(width: 16).lines.first == " SYM        LAST")
    #expect(table(width: 4).lines == [" SYM", " ES", "▸CL", " 6E"])
    #expect(table(width: 0).lines == ["", "", "", ""])
  }

  @Test func theSelectedRowIsMarkedAndKeptOnTheScreen() {
    let surface = table(width: 32, height: 2, selected: 2)
    #expect(surface.lines[1].hasPrefix("▸6E"))
    #expect(surface[10, 1].style.attributes == .reverse)
    #expect(Surface.visible(100, selected: 50, height: 10) == 45..<55)
    #expect(Surface.visible(100, selected: 99, height: 10) == 90..<100)
    #expect(Surface.visible(3, selected: nil, height: 10) == 0..<3)
    #expect(Surface.visible(0, selected: 5, height: 10) == 0..<0)
  }

  @Test func aClickFindsItsRow() {
    var surface = Surface(width: 30, height: 4)
    let geometry = surface.drawTable(
      columns, rowCount: 3, selected: nil, in: surface.bounds, styles: styles
    ) { row, column in Span(rows[row][column], Style()) }
    #expect(geometry.row(atY: 0) == nil)
    #expect(geometry.row(atY: 1) == 0)
    #expect(geometry.row(atY: 3) == 2)
    #expect(geometry.row(atY: 4) == nil)
  }

  @Test func sparklinesShowTheNewestAtTheRight() {
    var surface = Surface(width: 8, height: 1)
    let spike = Style(attributes: .bold)
    surface.drawSparkline(
      [9, 1, 2, 3, 4, 5, 6, 7, 8], in: surface.bounds, style: Style(), spikeStyle: spike,
      isSpike: { $0 > 7 })
    #expect(surface.text == "▂▃▄▅▆▇██")
    #expect(surface[7, 0].style == spike && surface[6, 0].style == Style())
    var ascii = Surface(width: 6, height: 1, glyphs: .ascii)
    ascii.drawSparkline([0, 1, .nan, .infinity], in: ascii.bounds, style: Style(), maximum: 2)
    #expect(ascii.text == "  _^ @")
  }

  @Test func barsFillByEighths() {
    func bar(_ fraction: Double, _ glyphs: Glyphs) -> String {
      var surface = Surface(width: 4, height: 1, glyphs: glyphs)
      surface.drawBar(fraction, in: surface.bounds, style: Style(), emptyStyle: Style())
      return surface.text
    }
    #expect(bar(0.5, .unicode) == "██░░")
    #expect(bar(0.59375, .unicode) == "██▍░")
    #expect(bar(7, .unicode) == "████")
    #expect(bar(-1, .unicode) == "░░░░")
    #expect(bar(.nan, .unicode) == "░░░░")
    #expect(bar(0.6, .ascii) == "##..")
  }

  @Test func toastsStackFromTheTopRight() {
    var surface = Surface(width: 30, height: 7)
    surface.drawToasts(
      [Toast("BUY 2 ES filled 5012.25"), Toast("EXCEL is stale", role: .toastWarning)],
      in: surface.bounds, theme: .plain)
    #expect(
      surface.lines == [
        "   ╭─────────────────────────╮", "   │ BUY 2 ES filled 5012.25 │",
        "   ╰─────────────────────────╯", "   ╭─────────────────────────╮",
        "   │ EXCEL is stale          │", "   ╰─────────────────────────╯", "",
      ])
  }

  @Test func textWrapsAtBlanks() {
    #expect(Surface.wrapped("one two three", width: 7) == ["one two", "three"])
    #expect(Surface.wrapped("abcdefghij k", width: 4) == ["abcd", "efgh", "ij k"])
    #expect(Surface.wrapped("a\nb", width: 9) == ["a", "b"])
    #expect(Surface.wrapped("a", width: 0) == [])
  }

  @Test func listsScrollToTheSelected() {
    var surface = Surface(width: 6, height: 2)
    surface.drawList(count: 9, selected: 8, in: surface.bounds, styles: styles) {
      [Span("row\($0)", Style())]
    }
    #expect(surface.lines == [" row7", "▸row8"])
  }

  @Test func editorsTypeMoveAndDelete() {
    var editor = LineEditor(limit: 8)
    func press(_ keys: Key...) -> [Bool] { keys.map { editor.take($0) } }
    for scalar in "buy 2 ES".unicodeScalars {
      #expect(press(Key(.character(scalar))) == [true])
    }
    #expect(press(Key(.enter), Key(.character("x"))) == [false, true])
    #expect(editor.text == "buy 2 ES" && editor.cursor == 8)
    #expect(press(Key(.character("w"), .control)) == [true])
    #expect(editor.text == "buy 2 ")
    #expect(press(Key(.home), Key(.delete)) == [true, true])
    #expect(editor.text == "uy 2 ")
    editor.insert("s\n\u{301}")
    #expect(editor.text.count <= 8 && editor.cursor <= editor.text.count)
    var surface = Surface(width: 4, height: 1)
    surface.drawEditor(
      LineEditor("ESZ6 NQZ6"), in: surface.bounds, style: Style(),
      cursorStyle: Style(attributes: .reverse))
    #expect(surface.text == "QZ6")
    #expect(surface[3, 0].style.attributes == .reverse)
  }
}
