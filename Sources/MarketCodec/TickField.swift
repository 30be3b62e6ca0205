extension EntryFields {
  /// The contract's fields that the entry does not have, in the contract's order.
  public var missingFields: [TickField] {
    var present: UInt32 = 0
    for index in 0..<count {
      if let field = TickField(name: name(index)) { present |= 1 << UInt32(field.rawValue) }
    }
    return TickField.allCases.filter { present & 1 << UInt32($0.rawValue) == 0 }
  }
}

/// The fields of the tick contract, in the order in which they are checked.
public enum TickField: UInt8, Sendable, CaseIterable {
  case symbol, timestamp, last, bid, ask, lastSize, bidSize, askSize, source
  case ingestID, collector, latencyMillis, previousClose, open, high, low, volume, sequence

  /// How many there are, for tables with a place for each.
  static let count = 18

  /// The name on the bus.
  public var name: String {
    switch self {
    case .symbol: "symbol"
    case .timestamp: "timestamp"
    case .last: "last"
    case .bid: "bid"
    case .ask: "ask"
    case .lastSize: "lastSize"
    case .bidSize: "bidSize"
    case .askSize: "askSize"
    case .source: "source"
    case .ingestID: "ingest_id"
    case .collector: "collector"
    case .latencyMillis: "latency_ms"
    case .previousClose: "prevClose"
    case .open: "open"
    case .high: "high"
    case .low: "low"
    case .volume: "volume"
    case .sequence: "seq"
    }
  }

  /// The field of a name, or nil for a name the contract does not know.
  ///
  /// Compares the name's bytes as one or two words: a string switch costs ten times as much.
  init?(name: UnsafeBufferPointer<UInt8>) {
    var head: UInt64 = 0
    for index in 0..<min(name.count, 8) { head |= UInt64(name[index]) << UInt64(index * 8) }
    switch (name.count, head) {
    case (3, 0x64_6962): self = .bid
    case (3, 0x6b_7361): self = .ask
    case (3, 0x77_6f6c): self = .low
    case (3, 0x71_6573): self = .sequence
    case (4, 0x7473_616c): self = .last
    case (4, 0x6e65_706f): self = .open
    case (4, 0x6867_6968): self = .high
    case (6, 0x6c6f_626d_7973): self = .symbol
    case (6, 0x6563_7275_6f73): self = .source
    case (6, 0x656d_756c_6f76): self = .volume
    case (7, 0x65_7a69_5364_6962): self = .bidSize
    case (7, 0x65_7a69_536b_7361): self = .askSize
    case (8, 0x657a_6953_7473_616c): self = .lastSize
    case (9, _), (10, _): self.init(head: head, tail: name)
    default: return nil
    }
  }

  private init?(head: UInt64, tail: UnsafeBufferPointer<UInt8>) {
    switch (head, tail[8]) {
    case (0x6d61_7473_656d_6974, UInt8(ascii: "p")) where tail.count == 9: self = .timestamp
    case (0x695f_7473_6567_6e69, UInt8(ascii: "d")) where tail.count == 9: self = .ingestID
    case (0x6f74_6365_6c6c_6f63, UInt8(ascii: "r")) where tail.count == 9: self = .collector
    case (0x736f_6c43_7665_7270, UInt8(ascii: "e")) where tail.count == 9: self = .previousClose
    case (0x5f79_636e_6574_616c, UInt8(ascii: "m")) where tail.count == 10:
      guard tail[9] == UInt8(ascii: "s") else { return nil }
      self = .latencyMillis
    default: return nil
    }
  }
}
