import Engine
import MarketModel

extension Journal {
  /// Begins the account anew: what came before stays in the record and counts for nothing any more.
  ///
  /// The next start gives it the opening cash that is configured then.
  ///
  /// - Returns: the number of the epoch that begins; the account's first was 1.
  /// - Throws: when the journal cannot be read in full or not be written; it is as it was then.
  public func beginEpoch(
    user: String, reason: String, at now: UnixNanos
  ) throws(JournalError) -> Int64 {
    var epoch: Int64 = 1
    var last = now
    try forEachEvent { event in
      if event.isKind(.epoch) { epoch += 1 }
      last = max(last, event.at)
    }
    var encoder = EffectEncoder()
    encoder.appendEpoch(epoch + 1, user: user, reason: reason, at: last)
    append(encoder.bytes.dropLast(), .epoch, at: last)
    try commit()
    try discardSnapshots()
    return epoch + 1
  }
}
