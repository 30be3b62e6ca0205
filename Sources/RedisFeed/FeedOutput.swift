import MarketCodec
import MarketModel

/// Where the readers put what they find: ticks through the decoder, and events.
struct FeedOutput {
  var decoder: TickDecoder
  var batch = TickBatch()
  var events: [FeedEvent] = []
  /// Entries that could not be used, kept until the dead-letter writer has taken them.
  var refused: [RefusedEntry] = []
  let keepsRefused: Bool

  /// One entry that could not be used, copied out of the connection's buffer.
  struct RefusedEntry {
    var fields: FieldBuffer
    var id: StreamID?
    var rejection: Rejection
  }

  /// The most entries kept for dead letters in one batch.
  static let refusedLimit = 1_000

  init(_ decoder: TickDecoder, keepsRefused: Bool) {
    self.decoder = decoder
    self.keepsRefused = keepsRefused
  }

  mutating func beginRound() {
    batch.removeAll()
    events.removeAll(keepingCapacity: true)
    refused.removeAll(keepingCapacity: true)
  }

  mutating func decode(_ entry: EntryFields, _ id: StreamID?, _ now: FeedTime) {
    if case .rejected(let rejection) = decoder.decode(
      entry, receivedAt: now.wall, into: &batch)
    {
      keep(entry, id, rejection)
    }
  }

  mutating func decodeSnapshot(_ entry: EntryFields, _ now: FeedTime) {
    _ = decoder.decode(entry, receivedAt: now.wall, isSnapshot: true, into: &batch)
  }

  /// An entry whose fields are no list of texts.
  mutating func refuse(_ id: StreamID?, _ now: FeedTime) {
    decoder.refuse(Rejection(.malformed, nil, .notPairs), into: &batch)
  }

  mutating func keep(_ entry: EntryFields, _ id: StreamID?, _ rejection: Rejection) {
    guard keepsRefused, refused.count < FeedOutput.refusedLimit else { return }
    var fields = FieldBuffer()
    for span in entry.spans { fields.append(entry.bytes(span)) }
    refused.append(RefusedEntry(fields: fields, id: id, rejection: rejection))
  }
}
