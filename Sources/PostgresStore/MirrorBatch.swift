import Journal

/// Events on their way into PostgreSQL with one statement, which is one transaction.
struct MirrorBatch {
  static let countLimit = 256
  private static let byteLimit = 128 * 1_024

  private var sequences = BinaryArray(of: .integer)
  private var instants = BinaryArray(of: .integer)
  private var kinds = BinaryArray(of: .text)
  private var payloads = BinaryArray(of: .bytes)
  private var hashes = BinaryArray(of: .bytes)
  private var byteCount = 0

  var isEmpty: Bool { sequences.count == 0 }

  /// Takes an event; whether there is room for another.
  mutating func append(_ event: JournaledEvent) -> Bool {
    sequences.append(event.sequence)
    instants.append(event.at.nanos)
    kinds.append(event.kind)
    payloads.append(event.payload)
    event.hash.withBytes { hashes.append($0.bindMemory(to: UInt8.self)) }
    byteCount += event.payload.count + event.kind.count + 64
    return byteCount < MirrorBatch.byteLimit
  }

  static let statement = """
    INSERT INTO thor.journal_events(account, sequence, at_ns, kind, payload, hash)
    SELECT $1::text, one.* FROM unnest(
      $2::bigint[], $3::bigint[], $4::text[], $5::bytea[], $6::bytea[]) one
    """

  func parameters(account: String) -> [Parameter] {
    [
      .text(account), .array(sequences), .array(instants), .array(kinds), .array(payloads),
      .array(hashes),
    ]
  }
}
