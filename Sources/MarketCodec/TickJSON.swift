import MarketModel

/// Reads a JSON object of a pub/sub channel into the fields that an entry would have.
///
/// Texts are unescaped, numbers are written out as plain decimals, `null` is an empty field. The
/// decoder then treats both alike, so a message and an entry with the same values are one tick.
public struct TickJSON: Sendable {
  public private(set) var fields = FieldBuffer()
  private var scratch: [UInt8] = []

  public init() { scratch.reserveCapacity(256) }

  /// Reads one message; `fields` holds it afterwards.
  ///
  /// - Throws: `malformed` for anything but one object whose known members are texts, numbers or
  ///   null. Members the contract does not know may hold anything.
  public mutating func read(_ message: UnsafeBufferPointer<UInt8>) throws(Rejection) {
    fields.removeAll()
    var scanner = JSONScanner(message)
    do throws(JSONFailure) {
      try readObject(&scanner)
    } catch {
      let reason: Rejection.Reason =
        switch error.reason {
        case .controlByte: .controlByte
        case .badUTF8: .notUTF8
        default: .notAnObject
        }
      throw Rejection(.malformed, nil, reason)
    }
    guard fields.spans.count <= FieldValues.fieldLimit * 2 else {
      throw Rejection(.malformed, nil, .tooManyFields)
    }
  }

  private mutating func readObject(_ scanner: inout JSONScanner) throws(JSONFailure) {
    try scanner.beginObject()
    while let name = try scanner.nextMember() {
      append(name, scanner)
      switch try scanner.kind() {
      case .string: append(try scanner.string(), scanner)
      case .number: try append(number: try scanner.number(), scanner)
      case .null:
        _ = try scanner.takeNull()
        fields.append("")
      case .bool, .object, .array:
        guard TickField(name: scanner.raw(name)) == nil else {
          throw JSONFailure(.expectedString, offset: scanner.position)
        }
        try scanner.skipValue()
        fields.append("")
      }
    }
    try scanner.expectEnd()
  }

  private mutating func append(_ slice: JSONSlice, _ scanner: JSONScanner) {
    guard slice.isEscaped else { return fields.append(scanner.raw(slice)) }
    scratch.removeAll(keepingCapacity: true)
    scanner.append(slice, to: &scratch)
    scratch.withUnsafeBufferPointer { fields.append($0) }
  }

  /// Digits as they stand; a number with an exponent is written out where fixed point can hold it.
  private mutating func append(
    number slice: JSONSlice, _ scanner: JSONScanner
  ) throws(JSONFailure) {
    let digits = scanner.raw(slice)
    guard digits.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
      return fields.append(digits)
    }
    guard let value = try? DecimalText.parse(digits, exponents: true) else {
      return fields.append(digits)
    }
    fields.append(upTo: 32) { DecimalText.write(value, into: $0) }
  }
}
