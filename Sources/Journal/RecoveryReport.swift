import Engine
import MarketModel

/// What a start found in the journal.
public struct RecoveryReport: Hashable, Sendable, CustomStringConvertible {
  public var account: AccountName
  public var path: String
  /// Whether the file was made by this start.
  public var isNew: Bool
  public var events: Int64 = 0
  /// 1, and one more for each time the account was begun anew.
  public var epoch: Int64 = 1
  /// Of the last epoch.
  public var orders = 0
  public var fills = 0
  /// Orders that are pending, inactive or working again.
  public var workingOrders = 0
  /// The last event that came from a snapshot; nil where all were read one by one.
  public var snapshotAt: Int64?
  /// Why there are snapshots and none could be used; nil where they could.
  public var snapshotProblem: String?
  /// Bytes of a last write that was cut off; it had not been acknowledged.
  public var tornBytes: Int64 = 0
  /// When the first and the last event happened; nil without any.
  public var first: UnixNanos?
  public var last: UnixNanos?
  /// What the risk rules said before, of the last epoch.
  public var riskHistory = RiskHistory()
  /// The schema's version before this start brought it up to date; nil where it was.
  public var migratedFrom: Int32?

  /// All of it in one line.
  public var description: String {
    if isNew { return "account '\(account)': new journal in \(path)" }
    guard let first, let last else { return "account '\(account)': journal without events" }
    let counts = [
      counted(Int(clamping: events), "event"), counted(orders, "order"), counted(fills, "fill"),
      "\(workingOrders) working",
    ].joined(separator: ", ")
    let quick = snapshotAt.map { ", from the snapshot at event \($0)" } ?? ""
    let torn =
      tornBytes > 0 ? "; a last write of \(tornBytes) bytes was cut off, unacknowledged" : ""
    let slow =
      snapshotProblem.map { "; its snapshots could not be used (\($0)), every event was read" }
      ?? ""
    let anew = epoch > 1 ? ", begun anew \(counted(Int(epoch - 1), "time"))" : ""
    let migration = migratedFrom.map { ", brought on from version \($0)" } ?? ""
    return
      "account '\(account)': \(counts), \(first.minuteText) to \(last.minuteText)\(anew)\(quick)\(migration)\(torn)\(slow)"
  }

  private func counted(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
