import Engine
import MarketModel

/// A stretch of events condensed for a quick start, as the `snapshots` table has it.
///
/// Each one's digest is over the one's before it and all of its own, and stands in the journal as
/// an event of its own: the chain of hashes that is checked from the last snapshot on vouches for
/// all of them.
struct JournalSnapshot {
  /// The form of `body`; another one's is not read.
  var version: UInt32
  var epoch: Int64
  /// The first and the last event that are in it.
  var first: Int64
  var last: Int64
  /// The chain's hash at the last one.
  var hash: Digest
  /// When the first event of all snapshots happened.
  var beganAt: UnixNanos
  var body: [UInt8]

  /// What stands in the journal for it.
  func digest(after previous: Digest, with sha: SHA256) -> Digest {
    previous.withBytes { sha.update($0) }
    let numbers = [
      Int64(version), epoch, first, last, beganAt.nanos, Int64(body.count),
    ].map(\.bigEndian)
    numbers.withUnsafeBytes { sha.update($0) }
    hash.withBytes { sha.update($0) }
    body.withUnsafeBytes { sha.update($0) }
    return sha.finish()
  }

  /// The event's payload.
  func line(at instant: UnixNanos, digest: Digest) -> [UInt8] {
    Array(
      """
      {"type":"snapshot","ts":"\(instant)","format":\(version),"first":\(first),"last":\(last),\
      "bytes":\(body.count),"digest":"\(digest)"}
      """.utf8)
  }
}

/// A snapshot on its way to the disk, with the number of the event that vouches for it.
struct PendingSnapshot {
  let snapshot: JournalSnapshot
  let sequence: Int64
  let digest: Digest
}

/// How far the snapshots reach, and the one that is being made.
struct SnapshotProgress {
  /// Events up to here are in snapshots, or before the account's last epoch.
  var covered: Int64
  var epoch: Int64
  var digest: Digest
  /// When the first event that snapshots hold happened; nil before there is one.
  var beganAt: UnixNanos?
  /// The latest instant of those condensed.
  var endedAt = UnixNanos.distantPast
  /// What has been condensed of the next one, and up to which event.
  var writer: CondensedWriter?
  var condensedTo: ChainHead

  init(after head: ChainHead, epoch: Int64) {
    covered = head.sequence
    self.epoch = epoch
    digest = Digest()
    condensedTo = head
  }
}
