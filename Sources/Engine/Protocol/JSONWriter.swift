import MarketModel

/// Appends JSON to bytes: members in the order they are given, no blanks, no floats.
struct JSONWriter: Sendable {
  var bytes: [UInt8] = []

  mutating func raw(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// A string with what JSON demands escaped.
  mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): raw("\\\"")
      case UInt8(ascii: "\\"): raw("\\\\")
      case 0x0A: raw("\\n")
      case 0..<0x20, 0x7F:
        raw("\\u00")
        bytes.append(JSONWriter.hexadecimal(byte >> 4))
        bytes.append(JSONWriter.hexadecimal(byte & 15))
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? 48 + digit : 87 + digit }

  mutating func integer(_ value: Int64) {
    appendScratch { buffer in
      DecimalText.writeInteger(value, into: buffer)
    }
  }

  /// A decimal in quotes.
  mutating func decimal(_ nanos: Int64) {
    bytes.append(UInt8(ascii: "\""))
    appendScratch { DecimalText.write(nanos, into: $0) }
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func decimal(_ amount: WideAmount) {
    bytes.append(UInt8(ascii: "\""))
    appendScratch { DecimalText.write(wide: amount.nanos, into: $0) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// A decimal without quotes.
  mutating func number(_ amount: WideAmount) {
    appendScratch { DecimalText.write(wide: amount.nanos, into: $0) }
  }

  mutating func decimal<Value: FixedPoint>(_ value: Value?) {
    if let value { decimal(value.nanos) } else { raw("null") }
  }

  mutating func decimal(_ value: WideAmount?) {
    if let value { decimal(value) } else { raw("null") }
  }

  mutating func instant(_ instant: UnixNanos) {
    bytes.append(UInt8(ascii: "\""))
    appendScratch { InstantText.write(instant, into: $0) }
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func symbol(_ symbol: Symbol) {
    bytes.append(UInt8(ascii: "\""))
    for index in 0..<symbol.count { bytes.append(symbol[index]) }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func appendScratch(
    _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int
  ) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
      let length = write(buffer)
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<length]))
    }
  }
}
