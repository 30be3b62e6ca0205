import Testing

@testable import TerminalKit

@Suite struct SurfaceTests {
  @Test func textIsClippedToItsRectangle() {
    var surface = Surface(width: 10, height: 2)
    let used = surface.draw("watchlist", in: Rect(x: 2, y: 0, width: 5, height: 1), style: Style())
    #expect(used == 5)
    #expect(surface.lines == ["  watch", ""])
  }

  @Test func textNeverLeavesTheSurface() {
    var surface = Surface(width: 4, height: 1)
    surface.draw("abcdef", in: Rect(x: -2, y: 0, width: 20, height: 1), style: Style())
    surface.draw("zz", in: Rect(x: 0, y: 1, width: 4, height: 1), style: Style())
    surface.draw("zz", in: Rect(x: 0, y: -1, width: 4, height: 1), style: Style())
    #expect(surface.text == "cdef")
  }

  @Test func alignsAndMarksWhatDoesNotFit() {
    var surface = Surface(width: 8, height: 5)
    func line(_ y: Int) -> Rect { Rect(x: 0, y: y, width: 8, height: 1) }
    surface.draw("98.75", in: line(0), style: Style(), align: .trailing)
    surface.draw("ES", in: line(1), style: Style(), align: .center)
    surface.draw("Thanksgiving", in: line(2), style: Style(), overflow: .ellipsis)
    surface.draw("1234567.25", in: line(3), style: Style(), overflow: .hash)
    surface.draw("−1,240", in: line(4), style: Style(), align: .trailing)
    #expect(surface.lines == ["   98.75", "   ES", "Thanksg…", "########", "  −1,240"])
  }

  @Test func wideCharactersTakeTwoCellsAndAreNeverHalved() {
    var surface = Surface(width: 6, height: 1)
    surface.draw("日本語", x: 0, y: 0, style: Style())
    #expect(surface.text == "日本語")
    #expect(surface[0, 0].width == 2 && surface[1, 0].isContinuation)
    surface.draw("x", x: 1, y: 0, style: Style())
    #expect(surface.text == " x本語")
    surface.draw("y", x: 2, y: 0, style: Style())
    #expect(surface.text == " xy 語")
    surface.draw("金金", in: Rect(x: 0, y: 0, width: 3, height: 1), style: Style())
    #expect(surface.text == "金  語")
  }

  @Test func aWideCharacterDoesNotFitTheLastColumn() {
    var surface = Surface(width: 3, height: 1)
    surface.put("日", x: 2, y: 0, style: Style())
    #expect(surface.text == "")
    surface.draw("ab日", x: 0, y: 0, style: Style())
    #expect(surface.text == "ab")
  }

  @Test func combiningMarksJoinTheirBase() {
    var surface = Surface(width: 5, height: 1)
    surface.draw("e\u{301}x", x: 0, y: 0, style: Style())
    #expect(surface[0, 0].text.unicodeScalars.count == 2)
    #expect(surface[1, 0].text == "x")
    #expect(Surface.columns(of: "e\u{301}x") == 2)
  }

  @Test(arguments: [
    "\u{1b}[31m", "\u{7}", "\u{9b}2J", "\u{7f}", "\u{0}", "\u{202e}", "\u{200b}", "\u{ad}", "\n",
    "\u{e000}", "\u{feff}", "\u{2028}",
  ])
  func nothingThatSteersATerminalEntersACell(_ hostile: String) {
    var surface = Surface(width: 12, height: 1)
    surface.draw("a" + hostile + "b", x: 0, y: 0, style: Style())
    for cell in surface.cells {
      let value = cell.scalarValue
      #expect(value >= 0x20 && !(0x7f..<0xa0).contains(value))
    }
    #expect(surface[1, 0].text == "\u{fffd}")
  }

  @Test func boxesCarryATitleAndReturnTheirInside() {
    var surface = Surface(width: 14, height: 3)
    let inner = surface.drawBox(surface.bounds, title: "Orders", style: Style())
    #expect(inner == Rect(x: 1, y: 1, width: 12, height: 1))
    #expect(surface.lines == ["╭ Orders ────╮", "│            │", "╰────────────╯"])
    var narrow = Surface(width: 8, height: 2, glyphs: .ascii)
    narrow.drawBox(narrow.bounds, title: "Positions", style: Style())
    #expect(narrow.lines == ["+ Po~ -+", "+------+"])
    let nothing = narrow.drawBox(Rect(x: 0, y: 0, width: 1, height: 9), style: Style())
    #expect(nothing.isEmpty)
  }

  @Test func restylingKeepsTheText() {
    let selection = Style(background: .indexed(4))
    let up = Style(foreground: .indexed(2))
    var surface = Surface(width: 4, height: 1)
    surface.draw([Span("ES", Style()), Span("+1", up)], in: surface.bounds)
    surface.restyle(surface.bounds) { $0.replacing(Style(), with: selection) }
    #expect(surface.text == "ES+1")
    #expect(surface[0, 0].style == selection)
    #expect(surface[2, 0].style == Style(foreground: .indexed(2), background: .indexed(4)))
  }

  @Test func aCellIsSmall() {
    #expect(MemoryLayout<Cell>.stride <= 24)
  }
}
