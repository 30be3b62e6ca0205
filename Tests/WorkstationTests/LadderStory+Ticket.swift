import Testing

@testable import Workstation

/// What a trader types into forms.
extension LadderStory {
  struct Missing: Error { let what: String }

  /// The ticket that is open.
  func ticket() throws -> OrderTicket {
    guard case .ticket(let ticket) = desk.mode else {
      throw Missing(what: "ticket, but \(desk.mode)")
    }
    return ticket
  }

  mutating func type(_ text: String) throws {
    for character in text { try press(character == " " ? "space" : String(character)) }
  }

  /// Types into a field anew and leaves it.
  mutating func fill(_ text: String) throws {
    try press("ctrl-u")
    try type(text)
    try press("enter")
  }

  /// Shows a ticket's line and sends it after the gap.
  mutating func sendTicket() throws -> String {
    try press("enter")
    let line = try #require(waiting).line
    wait(300)
    try press("y")
    return line
  }
}
