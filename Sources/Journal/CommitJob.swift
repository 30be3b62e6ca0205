import MarketModel

/// One commit on its way to the disk: what it writes, and what came of it. The loop looks at it
/// again only when the thread is done with it.
final class CommitJob: @unchecked Sendable {
  private(set) var connection: JournalConnection
  private let path: String
  /// The file that was opened, whatever its name leads to by now.
  private let identity: DataDirectory.FileIdentity?
  private var events: PendingEvents
  private let snapshot: PendingSnapshot?
  /// How many events the last commit tried to write, where it failed and the file may differ.
  private(set) var uncertainCount: Int?
  /// How far the chain on the disk reaches.
  private(set) var head: ChainHead
  /// How many of the events are on the disk.
  private(set) var writtenCount = 0
  private(set) var error: JournalError?
  /// Whether the log is written back into the file behind it.
  var endsWithCheckpoint = false

  init(
    _ connection: JournalConnection, path: String, identity: DataDirectory.FileIdentity?,
    events: PendingEvents, snapshot: PendingSnapshot?, head: ChainHead, uncertainCount: Int?
  ) {
    self.connection = connection
    self.path = path
    self.identity = identity
    self.events = events
    self.snapshot = snapshot
    self.head = head
    self.uncertainCount = uncertainCount
  }

  func run() {
    do throws(JournalError) {
      guard DataDirectory.identity(of: path) == identity else {
        throw JournalError(.gone, path: path)
      }
      try settle()
      try write()
      if endsWithCheckpoint { _ = try connection.database.checkpoint(isWhole: false) }
    } catch {
      self.error = error
    }
  }

  /// Called when it is over, so that the events' memory is the journal's alone again.
  func forgetEvents() { events = PendingEvents() }

  private func write() throws(JournalError) {
    guard !events.isEmpty else { return }
    let isMissing = snapshot.map { $0.sequence > head.sequence } ?? false
    do throws(JournalError) {
      head = try connection.write(events, after: head, with: isMissing ? snapshot : nil)
    } catch {
      uncertainCount = events.count
      throw error
    }
    writtenCount += events.count
  }

  /// After a failure: looks what the file holds, for a commit may fail and yet have happened.
  private func settle() throws(JournalError) {
    guard let count = uncertainCount, !events.isEmpty else { return }
    var found = 0
    let (events, path) = (events, path)
    let end = try connection.forEachEvent(after: head) { event throws(JournalError) in
      guard found < count, events.isEvent(found, event) else {
        throw CommitJob.foreignEvent(event.sequence, path: path)
      }
      found += 1
    }
    guard found == 0 || found == count else {
      throw CommitJob.foreignEvent(head.sequence + Int64(found), path: path)
    }
    head = end
    self.events.removeFirst(found)
    writtenCount += found
    uncertainCount = nil
  }

  static func foreignEvent(_ sequence: Int64, path: String) -> JournalError {
    JournalError(
      .damaged(sequence: sequence, message: "another program wrote it while we had it open"),
      path: path)
  }
}
