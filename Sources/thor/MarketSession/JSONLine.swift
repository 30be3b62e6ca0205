import MarketCalendar
import MarketModel

/// Writes one JSON object on one line, its keys in the order in which they come.
struct JSONLine {
  private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]
  private var isEmpty = true

  /// The object, closed.
  var text: String { String(decoding: bytes, as: UTF8.self) + "}" }

  /// Begins another object in the same memory, or the rest of one after `prefix`.
  mutating func restart(_ prefix: StaticString = "{") {
    bytes.removeAll(keepingCapacity: true)
    append(prefix)
    isEmpty = true
  }

  mutating func close() { append("}") }

  mutating func add(_ key: StaticString, _ value: String?) {
    begin(key)
    guard let value else { return append("null") }
    appendQuoted(value)
  }

  mutating func add(_ key: StaticString, instant: UnixNanos?) {
    begin(key)
    guard let instant else { return append("null") }
    bytes.append(UInt8(ascii: "\""))
    InstantForm.append(instant, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func add(_ key: StaticString, date: TradeDate) {
    begin(key)
    bytes.append(UInt8(ascii: "\""))
    InstantForm.append(date, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func add(_ key: StaticString, word: StaticString?) {
    begin(key)
    guard let word else { return append("null") }
    bytes.append(UInt8(ascii: "\""))
    append(word)
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func add(_ key: StaticString, _ value: Bool) {
    begin(key)
    append(value ? "true" : "false")
  }

  mutating func add(_ key: StaticString, number: Int64) {
    begin(key)
    bytes.append(contentsOf: String(number).utf8)
  }

  /// A value that is JSON already.
  mutating func add(_ key: StaticString, raw: String) {
    begin(key)
    bytes.append(contentsOf: raw.utf8)
  }

  private mutating func begin(_ key: StaticString) {
    if !isEmpty { bytes.append(UInt8(ascii: ",")) }
    isEmpty = false
    bytes.append(UInt8(ascii: "\""))
    append(key)
    append("\":")
  }

  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  private mutating func appendQuoted(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    if text.utf8.allSatisfy({ $0 >= 32 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      bytes.append(contentsOf: text.utf8)
      bytes.append(UInt8(ascii: "\""))
      return
    }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes += [UInt8(ascii: "\\"), byte]
      case 0..<32:
        append("\\u00")
        for digit in [byte >> 4, byte & 15] { bytes.append(digit < 10 ? 48 + digit : 87 + digit) }
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
