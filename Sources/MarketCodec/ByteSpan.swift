/// A run of bytes inside a text that stands elsewhere.
///
/// Two 32-bit numbers, laid out as the Redis adapter's C tokens are, so that a reply's tokens are
/// read in place.
@frozen public struct ByteSpan: Sendable, Hashable {
  public var offset: UInt32
  public var length: UInt32

  @inlinable public init(offset: Int, length: Int) {
    self.offset = UInt32(truncatingIfNeeded: offset)
    self.length = UInt32(truncatingIfNeeded: length)
  }

  /// No bytes at all; what an absent field holds is `nil`, not this.
  public static let empty = ByteSpan(offset: 0, length: 0)
}

/// An entry as it came: names and values in turn, as spans of one text.
///
/// A view: it owns nothing and is valid as long as what it was made from.
@frozen public struct EntryFields {
  public let text: UnsafeBufferPointer<UInt8>
  /// Name, value, name, value, …
  public let spans: UnsafeBufferPointer<ByteSpan>

  @inlinable public init(
    text: UnsafeBufferPointer<UInt8>, spans: UnsafeBufferPointer<ByteSpan>
  ) {
    self.text = text
    self.spans = spans
  }

  /// How many names there are.
  @inlinable public var count: Int { spans.count / 2 }

  @inlinable public func name(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    bytes(spans[index * 2])
  }

  @inlinable public func value(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    bytes(spans[index * 2 + 1])
  }

  @inlinable public func bytes(_ span: ByteSpan) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      rebasing: text[Int(span.offset)..<Int(span.offset) + Int(span.length)])
  }
}

/// An entry that is being written: a text and its spans, reused from entry to entry.
public struct FieldBuffer: Sendable {
  public private(set) var text: [UInt8] = []
  public private(set) var spans: [ByteSpan] = []

  public init() {
    text.reserveCapacity(1_024)
    spans.reserveCapacity(48)
  }

  public mutating func removeAll() {
    text.removeAll(keepingCapacity: true)
    spans.removeAll(keepingCapacity: true)
  }

  public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    spans.append(ByteSpan(offset: text.count, length: bytes.count))
    text.append(contentsOf: bytes)
  }

  /// Appends one name or value.
  public mutating func append(_ word: String) {
    var word = word
    word.withUTF8 { append($0) }
  }

  /// Appends what `body` writes into the bytes it is given; `body` returns their number.
  mutating func append(
    upTo limit: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Int
  ) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: limit) { scratch in
      let length = body(scratch)
      append(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(scratch)[0..<length]))
    }
  }

  /// The fields as a decoder reads them, for the length of `body`.
  public func withFields<Result>(_ body: (EntryFields) -> Result) -> Result {
    text.withUnsafeBufferPointer { text in
      spans.withUnsafeBufferPointer { spans in body(EntryFields(text: text, spans: spans)) }
    }
  }

  /// Puts another value under a name that is there.
  public mutating func replaceValue(of name: String, with value: String) {
    replace(name, offsetBy: 1, with: value)
  }

  /// Gives a value that is there another name.
  public mutating func replaceName(of name: String, with other: String) {
    replace(name, offsetBy: 0, with: other)
  }

  private mutating func replace(_ name: String, offsetBy offset: Int, with word: String) {
    for place in stride(from: 0, to: spans.count - 1, by: 2) {
      let start = Int(spans[place].offset)
      guard text[start..<start + Int(spans[place].length)].elementsEqual(name.utf8) else {
        continue
      }
      spans[place + offset] = ByteSpan(offset: text.count, length: word.utf8.count)
      text.append(contentsOf: word.utf8)
      return
    }
  }
}
