import Execution
import MarketModel

/// Appends JSON to bytes: members in the order they are given, no blanks, no floats.
///
/// It writes through a pointer into room it has made before: a line is some thirty short pieces,
/// and asking an array to grow for each costs more than the pieces. Whoever begins a line after a
/// copy may have been made calls `detach()`.
struct JSONWriter: Sendable {
  /// What is written, then room; its number is that of both.
  private var room: PlainTable<UInt8>
  private(set) var count = 0
  /// The instant that `instantText` is of, and where its second begins.
  private var instant = UnixNanos.distantPast
  private var second = Int64.min
  /// `"YYYY-MM-DDTHH:MM:SS.nnnnnnnnnZ"`, kept for the many lines of one instant.
  private var instantText = SIMD32<UInt8>.zero

  /// What no number, instant, id or symbol is longer than.
  private static let pieceLimit = 160

  init(capacity: Int = 512) { room = PlainTable(repeating: 0, count: capacity) }

  /// A copy of what is written.
  var bytes: [UInt8] {
    Array(UnsafeBufferPointer(start: room.address(of: 0), count: count))
  }

  mutating func removeAll() { count = 0 }

  /// Gets room of its own where a copy shares it.
  mutating func detach() { room.detach() }

  @inline(__always)
  private var end: UnsafeMutablePointer<UInt8> { room.mutableAddress(of: count) }

  @inline(__always)
  private mutating func makeRoom(_ more: Int) {
    if count + more > room.count { grow(more) }
  }

  private mutating func grow(_ more: Int) {
    let larger = PlainTable<UInt8>(repeating: 0, count: room.count * 2 + more)
    larger.mutableAddress(of: 0).update(from: room.address(of: 0), count: count)
    room = larger
  }

  /// Appends text as it is. A literal is a few moves where this is inlined.
  @inline(__always)
  mutating func raw(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    makeRoom(length)
    end.update(from: text.utf8Start, count: length)
    count += length
  }

  @inline(__always)
  mutating func byte(_ byte: UInt8) {
    makeRoom(1)
    end.pointee = byte
    count += 1
  }

  // MARK: Whole lines

  /// What no line that is written through a cursor is longer than.
  private static let lineLimit = 1_024

  /// Where the next line begins, with room for all of it; `close` takes it.
  @inline(__always)
  mutating func open() -> JSONCursor {
    room.detach()
    makeRoom(JSONWriter.lineLimit)
    return JSONCursor(at: end)
  }

  /// Takes what has been written through a cursor.
  @inline(__always)
  mutating func close(_ line: JSONCursor) {
    count = line.end - room.mutableAddress(of: 0)
    assert(count <= room.count, "a line beyond its room")
  }

  /// An instant's text in quotes, for a cursor.
  @inline(__always)
  mutating func text(of instant: UnixNanos) -> SIMD32<UInt8> {
    if instant != self.instant || second == .min { prepare(instant) }
    return instantText
  }

  // MARK: Strings

  /// A string with what JSON demands escaped.
  mutating func string(_ text: String) {
    byte(UInt8(ascii: "\""))
    for unit in text.utf8 { escaped(unit) }
    byte(UInt8(ascii: "\""))
  }

  private mutating func escaped(_ unit: UInt8) {
    switch unit {
    case UInt8(ascii: "\""): raw("\\\"")
    case UInt8(ascii: "\\"): raw("\\\\")
    case 0x0A: raw("\\n")
    case 0..<0x20, 0x7F:
      raw("\\u00")
      byte(JSONWriter.hexadecimal(unit >> 4))
      byte(JSONWriter.hexadecimal(unit & 15))
    default: byte(unit)
    }
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? 48 + digit : 87 + digit }

  /// An id in quotes: eight bytes at a time, where nothing of it has to be escaped.
  @inline(__always)
  mutating func id(_ id: OrderID) {
    makeRoom(JSONWriter.pieceLimit)
    let length = id.count
    end.pointee = UInt8(ascii: "\"")
    count += 1
    for index in 0...(length - 1) / 8 {
      let word = id.word(index)
      if JSONWriter.hasEscape(word) { return finishEscaped(id, from: index * 8) }
      put(word)
      count += 8
    }
    count += length - ((length - 1) / 8 * 8 + 8)
    end.pointee = UInt8(ascii: "\"")
    count += 1
  }

