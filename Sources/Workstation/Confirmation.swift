import MarketModel

/// One line that waits to be sent: what it says, what it does, and the gate before it.
public struct Confirmation: Sendable {
  /// Which key, pressed again, sends it.
  public enum Repeat: Sendable, Equatable { case confirm, panic }

  public let line: String
  public let action: DeskAction
  public let repeatKey: Repeat
  var gate: SendGate
  /// When the line goes away unsent (monotonic nanoseconds); nil keeps it.
  let expiresAt: Int64?
  /// The ticket to go back to.
  let ticket: OrderTicket?

  /// How long the first `X` of a panic holds.
  static let panicWindowNanos: Int64 = 1_000_000_000

  init(
    line: String, action: DeskAction, repeatKey: Repeat = .confirm, now: Int64,
    expiresAt: Int64? = nil, ticket: OrderTicket? = nil
  ) {
    self.line = line
    self.action = action
    self.repeatKey = repeatKey
    gate = SendGate(now: now)
    self.expiresAt = expiresAt
    self.ticket = ticket
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
    case .confirm: "y or Enter again sends it, Esc goes back"
    case .panic: "X again within a second does it, Esc goes back"
    }
  }
}
