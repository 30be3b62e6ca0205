import MarketModel

/// The contract's fields of one entry, found by name.
struct FieldValues {
  /// More fields than this are no quote event.
  static let fieldLimit = 64

  private var spans = InlineArray<18, ByteSpan>(repeating: .empty)
  private var present: UInt32 = 0
  let entry: EntryFields

  init(_ entry: EntryFields) { self.entry = entry }

  /// Finds the fields; returns how many the contract does not know.
  ///
  /// - Throws: `malformed` for pairs that are none, a field that stands twice, and for names and
  ///   unknown values with control bytes or bad UTF-8.
  mutating func collect() throws(Rejection) -> Int {
    guard entry.spans.count.isMultiple(of: 2) else {
      throw Rejection(.malformed, nil, .notPairs)
    }
    let count = entry.count
    guard count <= FieldValues.fieldLimit else {
      throw Rejection(.malformed, nil, .tooManyFields)
    }
    var unknown = 0
    for index in 0..<count {
      if let field = TickField(name: entry.name(index)) {
        let bit: UInt32 = 1 << UInt32(field.rawValue)
        if present & bit != 0 { throw Rejection(.malformed, field, .duplicatedField) }
        present |= bit
        spans[Int(field.rawValue)] = entry.spans[index * 2 + 1]
      } else {
        unknown += 1
        try checkUnknown(index)
      }
    }
    return unknown
  }

  /// An unknown field is ignored, but nothing in an entry may hold control bytes or stand twice.
  private func checkUnknown(_ index: Int) throws(Rejection) {
    let name = entry.name(index)
    if let fault = TextCheck.fault(name) { throw Rejection(.malformed, nil, fault) }
    if let fault = TextCheck.fault(entry.value(index)) {
      throw Rejection(.malformed, nil, fault)
    }
    for earlier in 0..<index where FieldValues.same(entry.name(earlier), name) {
      throw Rejection(.malformed, nil, .duplicatedField)
    }
  }

  private static func same(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count where left[index] != right[index] { return false }
    return true
  }

  func has(_ field: TickField) -> Bool { present & (1 << UInt32(field.rawValue)) != 0 }

  /// Whether any of the session's figures is there.
  var hasFigures: Bool {
    let first = UInt32(TickField.previousClose.rawValue)
    return present >> first & 0b1_1111 != 0
  }

  /// The field's bytes; nil where the entry does not have it.
  @inline(__always)
  func bytes(_ field: TickField) -> UnsafeBufferPointer<UInt8>? {
    guard has(field) else { return nil }
    return entry.bytes(spans[Int(field.rawValue)])
  }

  /// The bytes of a field that must be there, though it may be empty.
  func required(_ field: TickField) throws(Rejection) -> UnsafeBufferPointer<UInt8> {
    guard let bytes = bytes(field) else { throw Rejection(.missingField, field, .absent) }
    return bytes
  }

  /// The bytes of a field that must be there and say something.
  func requiredValue(_ field: TickField) throws(Rejection) -> UnsafeBufferPointer<UInt8> {
    let bytes = try required(field)
    if bytes.isEmpty { throw Rejection(.missingField, field, .emptyValue) }
    return bytes
  }

  /// A decimal as a count of 1e-9; nil where the field is absent or empty.
  func decimal(_ field: TickField) throws(Rejection) -> Int64? {
    guard let bytes = bytes(field), !bytes.isEmpty else { return nil }
    do throws(DecimalFailure) {
      return try DecimalScan.nanos(bytes)
    } catch {
      throw FieldValues.rejection(of: error, field, bytes)
    }
  }

  /// Control bytes are an error of their own, wherever they stand.
  private static func rejection(
    of failure: DecimalFailure, _ field: TickField, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Rejection {
    if let fault = TextCheck.fault(bytes) { return Rejection(.malformed, field, fault) }
    return switch failure {
    case .empty: Rejection(.missingField, field, .emptyValue)
    case .notADecimal: Rejection(.badNumber, field, .notADecimal)
    case .finerThanNanos: Rejection(.badNumber, field, .finerThanNanos)
    case .outOfRange: Rejection(.outOfRange, field, .beyondLimits)
    }
  }

  /// An integer; nil where the field is absent or empty.
  func integer(_ field: TickField) throws(Rejection) -> Int64? {
    guard let bytes = bytes(field), !bytes.isEmpty else { return nil }
    let negative = bytes[0] == UInt8(ascii: "-")
    var value: Int64 = 0
    var overflowed = bytes.count == (negative ? 1 : 0)
    for index in (negative ? 1 : 0)..<bytes.count {
      let digit = bytes[index] &- 48
      guard digit < 10 else {
        if let fault = TextCheck.fault(bytes) { throw Rejection(.malformed, field, fault) }
        throw Rejection(.badNumber, field, .notAnInteger)
      }
      let (product, high) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.subtractingReportingOverflow(Int64(digit))
      overflowed = overflowed || high || carry
      value = sum
    }
    guard !overflowed, negative || value != .min else {
      throw Rejection(.badNumber, field, .notAnInteger)
    }
    return negative ? value : -value
  }
}
