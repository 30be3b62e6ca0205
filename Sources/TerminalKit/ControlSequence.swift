/// A finished `ESC [ … final` and what key or event it stands for.
struct ControlSequence {
  /// `<`, `=`, `>` or `?` when the parameters begin with one.
  let prefix: UInt8?
  let final: UInt8
  /// `$` and the like, before the final byte.
  private let intermediate: UInt8?
  /// A parameter left out is 0; sub-parameters after a colon are skipped.
  private let numbers: [Int]

  init(_ parameters: [UInt8], final: UInt8) {
    var rest = parameters[...]
    if let first = rest.first, (0x3c...0x3f).contains(first) {
      prefix = first
      rest = rest.dropFirst()
    } else {
      prefix = nil
    }
    intermediate = rest.first { (0x20...0x2f).contains($0) }
    self.final = final
    numbers = rest.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
      var value = 0
      for digit in $0 {
        guard (0x30...0x39).contains(digit) else { break }
        // Nothing we read is anywhere near so large.
        value = min(value * 10 + Int(digit - 0x30), 0x10_ffff)
      }
      return value
    }
  }

  func number(_ index: Int) -> Int? {
    numbers.indices.contains(index) ? numbers[index] : nil
  }

  /// The key, or nil when it stands for none we know.
  var key: Key? {
    guard intermediate == nil else { return nil }
    switch final {
    case UInt8(ascii: "Z"): return Key(.tab, .shift)
    case UInt8(ascii: "P")...UInt8(ascii: "S"):
      return Key.normalized(.function(final - UInt8(ascii: "O")), modifiers(1))
    case UInt8(ascii: "u"): return coded(number(0) ?? 0, modifiers(1))
    case UInt8(ascii: "~"):
      if number(0) == 27, let code = number(2) { return coded(code, modifiers(1)) }
      return Self.tildeKey(number(0) ?? 0).map { Key($0, modifiers(1)) }
    default:
      return KeyDecoder.cursorKey(final).map { Key($0, modifiers(1)) }
    }
  }

  /// An SGR mouse report.
  var mouse: InputEvent.Mouse? {
    guard let bits = number(0), let column = number(1), let row = number(2), column > 0, row > 0
    else { return nil }
    var held: Key.Modifiers = []
    if bits & 4 != 0 { held.insert(.shift) }
    if bits & 8 != 0 { held.insert(.alt) }
    if bits & 16 != 0 { held.insert(.control) }
    let x = column - 1
    let y = row - 1
    if bits & 64 != 0 {
      guard bits & 3 < 2 else { return nil }
      return InputEvent.Mouse(
        bits & 1 == 0 ? .wheelUp : .wheelDown, button: .none, x: x, y: y, modifiers: held)
    }
    let buttons: [InputEvent.Mouse.Button] = [.left, .middle, .right, .none]
    let button = buttons[bits & 3]
    let action: InputEvent.Mouse.Action =
      final == UInt8(ascii: "m") ? .release : bits & 32 != 0 ? .drag : .press
    return InputEvent.Mouse(action, button: button, x: x, y: y, modifiers: held)
  }

  /// The answer to DECRQM: 1 and 2 say "set" and "reset", so the mode is known and can be changed.
  var modeReport: InputEvent? {
    guard intermediate == UInt8(ascii: "$"), let mode = number(0), let state = number(1)
    else { return nil }
    return .modeReport(mode: mode, isKnown: state == 1 || state == 2)
  }

  private func modifiers(_ index: Int) -> Key.Modifiers {
    guard let written = number(index), written > 1 else { return [] }
    var held: Key.Modifiers = []
    if (written - 1) & 1 != 0 { held.insert(.shift) }
    if (written - 1) & 2 != 0 { held.insert(.alt) }
    if (written - 1) & 4 != 0 { held.insert(.control) }
    return held
  }

  private func coded(_ code: Int, _ held: Key.Modifiers) -> Key? {
    switch code {
    case 9: return Key(.tab, held)
    case 13: return Key(.enter, held)
    case 27: return Key(.escape, held)
    case 8, 127: return Key(.backspace, held)
    default:
      guard let scalar = Unicode.Scalar(UInt32(code)),
        scalar.value >= 0x20, ScalarWidth.printable(scalar).scalar == scalar
      else { return nil }
      return Key.normalized(.character(scalar), held)
    }
  }

  private static func tildeKey(_ number: Int) -> Key.Code? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(UInt8(number - 10))
    case 17...21: .function(UInt8(number - 11))
    case 23...26: .function(UInt8(number - 12))
    case 28, 29: .function(UInt8(number - 13))
    case 31...34: .function(UInt8(number - 14))
    default: nil
    }
  }
}
