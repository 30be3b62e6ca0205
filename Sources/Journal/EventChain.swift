import MarketModel

/// How far a chain of events reaches: the last one's sequence, and the hash over it and all before.
///
/// Kept outside, it proves later that nothing up to there was cut off or rewritten.
public struct ChainHead: Hashable, Sendable {
  /// 0 before the first event.
  public let sequence: Int64
  public let hash: Digest

  public init(sequence: Int64, hash: Digest) {
    self.sequence = sequence
    self.hash = hash
  }
}

/// The chain of hashes over an account's events.
///
/// Each event's hash is over the hash before it and the event's own bytes, so that none can be
/// changed, taken out or put in without changing all hashes behind it. The bytes are fixed for
/// good, in docs/journal.md; a few lines of any language compute them.
public struct EventChain {
  private let sha: SHA256
  public private(set) var head: ChainHead

  /// The chain before an account's first event.
  ///
  /// - Parameter epoch: what the file's own table says; a chain goes on over later ones.
  public init(account: String, epoch: Int64 = 1, path: String) throws(JournalError) {
    let sha = try SHA256.make(path: path)
    let bytes = Array("thor journal\n\(account)\n\(epoch)\n".utf8)
    bytes.withUnsafeBytes { sha.update($0) }
    self.sha = sha
    head = ChainHead(sequence: 0, hash: sha.finish())
  }

  /// Goes on from somewhere else: what `head` says is believed.
  public mutating func move(to head: ChainHead) { self.head = head }

  /// Adds the next event and gives its hash.
  public mutating func append(
    at instant: UnixNanos, kind: UnsafeBufferPointer<UInt8>, payload: UnsafeBufferPointer<UInt8>
  ) -> Digest {
    let sequence = head.sequence + 1
    let fixed = Digest.byteCount + 24
    withUnsafeTemporaryAllocation(byteCount: fixed + kind.count, alignment: 8) { buffer in
      head.hash.withBytes { buffer.copyMemory(from: $0) }
      EventChain.store(UInt64(bitPattern: sequence), in: buffer, at: 32)
      EventChain.store(UInt64(bitPattern: instant.nanos), in: buffer, at: 40)
      EventChain.store(UInt32(truncatingIfNeeded: kind.count), in: buffer, at: 48)
      UnsafeMutableRawBufferPointer(rebasing: buffer[52...]).copyMemory(
        from: UnsafeRawBufferPointer(kind))
      EventChain.store(
        UInt32(truncatingIfNeeded: payload.count), in: buffer, at: 52 + kind.count)
      sha.update(UnsafeRawBufferPointer(buffer))
    }
    sha.update(UnsafeRawBufferPointer(payload))
    let hash = sha.finish()
    head = ChainHead(sequence: sequence, hash: hash)
    return hash
  }

  private static func store(
    _ number: some FixedWidthInteger, in buffer: UnsafeMutableRawBufferPointer, at place: Int
  ) {
    buffer.storeBytes(of: number.bigEndian, toByteOffset: place, as: type(of: number).self)
  }
}
