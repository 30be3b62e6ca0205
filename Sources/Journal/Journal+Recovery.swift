import MarketModel

extension Journal {
  /// Calls `body` with every event after `sequence`, in order, one at a time, each checked against
  /// the chain of hashes.
  ///
  /// Read from the first event to the end, the journal may be written afterwards.
  ///
  /// - Throws: what `body` throws, or that the file is damaged, with the first event concerned.
  ///   The file is as it was.
  public func forEachEvent(
    after sequence: Int64 = 0, _ body: (JournaledEvent) throws(JournalError) -> Void
  ) throws(JournalError) {
    let end = try read(after: try opened().head(at: sequence), body)
    try requireWhole(end)
    if sequence == 0 { try trust() }
  }

  /// Reading has to come as far as the journal says it reaches.
  func requireWhole(_ end: ChainHead) throws(JournalError) {
    guard end == head else {
      throw JournalError(
        .damaged(
          sequence: end.sequence + 1,
          message: "expected events up to \(head.sequence), found \(end.sequence)"),
        path: path)
    }
  }
}
