/// A place in JSON text where something else was expected.
public struct JSONFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was wrong there.
  public enum Reason: String, Sendable {
    case unexpectedEnd = "the text ends too early"
    case expectedValue = "expected a value"
    case expectedObject = "expected an object"
    case expectedArray = "expected an array"
    case expectedString = "expected a string"
    case expectedNumber = "expected a number"
    case expectedBool = "expected true or false"
    case expectedName = "expected a member's name in quotes"
    case expectedColon = "expected ':' after a member's name"
    case expectedComma = "expected ',' or the end of the object or array"
    case badNumber = "not a JSON number"
    case badEscape = "not a JSON escape"
    case badSurrogate = "half of a surrogate pair"
    case controlByte = "a control byte inside a string"
    case badUTF8 = "not UTF-8"
    case tooDeep = "nested too deeply"
    case trailing = "something follows the value"
  }

  public let reason: Reason
  /// Bytes from the start of the text, 0 for the first.
  public let offset: Int

  public init(_ reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  public var description: String { "\(reason.rawValue) at byte \(offset)" }
}

/// A string's bytes within the scanned text, without its quotes and not yet unescaped.
@frozen public struct JSONSlice: Hashable, Sendable {
  public var start: Int
  public var end: Int
  /// Whether a backslash is among them, so that they are not the text itself.
  public var isEscaped: Bool

  @inlinable public init(start: Int, end: Int, isEscaped: Bool) {
    self.start = start
    self.end = end
    self.isEscaped = isEscaped
  }
}

/// Reads JSON front to back from bytes, without allocating and without a tree.
///
/// The caller asks for what it expects and hears where the text differs. Numbers are handed out
/// as their digits, so that nothing passes through a float.
///
///     var scanner = JSONScanner(bytes)
///     try scanner.beginObject()
///     while let name = try scanner.nextMember() {
///       if scanner.matches(name, "bid") { bid = try scanner.number() } else { try scanner.skipValue() }
///     }
///     try scanner.expectEnd()
public struct JSONScanner {
  /// What a value is, by its first byte.
  public enum Kind: Sendable { case object, array, string, number, bool, null }

  /// The most that objects and arrays may nest, whatever a caller asks for.
  public static let depthMaximum = 60

  public let bytes: UnsafeBufferPointer<UInt8>
  /// Bytes read so far.
  public private(set) var position = 0
  private var depth = 0
  private let depthLimit: Int
  /// One bit a level: whether a member or element has been read there.
  private var begun: UInt64 = 0

  public init(_ bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int = 16) {
    self.bytes = bytes
    self.depthLimit = min(max(depthLimit, 1), JSONScanner.depthMaximum)
  }

  private func failure(_ reason: JSONFailure.Reason, at offset: Int? = nil) -> JSONFailure {
    JSONFailure(reason, offset: offset ?? position)
  }

  private mutating func skipBlanks() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func next() throws(JSONFailure) -> UInt8 {
    skipBlanks()
    guard position < bytes.count else { throw failure(.unexpectedEnd) }
    return bytes[position]
  }

  /// The kind of the value that comes next, which is not read.
  public mutating func kind() throws(JSONFailure) -> Kind {
    switch try next() {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    default: throw failure(.expectedValue)
    }
  }

  // MARK: Objects and arrays

  private mutating func begin(
    _ byte: UInt8, else reason: JSONFailure.Reason
  ) throws(JSONFailure) {
    guard try next() == byte else { throw failure(reason) }
    guard depth < depthLimit else { throw failure(.tooDeep) }
    position += 1
    depth += 1
    begun &= ~(1 << UInt64(depth))
  }

  /// Whether another member or element follows; reads the comma before it, or the end.
  private mutating func advance(to end: UInt8) throws(JSONFailure) -> Bool {
    let byte = try next()
    if byte == end {
      position += 1
      depth -= 1
      return false
    }
    if begun & (1 << UInt64(depth)) != 0 {
      guard byte == UInt8(ascii: ",") else { throw failure(.expectedComma) }
      position += 1
      _ = try next()
    }
    begun |= 1 << UInt64(depth)
    return true
  }

  public mutating func beginObject() throws(JSONFailure) {
    try begin(UInt8(ascii: "{"), else: .expectedObject)
  }

  /// The name of the next member, whose value must be read or skipped next; nil at the end.
  public mutating func nextMember() throws(JSONFailure) -> JSONSlice? {
    guard try advance(to: UInt8(ascii: "}")) else { return nil }
    guard bytes[position] == UInt8(ascii: "\"") else { throw failure(.expectedName) }
    let name = try string()
    guard try next() == UInt8(ascii: ":") else { throw failure(.expectedColon) }
    position += 1
    return name
  }

  public mutating func beginArray() throws(JSONFailure) {
    try begin(UInt8(ascii: "["), else: .expectedArray)
  }

  /// Whether an element follows, which must be read or skipped next; false at the end.
  public mutating func nextElement() throws(JSONFailure) -> Bool {
    try advance(to: UInt8(ascii: "]"))
  }

  /// Checks that nothing but blanks follows.
  public mutating func expectEnd() throws(JSONFailure) {
    skipBlanks()
    guard position == bytes.count else { throw failure(.trailing) }
  }

  // MARK: Single values

