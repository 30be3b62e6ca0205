import MarketCodec
import TerminalKit

/// A screen of which sixty cells change a frame, each a digit on a heat background: the same cells
/// for the same seed.
struct HeatFrames {
  struct Change {
    let x: Int
    let y: Int
    let digit: UInt8
    let heat: Int
  }

  static let columns = 160
  static let rows = 48
  static let changesPerFrame = 60
  /// Palette entries from deep red over grey to deep green, as a heatmap has them.
  static let heats: [UInt8] = [
    196, 160, 124, 88, 52, 95, 131, 167, 239, 238, 237, 236, 235, 65, 71, 77, 22, 28, 34, 40, 46,
  ]
  static let ink: UInt8 = 231

  private var random: SplitMix64
  /// Mixed from every change made so far.
  private(set) var checksum: UInt64 = 14_695_981_039_346_656_037

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func next() -> [Change] {
    (0..<HeatFrames.changesPerFrame).map { _ in
      let change = Change(
        x: Int(random.below(UInt64(HeatFrames.columns))),
        y: Int(random.below(UInt64(HeatFrames.rows - 1))),
        digit: UInt8(48 + random.below(10)),
        heat: Int(random.below(UInt64(HeatFrames.heats.count))))
      let word = UInt64(change.x) << 32 | UInt64(change.y) << 16 | UInt64(change.digit) << 8
      checksum = (checksum ^ word ^ UInt64(change.heat)) &* 1_099_511_628_211
      return change
    }
  }

  static func style(_ heat: Int) -> Style {
    Style(foreground: .indexed(ink), background: .indexed(heats[heat]))
  }
}
