/// Single hashes, believed as the file has them.
extension JournalReader {
  /// How far the events reach, by the file's own last hash.
  public func lastHead() throws(JournalError) -> ChainHead {
    guard schema > 1 else { return genesis.head }
    let rows = try database.prepare(
      "SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1")
    guard try rows.step() else { return genesis.head }
    return ChainHead(sequence: rows.integer(0), hash: rows.digest(1) ?? Digest())
  }

  /// Every event's hash, the first one's at place 0; none of a version that had no hashes.
  public func hashes() throws(JournalError) -> [Digest] {
    guard schema > 1 else { return [] }
    let rows = try database.prepare("SELECT hash FROM events ORDER BY sequence")
    var hashes: [Digest] = []
    while try rows.step() { hashes.append(rows.digest(0) ?? Digest()) }
    return hashes
  }
}
