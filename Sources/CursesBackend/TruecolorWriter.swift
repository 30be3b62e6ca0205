import TerminalKit

/// Lends curses' 240 upper palette entries to 24-bit colours, and puts those into what it wrote.
///
/// No base terminfo entry of Debian speaks 24 bits, and shipping one would change `TERM` for all we
/// start. So curses believes in 256 colours, and `38;5;n` becomes `38;2;r;g;b` on the way out.
struct TruecolorWriter {
  static let firstSlot = 16
  private static let slotCount = 240

  private var slots: [Color: Int] = [:]
  private var colors: [Color] = []

  /// The palette entry that stands for a colour; nil when all are lent.
  mutating func slot(for color: Color) -> Int? {
    if let known = slots[color] { return known }
    guard colors.count < Self.slotCount else { return nil }
    let slot = Self.firstSlot + colors.count
    colors.append(color)
    slots[color] = slot
    return slot
  }

  /// The lent entry whose colour is nearest; for a frame with more colours than there are entries.
  func nearestSlot(to color: Color) -> Int {
    guard let wanted = ColorDepth.components(of: color) else { return Self.firstSlot }
    var best = (slot: Self.firstSlot, distance: Int.max)
    for (index, candidate) in colors.enumerated() {
      guard let (red, green, blue) = ColorDepth.components(of: candidate) else { continue }
      let distance =
        abs(Int(red) - Int(wanted.red)) + abs(Int(green) - Int(wanted.green))
        + abs(Int(blue) - Int(wanted.blue))
      if distance < best.distance { best = (Self.firstSlot + index, distance) }
    }
    return best.slot
  }

  /// Takes all entries back; every cell must be drawn again.
  mutating func reset() {
    slots.removeAll(keepingCapacity: true)
    colors.removeAll(keepingCapacity: true)
  }

  /// Appends curses' bytes with its palette entries replaced by the colours they stand for.
  func append(_ bytes: ArraySlice<UInt8>, to output: inout [UInt8]) {
    var copied = bytes.startIndex
    var index = bytes.startIndex
    while index < bytes.endIndex {
      guard bytes[index] == 0x1b, let found = Self.paletteSequence(bytes[index...]),
        let color = color(inSlot: found.slot)
      else {
        index += 1
        continue
      }
      output.append(contentsOf: bytes[copied..<index])
      let text = "\u{1b}[\(found.plane);2;\(color.red);\(color.green);\(color.blue)m"
      output.append(contentsOf: text.utf8)
      index = found.end
      copied = index
    }
    output.append(contentsOf: bytes[copied...])
  }

  private func color(inSlot slot: Int) -> (red: UInt8, green: UInt8, blue: UInt8)? {
    let index = slot - Self.firstSlot
    return colors.indices.contains(index) ? ColorDepth.components(of: colors[index]) : nil
  }

  /// `ESC [ 38 ; 5 ; n m`, or 48, at the start of these bytes.
  private static func paletteSequence(
    _ bytes: ArraySlice<UInt8>
  ) -> (plane: Int, slot: Int, end: Int)? {
    let start = bytes.startIndex
    guard bytes.count >= 9, bytes[start + 1] == 0x5b, bytes[start + 3] == 0x38,
      bytes[start + 2] == 0x33 || bytes[start + 2] == 0x34,
      bytes[start + 4] == 0x3b, bytes[start + 5] == 0x35, bytes[start + 6] == 0x3b
    else { return nil }
    var slot = 0
    for index in start + 7..<min(start + 11, bytes.endIndex) {
      let byte = bytes[index]
      if byte == 0x6d {
        return (bytes[start + 2] == 0x33 ? 38 : 48, slot, index + 1)
      }
      guard (0x30...0x39).contains(byte) else { return nil }
      slot = slot * 10 + Int(byte - 0x30)
    }
    return nil
  }
}