  /// The digits of a number, with sign, point and exponent as they stand in the text.
  public mutating func number() throws(JSONFailure) -> JSONSlice {
    let first = try next()
    guard first == UInt8(ascii: "-") || isDigit(first) else { throw failure(.expectedNumber) }
    let start = position
    if first == UInt8(ascii: "-") { position += 1 }
    let whole = position
    guard skipDigits() > 0 else { throw failure(.badNumber, at: start) }
    if bytes[whole] == UInt8(ascii: "0"), position > whole + 1 {
      throw failure(.badNumber, at: start)
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      guard skipDigits() > 0 else { throw failure(.badNumber, at: start) }
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < bytes.count,
        bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
      {
        position += 1
      }
      guard skipDigits() > 0 else { throw failure(.badNumber, at: start) }
    }
    return JSONSlice(start: start, end: position, isEscaped: false)
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  private mutating func skipDigits() -> Int {
    let start = position
    while position < bytes.count, isDigit(bytes[position]) { position += 1 }
    return position - start
  }

  public mutating func bool() throws(JSONFailure) -> Bool {
    _ = try next()
    if take("true") { return true }
    if take("false") { return false }
    throw failure(.expectedBool)
  }

  /// Reads `null` where it stands next, and says whether it did.
  public mutating func takeNull() throws(JSONFailure) -> Bool {
    guard try next() == UInt8(ascii: "n") else { return false }
    guard take("null") else { throw failure(.expectedValue) }
    return true
  }

  private mutating func take(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard bytes.count - position >= length else { return false }
    for index in 0..<length where bytes[position + index] != word.utf8Start[index] { return false }
    position += length
    return true
  }

  /// Reads past whatever value comes next; it must still be well-formed.
  public mutating func skipValue() throws(JSONFailure) {
    switch try kind() {
    case .object:
      try beginObject()
      while try nextMember() != nil { try skipValue() }
    case .array:
      try beginArray()
      while try nextElement() { try skipValue() }
    case .string: _ = try string()
    case .number: _ = try number()
    case .bool: _ = try bool()
    case .null: if try !takeNull() { throw failure(.expectedValue) }
    }
  }

  // MARK: Strings

  /// The bytes between a string's quotes; its escapes and its UTF-8 are checked on the way.
  public mutating func string() throws(JSONFailure) -> JSONSlice {
    guard try next() == UInt8(ascii: "\"") else { throw failure(.expectedString) }
    position += 1
    let start = position
    var isEscaped = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return JSONSlice(start: start, end: position - 1, isEscaped: isEscaped)
      }
      guard byte >= 0x20 else { throw failure(.controlByte) }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        _ = try scalar(escapedAt: &position)
      } else if byte < 0x80 {
        position += 1
      } else {
        position += try lengthOfUTF8(at: position)
      }
    }
    throw failure(.unexpectedEnd)
  }

  private func lengthOfUTF8(at offset: Int) throws(JSONFailure) -> Int {
    let lead = bytes[offset]
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard lead >= 0xC2, lead <= 0xF4, offset + length <= bytes.count else {
      throw failure(.badUTF8, at: offset)
    }
    for index in 1..<length where bytes[offset + index] & 0xC0 != 0x80 {
      throw failure(.badUTF8, at: offset)
    }
    let second = bytes[offset + 1]
    let isOverlongOrBeyond =
      (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)
      || (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)
    guard !isOverlongOrBeyond else { throw failure(.badUTF8, at: offset) }
    return length
  }

  /// The scalar that the escape at `offset` stands for; moves past it.
  private func scalar(escapedAt offset: inout Int) throws(JSONFailure) -> UInt32 {
    guard offset + 1 < bytes.count else { throw failure(.unexpectedEnd, at: bytes.count) }
    let start = offset
    let letter = bytes[offset + 1]
    offset += 2
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt32(letter)
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "u"): break
    default: throw failure(.badEscape, at: start)
    }
    let unit = try hexadecimal(at: &offset)
    guard unit & 0xF800 == 0xD800 else { return unit }
    guard unit < 0xDC00, offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
      bytes[offset + 1] == UInt8(ascii: "u")
    else { throw failure(.badSurrogate, at: start) }
    offset += 2
    let low = try hexadecimal(at: &offset)
    guard low & 0xFC00 == 0xDC00 else { throw failure(.badSurrogate, at: start) }
    return 0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF)
  }

  private func hexadecimal(at offset: inout Int) throws(JSONFailure) -> UInt32 {
    guard offset + 4 <= bytes.count else { throw failure(.unexpectedEnd, at: bytes.count) }
    var unit: UInt32 = 0
    for _ in 0..<4 {
      let byte = bytes[offset]
      switch byte {
      case 48...57: unit = unit << 4 | UInt32(byte - 48)
      case 65...70: unit = unit << 4 | UInt32(byte - 55)
      case 97...102: unit = unit << 4 | UInt32(byte - 87)
      default: throw failure(.badEscape, at: offset)
      }
      offset += 1
    }
    return unit
  }

  // MARK: What a slice says

  /// A slice's bytes as they stand in the text.
  public func raw(_ slice: JSONSlice) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[slice.start..<slice.end])
  }

  /// Whether a slice without escapes is exactly `word`, which must be ASCII.
  public func matches(_ slice: JSONSlice, _ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard slice.end - slice.start == length, !slice.isEscaped else { return false }
    for index in 0..<length where bytes[slice.start + index] != word.utf8Start[index] {
      return false
    }
    return true
  }

  /// Appends a slice's text to `out`, its escapes resolved to UTF-8.
  public func append(_ slice: JSONSlice, to out: inout [UInt8]) {
    guard slice.isEscaped else { return out.append(contentsOf: raw(slice)) }
    var offset = slice.start
    while offset < slice.end {
      guard bytes[offset] == UInt8(ascii: "\\") else {
        out.append(bytes[offset])
        offset += 1
        continue
      }
      guard let value = try? scalar(escapedAt: &offset), let scalar = Unicode.Scalar(value) else {
        return
      }
      out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }

  /// A slice's text, its escapes resolved.
  public func text(_ slice: JSONSlice) -> String {
    var out: [UInt8] = []
    append(slice, to: &out)
    return String(decoding: out, as: UTF8.self)
  }
}
