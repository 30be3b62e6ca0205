import Testing

@testable import TerminalKit

@Suite struct ColorTests {
  @Test func coloursAreReadFromText() {
    #expect(Color("#ff8000") == .rgb(255, 128, 0))
    #expect(Color("#f80") == .rgb(255, 136, 0))
    #expect(Color("202") == .indexed(202))
    #expect(Color("bright-red") == .indexed(9))
    #expect(Color("default") == .standard)
    for bad in ["", "#", "#ff", "#gggggg", "256", "-1", "+1", "mauve", "#ff80000"] {
      #expect(Color(bad) == nil)
    }
  }

  @Test func coloursComeDownToWhatTheTerminalShows() {
    let red = Color.rgb(255, 0, 0)
    #expect(ColorDepth.truecolor.nearest(to: red) == red)
    #expect(ColorDepth.palette.nearest(to: red) == .indexed(196))
    #expect(ColorDepth.sixteen.nearest(to: red) == .indexed(9))
    #expect(ColorDepth.sixteen.nearest(to: .indexed(196)) == .indexed(9))
    #expect(ColorDepth.mono.nearest(to: red) == .standard)
    #expect(ColorDepth.palette.nearest(to: .rgb(128, 128, 128)) == .indexed(244))
    #expect(ColorDepth.palette.nearest(to: .standard) == .standard)
  }

  @Test func softColoursKeepTheirHueInSixteen() {
    func index(_ name: String) -> UInt8? {
      guard let color = Color(name),
        case .indexed(let index) = ColorDepth.sixteen.nearest(to: color).kind
      else { return nil }
      return index
    }
    // The ones that themes use for up, down, warnings, what works, and grounds.
    #expect(index("#5fd787") == 2)
    #expect(index("#ff5f5f") == 9)
    #expect(index("#ffaf5f") == 11)
    #expect(index("#5fafd7") == 6)
    #expect(index("#af87d7") == 5)
    #expect(index("#005f87") == 4)
    #expect(index("#008700") == 2)
    #expect(index("#af0000") == 1)
    for grey in ["#121212", "#1c1c1c"] { #expect(index(grey) == 0) }
    #expect(index("#808080") == 8)
  }

  @Test func monoKeepsTheAttributes() {
    let style = Style(foreground: .indexed(1), background: .rgb(1, 2, 3), attributes: .underline)
    #expect(ColorDepth.mono.nearest(to: style) == Style(attributes: .underline))
  }

  @Test func everyPaletteEntryIsItsOwnNearest() {
    for index in UInt8(16)...255 {
      let color = Color.indexed(index)
      guard let (red, green, blue) = ColorDepth.components(of: color) else {
        Issue.record("palette entry \(index) has no components")
        continue
      }
      let nearest = ColorDepth.palette.nearest(to: .rgb(red, green, blue))
      let back = ColorDepth.components(of: nearest)
      #expect(back?.red == red && back?.green == green && back?.blue == blue)
    }
  }

  @Test func gradientsEndWhereTheyShould() {
    let black = Color.rgb(0, 0, 0)
    let white = Color.rgb(255, 255, 255)
    #expect(black.blended(with: white, fraction: 0) == black)
    #expect(black.blended(with: white, fraction: 9) == white)
    #expect(black.blended(with: white, fraction: 0.5) == .rgb(128, 128, 128))
    #expect(black.blended(with: white, fraction: .nan) == black)
    #expect(Color.standard.blended(with: white, fraction: 0.9) == white)
  }
}
