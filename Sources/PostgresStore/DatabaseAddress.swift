import CPostgres

/// Which PostgreSQL to speak to, and as whom: what libpq's own connection strings say.
///
/// What is left out comes from libpq's environment (`PGHOST`, `PGUSER`, …), its service file and
/// its password file.
public struct DatabaseAddress: Sendable, Equatable, CustomStringConvertible {
  /// libpq's keywords in its own order, with their values. May hold a password: never print it.
  private(set) var options: [Option]

  struct Option: Sendable, Equatable {
    let keyword: String
    var value: String
  }

  /// Why a text is no address. The words never repeat the text: it may hold a password.
  public struct Refusal: Error, Equatable, Sendable {
    public let expected: String
    public let got: String
  }

  /// Whether a text may hold the password: in the environment yes, in a file or an option no.
  public enum PasswordRule: Sendable { case allowed, forbidden }

  /// All from libpq's own environment and files.
  public static let fromEnvironment = DatabaseAddress(options: [])

  private init(options: [Option]) { self.options = options }

  /// Reads `postgresql://user@host:port/database?sslmode=…`, or `host=… dbname=…`.
  public init(_ text: String, password rule: PasswordRule) throws(Refusal) {
    guard let parsed = DatabaseAddress.parse(text) else {
      throw Refusal(
        expected: "postgresql://user@host:port/database or host=… dbname=…",
        got: "something else (not shown: it may hold a password)")
    }
    let secrets = parsed.filter { DatabaseAddress.isSecret($0.keyword) && !$0.value.isEmpty }
    guard secrets.isEmpty || rule == .allowed else {
      throw Refusal(
        expected: "a URL without a password (use THOR_DATABASE_URL, database.password_file, "
          + "PGPASSFILE or ~/.pgpass)", got: "one with a password")
    }
    for option in parsed where option.keyword == "host" || option.keyword == "hostaddr" {
      guard !option.value.contains("@"), option.value.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
      else {
        throw Refusal(
          expected: "a host (in a password, @ is written %40)",
          got: "something else (not shown: it may be part of a password)")
      }
    }
    // Without `@host` a URL's password would be taken for a port.
    let port = parsed.first { $0.keyword == "port" }?.value ?? ""
    guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ",") }) else {
      throw Refusal(
        expected: "a port of digits",
        got: "something else (not shown: it may be a password without @host)")
    }
    options = parsed
  }

  /// The same server with a password.
  public func with(password: String) -> DatabaseAddress {
    var address = self
    address.set("password", password)
    return address
  }

  private static func parse(_ text: String?) -> [Option]? {
    guard let parsed = thor_pg_options_parse(text) else { return nil }
    defer { thor_pg_options_free(parsed) }
    var options: [Option] = []
    var keyword: UnsafePointer<CChar>?
    var value: UnsafePointer<CChar>?
    var place: Int32 = 0
    while thor_pg_option_at(parsed, place, &keyword, &value) == 1 {
      if let keyword, let value {
        options.append(
          Option(keyword: String(cString: keyword), value: String(cString: value)))
      }
      place += 1
    }
    return options
  }

  private static func isSecret(_ keyword: String) -> Bool {
    keyword == "password" || keyword == "sslpassword"
  }

  // MARK: Whole

  /// The same, with what libpq takes from its environment and files.
  func completed() -> DatabaseAddress {
    // A service's own words go before libpq's defaults, and libpq alone reads them.
    guard value("service") == nil else { return self }
    var all = options
    for option in DatabaseAddress.parse(nil) ?? [] where !all.contains(option.keyword) {
      all.append(option)
    }
    return DatabaseAddress(options: all)
  }

  mutating func set(_ keyword: String, _ value: String) {
    options.removeAll { $0.keyword == keyword }
    options.append(Option(keyword: keyword, value: value))
  }

  func value(_ keyword: String) -> String? {
    options.first { $0.keyword == keyword && !$0.value.isEmpty }?.value
  }

  /// What must not be in any message.
  var secrets: [String] {
    options.filter { DatabaseAddress.isSecret($0.keyword) && !$0.value.isEmpty }.map(\.value)
  }

  /// What to show a person: where and as whom, never the password.
  public var description: String {
    let whole = completed()
    let host = whole.value("hostaddr") ?? whole.value("host") ?? "local socket"
    let user = whole.value("user").map { "\($0)@" } ?? ""
    let port = whole.value("port") ?? "5432"
    let database = whole.value("dbname") ?? whole.value("user") ?? ""
    if host.hasPrefix("/") { return "postgresql://\(user)\(host)/\(database)" }
    return "postgresql://\(user)\(host):\(port)/\(database)"
  }
}

extension [DatabaseAddress.Option] {
  fileprivate func contains(_ keyword: String) -> Bool { contains { $0.keyword == keyword } }
}
