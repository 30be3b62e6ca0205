import MarketModel

/// Appends JSON to bytes: members in the order they are given, no blanks, no floats.
///
/// It writes through a pointer into room it has made before: a line is some thirty short pieces,
/// and asking an array to grow for each costs more than the pieces.
struct JSONWriter: Sendable {
  /// What is written, then room.
  private var storage: [UInt8]
  private(set) var count = 0
  /// The second that `prefix` was written for.
  private var second = Int64.min
  /// `"YYYY-MM-DDTHH:MM:SS.`, for the many instants of one second.
  private var prefix: [UInt8] = []

  init(capacity: Int = 256) { storage = Array(repeating: 0, count: capacity) }

  /// A copy of what is written.
  var bytes: [UInt8] { Array(storage[..<count]) }

  mutating func removeAll() { count = 0 }

  private mutating func makeRoom(_ more: Int) {
    guard count + more > storage.count else { return }
    storage.append(contentsOf: repeatElement(0, count: max(storage.count, more)))
  }

  @inline(__always)
  mutating func raw(_ text: StaticString) {
    append(text.utf8Start, text.utf8CodeUnitCount)
  }

  @inline(__always)
  private mutating func append(_ start: UnsafePointer<UInt8>, _ length: Int) {
    makeRoom(length)
    let place = count
    storage.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { (base + place).update(from: start, count: length) }
    }
    count += length
  }

  @inline(__always)
  mutating func byte(_ byte: UInt8) {
    makeRoom(1)
    storage[count] = byte
    count += 1
  }

  /// A string with what JSON demands escaped.
  mutating func string(_ text: String) {
    byte(UInt8(ascii: "\""))
    for unit in text.utf8 {
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
    byte(UInt8(ascii: "\""))
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? 48 + digit : 87 + digit }

  // MARK: Numbers

  mutating func integer(_ value: Int64) {
    write { DecimalText.writeInteger(value, into: $0) }
  }

  /// A decimal in quotes.
  mutating func decimal(_ nanos: Int64) {
    byte(UInt8(ascii: "\""))
    write { DecimalText.write(nanos, into: $0) }
    byte(UInt8(ascii: "\""))
  }

  mutating func decimal(_ amount: WideAmount) {
    byte(UInt8(ascii: "\""))
    number(amount)
    byte(UInt8(ascii: "\""))
  }

  /// A decimal without quotes.
  mutating func number(_ amount: WideAmount) {
    write { DecimalText.write(wide: amount.nanos, into: $0) }
  }

  mutating func decimal<Value: FixedPoint>(_ value: Value?) {
    if let value { decimal(value.nanos) } else { raw("null") }
  }

  mutating func decimal(_ value: WideAmount?) {
    if let value { decimal(value) } else { raw("null") }
  }

  /// Lets `body` write at most 64 bytes at the end.
  @inline(__always)
  private mutating func write(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
    makeRoom(64)
    let place = count
    let length = storage.withUnsafeMutableBufferPointer {
      body(UnsafeMutableBufferPointer(rebasing: $0[place...]))
    }
    count += length
  }

  // MARK: Instants and symbols

  mutating func instant(_ instant: UnixNanos) {
    var nanos = instant.nanos % 1_000_000_000
    if nanos < 0 { nanos += 1_000_000_000 }
    let whole = instant.nanos &- nanos
    if whole != second || prefix.isEmpty {
      second = whole
      prefix = Array("\"\(instant)".utf8.prefix(21))
    }
    let length = prefix.count
    makeRoom(length + 12)
    let place = count
    storage.withUnsafeMutableBufferPointer { buffer in
      for index in 0..<length { buffer[place + index] = prefix[index] }
      var rest = nanos
      for index in stride(from: place + length + 8, through: place + length, by: -1) {
        buffer[index] = 48 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
    }
    count += length + 9
    raw("Z\"")
  }

  mutating func symbol(_ symbol: Symbol) {
    byte(UInt8(ascii: "\""))
    for index in 0..<symbol.count { byte(symbol[index]) }
    byte(UInt8(ascii: "\""))
  }
}
