import Execution
import MarketModel

/// Why a line cannot be used: which member, and what was expected.
public struct LineFailure: Error, Hashable, Sendable {
  /// The member's name; empty where the line is no JSON object at all.
  public var field: String
  public var message: String

  public init(_ field: String, _ message: String) {
    self.field = field
    self.message = message
  }
}

/// The members of one JSON object, each asked for by name once; what nobody asks for is an error.
struct LineMembers {
  /// One member's place in the text.
  private struct Member {
    var name: JSONSlice
    var kind: JSONScanner.Kind
    /// The value's bytes; of a string those between the quotes.
    var value: JSONSlice
    var isUsed = false
  }

  private let scanner: JSONScanner
  private var members: [Member] = []
  /// Before the names in messages: `risk.` or `orders[1].`.
  let prefix: String

  /// The most members an object may have.
  static let countLimit = 256

  /// Reads the members of an object.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, prefix: String = ""
  ) throws(LineFailure) {
    self.prefix = prefix
    scanner = JSONScanner(bytes)
    members.reserveCapacity(16)
    do throws(JSONFailure) {
      try read()
    } catch {
      throw LineFailure(prefix.isEmpty ? "" : String(prefix.dropLast()), error.description)
    }
    for place in members.indices {
      for other in 0..<place where scanner.areEqual(members[place].name, members[other].name) {
        throw LineFailure(prefix + scanner.text(members[place].name), "given twice")
      }
    }
  }

  private mutating func read() throws(JSONFailure) {
    var reader = scanner
    try reader.beginObject()
    while let name = try reader.nextMember() {
      guard members.count < LineMembers.countLimit else {
        throw JSONFailure(.tooDeep, offset: reader.position)
      }
      let kind = try reader.kind()
      var value = JSONSlice(start: reader.position, end: 0, isEscaped: false)
      switch kind {
      case .string: value = try reader.string()
      default:
        try reader.skipValue()
        value.end = reader.position
      }
      members.append(Member(name: name, kind: kind, value: value))
    }
    try reader.expectEnd()
  }

  // MARK: Looking up

  private mutating func take(_ name: StaticString) -> Member? {
    for place in members.indices where scanner.matches(members[place].name, name) {
      members[place].isUsed = true
      return members[place]
    }
    return nil
  }

  func failure(_ name: StaticString, _ message: String) -> LineFailure {
    LineFailure(prefix + name.description, message)
  }

  /// Whether a member is there at all, and not null.
  func has(_ name: StaticString) -> Bool {
    members.contains { scanner.matches($0.name, name) && $0.kind != .null }
  }

  /// Whether a member is there as null; marks it as used where it is.
  mutating func takeNull(_ name: StaticString) -> Bool {
    for place in members.indices
    where scanner.matches(members[place].name, name) && members[place].kind == .null {
      members[place].isUsed = true
      return true
    }
    return false
  }

  /// Fails on the first member that nobody has asked for.
  func expectNoMore() throws(LineFailure) {
    for member in members where !member.isUsed {
      throw LineFailure(prefix + scanner.text(member.name), "nothing here is called so")
    }
  }

  /// Every member's name and place, for objects whose names are data.
  mutating func takeAll<Value>(
    _ body: (String, inout LineMembers, Int) throws(LineFailure) -> Value
  ) throws(LineFailure) -> [Value] {
    var values: [Value] = []
    for place in members.indices {
      members[place].isUsed = true
      values.append(try body(scanner.text(members[place].name), &self, place))
    }
    return values
  }

  // MARK: Values

  /// A decimal in quotes, or a number read from its digits; nil where it is left out or null.
  mutating func decimal<Value: FixedPoint>(
    _ name: StaticString
  ) throws(LineFailure) -> Value? {
    guard let member = take(name), member.kind != .null else { return nil }
    return try decimal(member, prefix + name.description)
  }

  mutating func decimal<Value: FixedPoint>(at place: Int) throws(LineFailure) -> Value? {
    let member = members[place]
    if member.kind == .null { return nil }
    return try decimal(member, prefix + scanner.text(member.name))
  }

  private func decimal<Value: FixedPoint>(
    _ member: Member, _ name: String
  ) throws(LineFailure) -> Value {
    guard member.kind == .string || member.kind == .number, !member.value.isEscaped else {
      throw LineFailure(name, "expected a decimal such as \"5000.25\"")
    }
    do throws(DecimalFailure) {
      return try Value(
        parsing: scanner.raw(member.value), exponents: member.kind == .number)
    } catch {
      throw LineFailure(name, error.description)
    }
  }

  mutating func required<Value: FixedPoint>(_ name: StaticString) throws(LineFailure) -> Value {
    guard let value: Value = try decimal(name) else {
      throw failure(name, "expected a decimal, got nothing")
    }
    return value
  }

  /// A whole number, as a JSON number or a decimal in quotes.
  mutating func integer(
    _ name: StaticString, in range: ClosedRange<Int64>
  ) throws(LineFailure) -> Int64? {
    guard let value: Ratio = try decimal(name) else { return nil }
    let whole = value.nanos / 1_000_000_000
    guard value.nanos % 1_000_000_000 == 0, range.contains(whole) else {
      throw failure(
        name, "expected a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return whole
  }

  /// Milliseconds, with decimals down to a nanosecond, as nanoseconds.
  mutating func milliseconds(_ name: StaticString) throws(LineFailure) -> Int64? {
    guard let value: Ratio = try decimal(name) else { return nil }
    guard value.nanos >= 0, value.nanos % 1_000 == 0 else {
      throw failure(name, "expected milliseconds, 0 or more, in whole nanoseconds")
    }
    return value.nanos / 1_000
  }

  /// An amount that must not be below 0.
  mutating func amount<Value: FixedPoint>(_ name: StaticString) throws(LineFailure) -> Value? {
    guard let value: Value = try decimal(name) else { return nil }
    guard value.nanos >= 0 else { throw failure(name, "expected 0 or more, got \(value)") }
    return value
  }

  /// An amount that may pass 64 bits.
  mutating func wide(_ name: StaticString) throws(LineFailure) -> WideAmount {
    guard let member = take(name), member.kind == .string,
      let amount = WideAmount(digits: scanner.raw(member.value))
    else { throw failure(name, "expected a decimal in quotes") }
    return amount
  }

  /// Every member's name and text, for objects whose names are data.
  mutating func takeTexts() throws(LineFailure) -> [(name: String, text: String)] {
    var texts: [(name: String, text: String)] = []
    for place in members.indices {
      members[place].isUsed = true
      let name = scanner.text(members[place].name)
      guard members[place].kind == .string else {
        throw LineFailure(prefix + name, "expected a string")
      }
      texts.append((name, scanner.text(members[place].value)))
    }
    return texts
  }

  mutating func bool(_ name: StaticString) throws(LineFailure) -> Bool? {
    guard let member = take(name), member.kind != .null else { return nil }
    guard member.kind == .bool else { throw failure(name, "expected true or false") }
    return scanner.bytes[member.value.start] == UInt8(ascii: "t")
  }

  mutating func text(_ name: StaticString) throws(LineFailure) -> String? {
    guard let member = take(name), member.kind != .null else { return nil }
    guard member.kind == .string else { throw failure(name, "expected a string") }
    return scanner.text(member.value)
  }

  mutating func requiredText(_ name: StaticString) throws(LineFailure) -> String {
    guard let text = try text(name) else { throw failure(name, "expected a string, got nothing") }
    return text
  }

  /// One of some words.
  mutating func choice<Value>(
    _ name: StaticString, _ choices: [Choice<Value>]
  ) throws(LineFailure) -> Value? {
    guard let member = take(name), member.kind != .null else { return nil }
    if member.kind == .string {
      for choice in choices where scanner.matches(member.value, choice.word) {
        return choice.value
      }
    }
    let words = choices.map { $0.word.description }.joined(separator: ", ")
    throw failure(name, "expected one of \(words)")
  }

  mutating func requiredChoice<Value>(
    _ name: StaticString, _ choices: [Choice<Value>]
  ) throws(LineFailure) -> Value {
    guard let value = try choice(name, choices) else {
      let words = choices.map { $0.word.description }.joined(separator: ", ")
      throw failure(name, "expected one of \(words), got nothing")
    }
    return value
  }

  mutating func instant(_ name: StaticString) throws(LineFailure) -> UnixNanos? {
    guard let member = take(name), member.kind != .null else { return nil }
    if member.kind == .number { return try nanoseconds(member, name) }
    guard member.kind == .string, !member.value.isEscaped else {
      throw failure(name, InstantFailure.notAnInstant.description)
    }
    do throws(InstantFailure) {
      return try InstantText.parse(scanner.raw(member.value))
    } catch {
      throw failure(name, error.description)
    }
  }

  private func nanoseconds(
    _ member: Member, _ name: StaticString
  ) throws(LineFailure) -> UnixNanos {
    let digits = scanner.raw(member.value)
    guard let value = Int64(String(decoding: digits, as: UTF8.self)) else {
      throw failure(name, "expected whole nanoseconds since 1970 that 64 bits hold")
    }
    return UnixNanos(value)
  }

  mutating func symbol(_ name: StaticString) throws(LineFailure) -> Symbol? {
    guard let member = take(name), member.kind != .null else { return nil }
    guard member.kind == .string, !member.value.isEscaped,
      let symbol = Symbol(scanner.raw(member.value))
    else { throw failure(name, "expected a symbol such as ES, of A-Z 0-9 . _ / -") }
    return symbol
  }

  mutating func orderID(_ name: StaticString) throws(LineFailure) -> OrderIDText {
    guard let member = take(name), member.kind == .string else {
      throw failure(name, "expected an id of 1 to 64 printable ASCII characters")
    }
    var bytes: [UInt8] = []
    scanner.append(member.value, to: &bytes)
    return OrderIDText(bytes: bytes)
  }

  /// An id that may be left out.
  mutating func optionalOrderID(_ name: StaticString) throws(LineFailure) -> OrderID? {
    guard let member = take(name), member.kind != .null else { return nil }
    var bytes: [UInt8] = []
    if member.kind == .string { scanner.append(member.value, to: &bytes) }
    guard let id = bytes.withUnsafeBufferPointer({ OrderID($0) }) else {
      throw failure(name, "expected an id of 1 to 64 printable ASCII characters")
    }
    return id
  }

  mutating func sourceName(_ name: StaticString) throws(LineFailure) -> SourceName? {
    guard let member = take(name), member.kind != .null else { return nil }
    guard member.kind == .string, !member.value.isEscaped,
      let source = SourceName(scanner.raw(member.value))
    else { throw failure(name, "expected a source of 1 to 32 printable ASCII characters") }
    return source
  }

  /// A nested object; nil where it is left out or null.
  mutating func object(_ name: StaticString) throws(LineFailure) -> LineMembers? {
    guard let member = take(name), member.kind != .null else { return nil }
    guard member.kind == .object else { throw failure(name, "expected an object") }
    return try LineMembers(
      scanner.raw(member.value), prefix: prefix + name.description + ".")
  }

  /// The elements of a nested array, as their bytes.
  mutating func elements(
    _ name: StaticString, atMost limit: Int
  ) throws(LineFailure) -> [UnsafeBufferPointer<UInt8>]? {
    guard let member = take(name), member.kind != .null else { return nil }
    guard member.kind == .array else { throw failure(name, "expected an array") }
    var reader = JSONScanner(scanner.raw(member.value))
    var elements: [UnsafeBufferPointer<UInt8>] = []
    do throws(JSONFailure) {
      try reader.beginArray()
      while try reader.nextElement() {
        _ = try reader.kind()
        let start = reader.position
        try reader.skipValue()
        elements.append(
          reader.raw(JSONSlice(start: start, end: reader.position, isEscaped: false)))
        guard elements.count <= limit else { break }
      }
    } catch {
      throw failure(name, error.description)
    }
    guard elements.count <= limit else { throw failure(name, "expected at most \(limit)") }
    return elements
  }

  /// The strings of a nested array.
  mutating func texts(
    _ name: StaticString, atMost limit: Int
  ) throws(LineFailure) -> [String]? {
    guard let elements = try elements(name, atMost: limit) else { return nil }
    var texts: [String] = []
    for element in elements {
      var reader = JSONScanner(element)
      do throws(JSONFailure) {
        texts.append(reader.text(try reader.string()))
      } catch {
        throw failure(name, "expected an array of strings")
      }
    }
    return texts
  }
}

/// A word that a member may be, and what it stands for.
struct Choice<Value> {
  let word: StaticString
  let value: Value

  init(_ word: StaticString, _ value: Value) {
    self.word = word
    self.value = value
  }
}

/// An order id's bytes, not yet checked.
struct OrderIDText {
  var bytes: [UInt8]
}

extension JSONScanner {
  /// Whether two slices have the same bytes.
  func areEqual(_ first: JSONSlice, _ second: JSONSlice) -> Bool {
    guard first.end - first.start == second.end - second.start else { return false }
    for offset in 0..<first.end - first.start
    where bytes[first.start + offset] != bytes[second.start + offset] {
      return false
    }
    return true
  }
}
