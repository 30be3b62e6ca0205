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
  /// When the first and the last event happened; nil without any.
  public var first: UnixNanos?
  public var last: UnixNanos?
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
    let anew = epoch > 1 ? ", begun anew \(counted(Int(epoch - 1), "time"))" : ""
    let migration = migratedFrom.map { ", brought on from version \($0)" } ?? ""
    return
      "account '\(account)': \(counts), \(first.minuteText) to \(last.minuteText)\(anew)\(migration)"
  }

  private func counted(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
