/// Turns the bytes a terminal sends into keys, pastes, mouse and focus events.
///
/// A struct and its bytes: whatever arrives, split wherever it may be, it neither fails nor grows
/// past its limits. Bytes that are no key are dropped.
///
/// A lone ESC and the start of a sequence look the same, so after a read the caller waits
/// `timeoutMillis` and then calls `expire(into:)`.
public struct KeyDecoder: Sendable {
  private enum State: Sendable {
    case ground
    case escape
    case controlSequence
    case singleShift
    /// One more byte of a Linux console's `ESC [ [ A`.
    case consoleFunction
    /// The three bytes after an old-style mouse report.
    case oldMouse(left: Int)
    /// A device's string up to ST, which we never asked for.
    case string(sawEscape: Bool)
    case paste
  }

  /// Longer control sequences are no key; the rest of one is read and dropped.
  static let sequenceLimit = 64
  /// The most bytes kept of a paste; the rest is dropped.
  public static let pasteLimit = 64 * 1024

  private var state = State.ground
  private var parameters: [UInt8] = []
  private var utf8 = ScalarAssembler()
  private var pasted: [UInt8] = []
  /// How many bytes of the end mark `ESC [ 2 0 1 ~` have been seen.
  private var pasteEndMatched = 0

  public init() {}

  /// How long to wait for more before `expire(into:)`; nil when nothing is half read.
  public var timeoutMillis: Int? {
    switch state {
    case .ground: nil
    case .escape, .controlSequence, .singleShift, .consoleFunction, .oldMouse, .string: 40
    // A paste whose end was lost must not swallow the keyboard for good.
    case .paste: 1000
    }
  }

  /// Takes bytes as they were read and appends what they mean.
  public mutating func feed(_ bytes: some Sequence<UInt8>, into events: inout [InputEvent]) {
    for byte in bytes {
      take(byte, &events)
    }
  }

  /// Nothing more came: what was half read is decided as it stands.
  public mutating func expire(into events: inout [InputEvent]) {
    switch state {
    case .escape: emit(.escape, &events)
    case .controlSequence where parameters.isEmpty: emit(.character("["), .alt, &events)
    case .singleShift: emit(.character("O"), .alt, &events)
    case .paste: endPaste(&events)
    default: break
    }
    reset()
  }

  private mutating func reset() {
    state = .ground
    parameters.removeAll(keepingCapacity: true)
    utf8 = ScalarAssembler()
  }

  private mutating func take(_ byte: UInt8, _ events: inout [InputEvent]) {
    switch state {
    case .ground: ground(byte, [], &events)
    case .escape: escape(byte, &events)
    case .controlSequence: controlSequence(byte, &events)
    case .singleShift: singleShift(byte, &events)
    case .consoleFunction:
      reset()
      if (0x41...0x45).contains(byte) { emit(.function(byte - 0x40), &events) }
    case .oldMouse(let left):
      if left <= 1 { reset() } else { state = .oldMouse(left: left - 1) }
    case .string(let sawEscape):
      if byte == 0x07 || sawEscape && byte == 0x5c {
        reset()
      } else {
        state = .string(sawEscape: byte == 0x1b)
      }
    case .paste: paste(byte, &events)
    }
  }

  private mutating func ground(
    _ byte: UInt8, _ modifiers: Key.Modifiers, _ events: inout [InputEvent]
  ) {
    guard byte < 0x80 else {
      if let scalar = utf8.take(byte, modifiers) {
        emit(.character(scalar.0), scalar.1, &events)
      }
      return
    }
    utf8 = ScalarAssembler()
    switch byte {
    case 0x1b: state = .escape
    case 0x0d: emit(.enter, modifiers, &events)
    case 0x09: emit(.tab, modifiers, &events)
    case 0x08, 0x7f: emit(.backspace, modifiers, &events)
    case 0x00: emit(.character(" "), modifiers.union(.control), &events)
    case 0x01...0x1a:
      emit(.character(Unicode.Scalar(byte + 0x60)), modifiers.union(.control), &events)
    case 0x1c...0x1f:
      emit(.character(Unicode.Scalar(byte + 0x40)), modifiers.union(.control), &events)
    default: emit(.character(Unicode.Scalar(byte)), modifiers, &events)
    }
  }

  private mutating func escape(_ byte: UInt8, _ events: inout [InputEvent]) {
    switch byte {
    case 0x1b:
      emit(.escape, &events)
      state = .escape
    case 0x5b: state = .controlSequence
    case 0x4f: state = .singleShift
    case 0x50, 0x5d, 0x5f:
      // DCS, OSC, APC: late answers to somebody else's questions. They are also alt-P and the
      // like, and `timeoutMillis` gives the keyboard back to whoever pressed that.
      state = .string(sawEscape: false)
    default:
      reset()
      ground(byte, .alt, &events)
    }
  }

  private mutating func singleShift(_ byte: UInt8, _ events: inout [InputEvent]) {
    reset()
    switch byte {
    case 0x1b: state = .escape
    case 0x4d: emit(.enter, &events)
    case 0x50...0x53: emit(.function(byte - 0x4f), &events)
    case 0x6a...0x79: emit(.character(Unicode.Scalar(byte - 0x40)), &events)
    default:
      if let code = Self.cursorKey(byte) { emit(code, &events) }
    }
  }

