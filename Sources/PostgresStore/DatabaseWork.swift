/// Something that is done with a database and then over, driven from outside: `process`, poll
/// `descriptor` until `deadlineNanos`, and again until `isDone`.
public protocol DatabaseWork: AnyObject {
  var isDone: Bool { get }
  var descriptor: DatabaseDescriptor? { get }
  /// When `process` has something to do even if nothing arrives (monotonic nanoseconds).
  var deadlineNanos: Int64 { get }

  /// Does what can be done without waiting.
  func process(now: Int64)
}

extension DatabaseMigration: DatabaseWork {
  public var isDone: Bool { outcome != nil }
}

extension DatabaseReport: DatabaseWork {}
extension DatabaseAudit: DatabaseWork {}
