import CTerminal

/// Writes frames without ever blocking: one `write(2)` each, the rest when there is room.
struct FrameWriter {
  /// Where frames go; our own way to the terminal if there is one.
  var descriptor: Int32 { own?.value ?? given }
  private(set) var writtenBytes: UInt64 = 0
  /// How many `write(2)` calls that took.
  private(set) var writeCalls = 0
  private let given: Int32
  private let own: OwnDescriptor?
  private var buffer: [UInt8] = []
  private var sent = 0
  /// Goes behind the next frame's own bytes.
  private var prepared: [UInt8] = []

  /// Whether bytes of a frame are left.
  var isWaiting: Bool { sent < buffer.count }

  /// Opens the terminal a second time: a flag on the descriptor handed in would be the shell's too.
  init(_ terminal: Int32) {
    given = terminal
    let reopened = thor_line_reopen(terminal)
    own = reopened >= 0 ? OwnDescriptor(reopened) : nil
  }

  mutating func prepare(_ bytes: [UInt8]) {
    prepared = bytes
  }

  /// Writes a frame.
  ///
  /// - Returns: its bytes in all, also when the terminal took only some of them for now.
  mutating func write(
    _ truecolor: TruecolorWriter, _ bytes: [UInt8], isSynchronized: Bool
  ) throws(TerminalError) -> Int {
    buffer.removeAll(keepingCapacity: true)
    sent = 0
    if isSynchronized { buffer.append(contentsOf: "\u{1b}[?2026h".utf8) }
    truecolor.append(bytes[...], to: &buffer)
    if isSynchronized { buffer.append(contentsOf: "\u{1b}[?2026l".utf8) }
    buffer.append(contentsOf: prepared)
    prepared = []
    try flush()
    return buffer.count
  }

  /// Writes what is left, as far as the terminal takes it.
  mutating func flush() throws(TerminalError) {
    guard isWaiting else { return }
    let taken = buffer.withUnsafeBytes { raw in
      let left = UnsafeRawBufferPointer(rebasing: raw[sent...])
      return thor_line_write(descriptor, left.baseAddress, left.count)
    }
    guard taken >= 0 else { throw .gone }
    writeCalls += 1
    sent += taken
    writtenBytes += UInt64(taken)
  }

  /// Sends what gives the terminal back, and waits for it a while.
  mutating func finish(_ bytes: [UInt8]) {
    // A frame cut off within a sequence would swallow what follows; CAN ends the sequence.
    var last = isWaiting ? Array(buffer[sent...]) : []
    let unsent = last.isEmpty ? 0 : send(last)
    last = unsent == 0 ? bytes : [0x18] + bytes
    _ = send(last)
    buffer = []
    sent = 0
  }

  /// - Returns: how many bytes the terminal did not take.
  private mutating func send(_ bytes: [UInt8]) -> Int {
    let taken = max(0, thor_line_write_patiently(descriptor, bytes, bytes.count, 300))
    writtenBytes += UInt64(taken)
    return bytes.count - taken
  }
}

/// Closes a descriptor when its last user is gone.
private final class OwnDescriptor {
  let value: Int32

  init(_ value: Int32) {
    self.value = value
  }

  deinit {
    thor_line_close(value)
  }
}
