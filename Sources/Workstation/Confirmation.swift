import MarketModel

/// One line that waits to be sent: what it says, what it does, and the gate before it.
public struct Confirmation: Sendable {
  /// Which key, pressed again, sends it.
  public enum Repeat: Sendable, Equatable { case confirm, panic }

  public let line: String
  public let action: DeskAction
  public let repeatKey: Repeat
  /// What sending it does, for the hint: `sends it`.
  let verb: String
  /// Tells one line from the next, so that a frame with an older one proves nothing.
  var number = 0
  var gate: SendGate
  /// When the line goes away unsent (monotonic nanoseconds); nil keeps it.
  let expiresAt: Int64?
  /// The ticket to go back to.
  let ticket: OrderTicket?
  /// Whether the order joins a price of the ladder: while it would trade at once, the line says so.
  let isJoin: Bool

  /// How long the first `X` of a panic holds.
  static let panicWindowNanos: Int64 = 1_000_000_000

  init(
    line: String, action: DeskAction, repeatKey: Repeat = .confirm, verb: String = "sends it",
    now: Int64, expiresAt: Int64? = nil, ticket: OrderTicket? = nil, isJoin: Bool = false
  ) {
    self.line = line
    self.action = action
    self.repeatKey = repeatKey
    self.verb = verb
    gate = SendGate(now: now)
    self.expiresAt = expiresAt
    self.ticket = ticket
    self.isJoin = isJoin
  }

  /// Whether the figures of what waits stand beside it.
  var hasOverlay: Bool {
    if case .roll = action { return true }
    return ticket != nil
  }

  var deadline: Int64? {
    switch (gate.deadline, expiresAt) {
    case (.some(let settles), .some(let expires)): min(settles, expires)
    case (let settles, let expires): settles ?? expires
    }
  }

  /// What the line says can be pressed.
  public var hint: String {
    switch repeatKey {
    case .confirm: "y or Enter again \(verb), Esc goes back"
    case .panic: "X again within a second \(verb), Esc goes back"
    }
  }
}