  private mutating func controlSequence(_ byte: UInt8, _ events: inout [InputEvent]) {
    switch byte {
    case 0x1b:
      reset()
      state = .escape
    case 0x5b where parameters.isEmpty:
      state = .consoleFunction
    case 0x20...0x3f:
      if parameters.count < Self.sequenceLimit { parameters.append(byte) }
    case 0x40...0x7e:
      let sequence = ControlSequence(parameters, final: byte)
      let isWhole = parameters.count < Self.sequenceLimit
      reset()
      if isWhole { finish(sequence, &events) }
    default:
      reset()
    }
  }

  private mutating func finish(_ sequence: ControlSequence, _ events: inout [InputEvent]) {
    switch (sequence.prefix, sequence.final) {
    case (UInt8(ascii: "<"), UInt8(ascii: "M")), (UInt8(ascii: "<"), UInt8(ascii: "m")):
      if let mouse = sequence.mouse { events.append(.mouse(mouse)) }
    case (UInt8(ascii: "?"), UInt8(ascii: "y")):
      if let report = sequence.modeReport { events.append(report) }
    case (nil, UInt8(ascii: "I")): events.append(.focus(true))
    case (nil, UInt8(ascii: "O")): events.append(.focus(false))
    case (nil, UInt8(ascii: "M")): state = .oldMouse(left: 3)
    case (nil, UInt8(ascii: "~")) where sequence.number(0) == 200:
      state = .paste
      pasted.removeAll(keepingCapacity: true)
      pasteEndMatched = 0
    case (nil, _):
      if let key = sequence.key { events.append(.key(key)) }
    default: break
    }
  }

  private mutating func paste(_ byte: UInt8, _ events: inout [InputEvent]) {
    let end: [UInt8] = [0x1b, 0x5b, 0x32, 0x30, 0x31, 0x7e]
    if byte == end[pasteEndMatched] {
      pasteEndMatched += 1
      if pasteEndMatched == end.count {
        endPaste(&events)
        reset()
      }
      return
    }
    keep(end[0..<pasteEndMatched])
    pasteEndMatched = byte == 0x1b ? 1 : 0
    if pasteEndMatched == 0 { keep(CollectionOfOne(byte)) }
  }

  private mutating func keep(_ bytes: some Collection<UInt8>) {
    let room = Self.pasteLimit - pasted.count
    if room > 0 { pasted.append(contentsOf: bytes.prefix(room)) }
  }

  private mutating func endPaste(_ events: inout [InputEvent]) {
    var text = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in String(decoding: pasted, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\r": text.append("\n")
      case "\n": if previous != "\r" { text.append("\n") }
      case "\t": text.append(scalar)
      default:
        if scalar.value >= 0x20, !(0x7f..<0xa0).contains(scalar.value) { text.append(scalar) }
      }
      previous = scalar
    }
    pasted = []
    events.append(.paste(String(text)))
  }

  private mutating func emit(
    _ code: Key.Code, _ modifiers: Key.Modifiers = [], _ events: inout [InputEvent]
  ) {
    state = .ground
    events.append(.key(Key.normalized(code, modifiers)))
  }

  private mutating func emit(_ code: Key.Code, _ events: inout [InputEvent]) {
    emit(code, [], &events)
  }

  static func cursorKey(_ final: UInt8) -> Key.Code? {
    switch final {
    case 0x41: .up
    case 0x42: .down
    case 0x43: .right
    case 0x44: .left
    case 0x46: .end
    case 0x48: .home
    default: nil
    }
  }
}

/// Joins the bytes of one UTF-8 scalar; what is no UTF-8 is dropped.
private struct ScalarAssembler: Sendable {
  private var bytes: (first: UInt8, value: UInt32, left: Int) = (0, 0, 0)
  private var modifiers: Key.Modifiers = []

  mutating func take(
    _ byte: UInt8, _ modifiers: Key.Modifiers
  ) -> (Unicode.Scalar, Key.Modifiers)? {
    if byte & 0xc0 != 0x80 {
      start(byte, modifiers)
      return nil
    }
    guard bytes.left > 0 else { return nil }
    bytes.value = bytes.value << 6 | UInt32(byte & 0x3f)
    bytes.left -= 1
    guard bytes.left == 0 else { return nil }
    let least: UInt32 = bytes.first < 0xe0 ? 0x80 : bytes.first < 0xf0 ? 0x800 : 0x1_0000
    guard bytes.value >= least, let scalar = Unicode.Scalar(bytes.value), scalar.value >= 0xa0
    else { return nil }
    return (scalar, self.modifiers)
  }

  private mutating func start(_ byte: UInt8, _ modifiers: Key.Modifiers) {
    self.modifiers = modifiers
    switch byte {
    case 0xc2...0xdf: bytes = (byte, UInt32(byte & 0x1f), 1)
    case 0xe0...0xef: bytes = (byte, UInt32(byte & 0x0f), 2)
    case 0xf0...0xf4: bytes = (byte, UInt32(byte & 0x07), 3)
    default: bytes = (0, 0, 0)
    }
  }
}
