import CHiredis
import MarketCodec

/// A reply as a flat list of tokens in the order of the wire: an array's elements follow it.
///
/// A view into the connection's buffers, valid until the next reply is taken.
struct Reply {
  let text: UnsafeBufferPointer<UInt8>
  private let spans: UnsafeBufferPointer<ByteSpan>
  private let kinds: UnsafeBufferPointer<UInt8>

  init(_ reply: thor_redis_reply) {
    text = UnsafeBufferPointer(start: reply.text, count: reply.text_length)
    // ByteSpan is frozen as the C token is: two 32-bit numbers, offset and length.
    let raw = UnsafeRawPointer(reply.spans)
    spans = UnsafeBufferPointer(
      start: raw?.assumingMemoryBound(to: ByteSpan.self), count: reply.count)
    kinds = UnsafeBufferPointer(start: reply.kinds, count: reply.count)
  }

  var count: Int { kinds.count }

  private func kind(_ token: Int) -> UInt32 {
    token < kinds.count ? UInt32(kinds[token]) : 0
  }

  func isArray(_ token: Int) -> Bool { kind(token) == THOR_REDIS_ARRAY.rawValue }
  func isString(_ token: Int) -> Bool { kind(token) == THOR_REDIS_STRING.rawValue }
  func isNil(_ token: Int) -> Bool { kind(token) == THOR_REDIS_NIL.rawValue }

  /// The number of an array's elements, 0 for anything else.
  func elements(_ token: Int) -> Int { isArray(token) ? Int(spans[token].length) : 0 }

  /// The bytes of a string, status, integer or error; empty for the rest.
  func bytes(_ token: Int) -> UnsafeBufferPointer<UInt8> {
    guard token < kinds.count, !isArray(token), !isNil(token) else {
      return UnsafeBufferPointer(start: nil, count: 0)
    }
    let span = spans[token]
    return UnsafeBufferPointer(
      rebasing: text[Int(span.offset)..<Int(span.offset) + Int(span.length)])
  }

  func string(_ token: Int) -> String { String(decoding: bytes(token), as: UTF8.self) }

  func integer(_ token: Int) -> Int64? { Int64(string(token)) }

  /// The fault that the reply as a whole reports.
  var fault: RedisFault? {
    kind(0) == THOR_REDIS_ERROR.rawValue ? RedisFault(reply: bytes(0)) : nil
  }

  /// The token after an element and all that is in it.
  func next(after token: Int) -> Int {
    var open = 1
    var place = token
    while open > 0, place < kinds.count {
      open += elements(place) - 1
      place += 1
    }
    return place
  }

  /// The array of names and values at `token`; nil where it is something else.
  func fields(_ token: Int) -> EntryFields? {
    let count = elements(token)
    guard isArray(token), token + 1 + count <= kinds.count else { return nil }
    for place in token + 1..<token + 1 + count where !isString(place) { return nil }
    return EntryFields(
      text: text, spans: UnsafeBufferPointer(rebasing: spans[token + 1..<token + 1 + count]))
  }
}
