import MarketModel
import Panes

/// The tape's keys.
extension Desk {
  /// Changes which trades are shown.
  mutating func filterTape(_ command: Command) {
    tape.release()
    let sizes = TapeState.sizes
    switch command {
    case .tapeScope: tape.showsAll.toggle()
    case .tapeLarger: tape.leastSize = sizes.first { $0 > tape.leastSize } ?? tape.leastSize
    case .tapeSmaller: tape.leastSize = sizes.last { $0 < tape.leastSize } ?? .zero
    default: break
    }
  }

  /// Scrolls by trades, back in time above 0; the newest is followed again at the top.
  mutating func scrollTape(by rows: Int) {
    guard let drawing = map.tape else { return }
    if rows > 0, !drawing.hasOlder { return }
    let offset = tape.offset + max(-TradeTape.limit, min(TradeTape.limit, rows))
    guard offset > 0 else { return tape.release() }
    tape.heldNumber = tape.heldNumber ?? drawing.newestNumber
    tape.offset = min(offset, TradeTape.limit)
  }
}
