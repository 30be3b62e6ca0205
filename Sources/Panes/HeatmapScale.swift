import MarketModel
import TerminalKit

/// The colours of a heatmap: 21 steps from `heatmap.down` over `heatmap.flat` to `heatmap.up`.
///
/// Few steps, since every colour on a truecolor screen costs one of the terminal's entries, and
/// since nobody reads more. Where a theme gives the roles no grounds, the letters are coloured.
struct HeatmapScale {
  /// Steps on each side of no change.
  static let reach = 10
  /// The change, in 1e-4, at which the colour is full.
  static let fullChange = 200.0
  /// Even the smallest step must be told from none.
  private static let leastFraction = 0.25

  private let flat: Style
  private let styles: [Style]

  init(_ theme: Theme) {
    flat = HeatmapScale.readable(theme[.heatmapFlat], theme.depth)
    styles = (-HeatmapScale.reach...HeatmapScale.reach).map { step in
      HeatmapScale.style(step, theme)
    }
  }

  /// The step of a change since `base`: −10 … 10.
  static func step(from base: Price, to price: Price) -> Int {
    guard base.nanos > 0 else { return 0 }
    let change = (price.approximate - base.approximate) / base.approximate * 10_000
    guard change.isFinite else { return 0 }
    let part = min(1, change.magnitude / fullChange) * Double(reach)
    // A change that is none is flat, and any other is not.
    let steps = change == 0 ? 0 : max(1, Int(part + 0.5))
    return change < 0 ? -steps : steps
  }

  subscript(step: Int) -> Style {
    styles[max(-HeatmapScale.reach, min(HeatmapScale.reach, step)) + HeatmapScale.reach]
  }

  /// How a tile without a change to show looks.
  var unknown: Style { flat }

  private static func style(_ step: Int, _ theme: Theme) -> Style {
    let flat = theme[.heatmapFlat]
    guard step != 0 else { return readable(flat, theme.depth) }
    let end = theme[step < 0 ? .heatmapDown : .heatmapUp]
    // What lies between two of sixteen colours is a third one that means nothing.
    guard theme.depth > .sixteen else { return readable(end, theme.depth) }
    let part = Double(step.magnitude) / Double(reach)
    let fraction = leastFraction + (1 - leastFraction) * part
    return theme.depth.nearest(
      to: Style(
        foreground: flat.foreground.blended(with: end.foreground, fraction: fraction),
        background: flat.background.blended(with: end.background, fraction: fraction),
        attributes: end.attributes))
  }

  /// In sixteen colours, letters that stand out from their ground.
  private static func readable(_ style: Style, _ depth: ColorDepth) -> Style {
    guard depth == .sixteen, let ground = ColorDepth.components(of: style.background) else {
      return style
    }
    let light = 2 * Int(ground.red) + 5 * Int(ground.green) + Int(ground.blue)
    let letters: UInt8 = light > 600 ? 0 : 15
    guard light > 0 || style.foreground == style.background else { return style }
    return Style(
      foreground: .indexed(letters), background: style.background, attributes: style.attributes)
  }
}
