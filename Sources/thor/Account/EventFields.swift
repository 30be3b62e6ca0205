import MarketModel

/// The members of an event's payload as text, for listings.
struct EventFields {
  private var members: [(name: String, text: String?)] = []

  /// What can be read of it; nothing where it is no JSON object.
  init(_ payload: UnsafeBufferPointer<UInt8>) {
    do throws(JSONFailure) {
      try read(payload)
    } catch {
      members = []
    }
  }

  private mutating func read(_ payload: UnsafeBufferPointer<UInt8>) throws(JSONFailure) {
    var scanner = JSONScanner(payload)
    try scanner.beginObject()
    while let name = try scanner.nextMember() {
      var text: String?
      switch try scanner.kind() {
      case .string: text = scanner.text(try scanner.string())
      case .null: try scanner.skipValue()
      default:
        let start = scanner.position
        try scanner.skipValue()
        text = String(decoding: payload[start..<scanner.position], as: UTF8.self)
      }
      members.append((scanner.text(name), text))
    }
  }

  /// A string's text, another value as it stands; nil where there is none.
  subscript(name: String) -> String? { members.first { $0.name == name }?.text }
}
