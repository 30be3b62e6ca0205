/// The `database` part of config.yaml: where the journal's second copy is kept.
public struct DatabaseSettings: Equatable, Sendable {
  /// libpq's URL or line of keywords, without a password; nil: no second copy.
  public var url: Marked<String>?
  /// A 0600 file with the password on its first line (see ``PasswordFile``).
  public var passwordFile: Marked<String>?

  /// No second copy.
  public init() {}

  static let reader = Reader<DatabaseSettings>.mapping { cursor in
    var settings = DatabaseSettings()
    settings.url = cursor.optional(
      "url", Reader<String>.text("postgresql://user@host:port/database").marked())
    settings.passwordFile = cursor.optional(
      "password_file", Reader<String>.text("a file's path").marked())
    return settings
  }
}
