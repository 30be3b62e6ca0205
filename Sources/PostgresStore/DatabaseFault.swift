/// What keeps a database from being used, in words for a person; never with a password.
public enum DatabaseFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// No connection can be made, or the one there was is gone.
  case unreachable(String)
  /// It answers nothing for so many seconds.
  case silent(seconds: Int)
  /// It refuses this user or password.
  case notAdmitted(String)
  /// The server is too old for what the schema is made of.
  case olderServer(String)
  /// There is no schema of ours.
  case noSchema
  /// The schema is older than this program's.
  case olderSchema(found: Int, expected: Int)
  /// A newer program has migrated it.
  case newerSchema(found: Int, known: Int)
  /// The user lacks a right.
  case noRight(String)
  /// A standby, or set to be read only.
  case readOnly
  /// It holds other events of this account than the journal does.
  case otherHistory(account: String, sequence: Int64)
  /// The local journal could not be read.
  case journal(String)
  /// It refused a statement.
  case refused(state: String, message: String)

  public var description: String {
    switch self {
    case .unreachable(let message): "cannot be reached: \(message)"
    case .silent(let seconds): "no answer for \(seconds) s"
    case .notAdmitted(let message): "does not let us in: \(message)"
    case .olderServer(let version): "is PostgreSQL \(version); 12 or newer is needed"
    case .noSchema: "has no schema thor; run thor db migrate"
    case .olderSchema(let found, let expected):
      "has version \(found) of the schema, this thor needs \(expected); run thor db migrate"
    case .newerSchema(let found, let known):
      "was migrated by a newer thor (schema version \(found), this one knows up to \(known)); "
        + "use that version"
    case .noRight(let what):
      "this user may not \(what); SELECT thor.grant_desk('user') by the schema's owner grants it"
    case .readOnly: "can only be read (a standby, or default_transaction_read_only)"
    case .otherHistory(let account, let sequence):
      "PostgreSQL holds another history for account '\(account)' from event \(sequence) on; "
        + "nothing there was changed"
    case .journal(let message): "the local journal cannot be read: \(message)"
    case .refused(let state, let message): "refused: \(message) (\(state))"
    }
  }

  /// Whether somebody has to do something before another attempt can go better.
  public var needsAttention: Bool {
    switch self {
    case .unreachable, .silent: false
    default: true
    }
  }
}

/// Keeps secrets and further lines out of what libpq and the server say.
struct MessageMask: Sendable {
  let secrets: [String]

  /// The first line, without any of the secrets, also not as a URL writes them.
  func cleaned(_ message: String) -> String {
    var text = String(message.split(whereSeparator: \.isNewline).first ?? "")
    for secret in secrets {
      text = text.replacing(secret, with: "***")
      text = text.replacing(MessageMask.escaped(secret), with: "***")
    }
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return String(String.UnicodeScalarView(words.unicodeScalars.filter { $0.value >= 0x20 }))
  }

  private static func escaped(_ secret: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return secret.utf8.reduce(into: "") { text, byte in
      let scalar = Unicode.Scalar(byte)
      let isPlain = byte < 0x80 && (scalar.properties.isAlphabetic || (48...57).contains(byte))
      if isPlain || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte) {
        text.unicodeScalars.append(scalar)
      } else {
        text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}
