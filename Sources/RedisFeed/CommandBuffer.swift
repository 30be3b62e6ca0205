import MarketCodec

/// Commands in Redis's wire form, written into bytes that are reused.
struct CommandBuffer: Sendable {
  private(set) var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(4_096) }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Begins a command of `count` words.
  mutating func begin(_ count: Int) {
    bytes.append(UInt8(ascii: "*"))
    append(number: count)
  }

  mutating func word(_ text: String) {
    var text = text
    text.withUTF8 { word($0) }
  }

  mutating func word(_ word: UnsafeBufferPointer<UInt8>) {
    bytes.append(UInt8(ascii: "$"))
    append(number: word.count)
    bytes.append(contentsOf: word)
    endLine()
  }

  mutating func word(_ number: Int) { word(String(number)) }

  mutating func command(_ words: String...) {
    begin(words.count)
    for text in words { word(text) }
  }

  /// Every name and value of an entry.
  mutating func words(of entry: EntryFields) {
    for span in entry.spans { word(entry.bytes(span)) }
  }

  private mutating func append(number: Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var place = 20
      var rest = number
      repeat {
        place -= 1
        digits[place] = 48 + UInt8(rest % 10)
        rest /= 10
      } while rest > 0
      bytes.append(contentsOf: digits[place..<20])
    }
    endLine()
  }

  private mutating func endLine() {
    bytes.append(0x0D)
    bytes.append(0x0A)
  }
}