  private mutating func finishEscaped(_ id: OrderID, from start: Int) {
    for index in start..<id.count { escaped(id[index]) }
    byte(UInt8(ascii: "\""))
  }

  mutating func symbol(_ symbol: Symbol) {
    makeRoom(JSONWriter.pieceLimit)
    end.pointee = UInt8(ascii: "\"")
    count += 1
    let words = symbol.words
    put(words.low)
    UnsafeMutableRawPointer(end + 8).storeBytes(of: words.high.littleEndian, as: UInt64.self)
    count += symbol.count
    end.pointee = UInt8(ascii: "\"")
    count += 1
  }

  mutating func source(_ name: SourceName) {
    makeRoom(JSONWriter.pieceLimit)
    byte(UInt8(ascii: "\""))
    for index in 0..<SourceName.lengthLimit {
      let unit = name[index]
      if unit == 0 { break }
      escaped(unit)
    }
    byte(UInt8(ascii: "\""))
  }

  @inline(__always)
  private func put(_ word: UInt64) {
    UnsafeMutableRawPointer(end).storeBytes(of: word.littleEndian, as: UInt64.self)
  }

  /// Whether one of eight bytes is a quote or a backslash.
  @inline(__always)
  static func hasEscape(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ (ones &* 0x22)
    let slashes = word ^ (ones &* 0x5C)
    let zeros = ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
    return zeros & (ones &* 0x80) != 0
  }

  // MARK: Numbers

  @inline(__always)
  mutating func integer(_ value: Int64) {
    makeRoom(JSONWriter.pieceLimit)
    count += DecimalText.writeInteger(value, at: end)
  }

  /// A decimal in quotes.
  @inline(__always)
  mutating func decimal(_ nanos: Int64) {
    makeRoom(JSONWriter.pieceLimit)
    let start = end
    start.pointee = UInt8(ascii: "\"")
    let length = DecimalText.write(nanos, at: start + 1)
    start[length + 1] = UInt8(ascii: "\"")
    count += length + 2
  }

  mutating func decimal(_ amount: WideAmount) {
    byte(UInt8(ascii: "\""))
    number(amount)
    byte(UInt8(ascii: "\""))
  }

  /// A decimal without quotes.
  mutating func number(_ amount: WideAmount) {
    makeRoom(JSONWriter.pieceLimit)
    let room = UnsafeMutableBufferPointer(start: end, count: JSONWriter.pieceLimit)
    count += DecimalText.write(wide: amount.nanos, into: room)
  }

  @inline(__always)
  mutating func decimal<Value: FixedPoint>(_ value: Value?) {
    if let value { decimal(value.nanos) } else { raw("null") }
  }

  mutating func decimal(_ value: WideAmount?) {
    if let value { decimal(value) } else { raw("null") }
  }

  // MARK: Instants

  @inline(__always)
  mutating func instant(_ instant: UnixNanos) {
    let text = text(of: instant)
    makeRoom(32)
    UnsafeMutableRawPointer(end).storeBytes(of: text, as: SIMD32<UInt8>.self)
    count += 32
  }

  /// Writes an instant's text, of a known second its decimals alone.
  private mutating func prepare(_ instant: UnixNanos) {
    let (inSecond, overflow) = instant.nanos.subtractingReportingOverflow(second)
    withUnsafeMutableBytes(of: &instantText) { text in
      let bytes = text.bindMemory(to: UInt8.self)
      guard let base = bytes.baseAddress else { return }
      if second != .min, !overflow, inSecond >= 0, inSecond < 1_000_000_000 {
        DecimalText.writeNine(UInt32(inSecond), at: base + 21)
        return
      }
      bytes[0] = UInt8(ascii: "\"")
      _ = InstantText.write(instant, into: UnsafeMutableBufferPointer(rebasing: bytes[1...]))
      bytes[31] = UInt8(ascii: "\"")
      var nanos = instant.nanos % 1_000_000_000
      if nanos < 0 { nanos += 1_000_000_000 }
      second = instant.nanos &- nanos
    }
    self.instant = instant
  }
}
