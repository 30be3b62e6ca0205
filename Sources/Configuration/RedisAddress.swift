/// Where a Redis server is and as whom to speak to it, read from a URL.
///
/// `redis://[user[:password]@]host[:port][/database]` or
/// `unix://[user[:password]@]/path/to/socket[?db=database]`.
public struct RedisAddress: Equatable, Sendable, CustomStringConvertible {
  /// How the server is reached.
  public enum Endpoint: Equatable, Sendable {
    /// A host name or address, and a port.
    case tcp(host: String, port: Int)
    /// A socket in the file system.
    case unix(path: String)
  }

  /// How the server is reached.
  public let endpoint: Endpoint
  /// The ACL user; nil for the default one.
  public let user: String?
  /// The password; nil when the URL has none. Never print it.
  public let password: String?
  /// The number of the database.
  public let database: Int

  /// A server; a password, where there is one, never appears in `description`.
  public init(endpoint: Endpoint, user: String?, password: String?, database: Int) {
    self.endpoint = endpoint
    self.user = user
    self.password = password
    self.database = database
  }

  /// The server that is asked when nobody says which: port 6379 of this machine.
  public static let local = RedisAddress(
    endpoint: .tcp(host: "127.0.0.1", port: 6379), user: nil, password: nil, database: 0)

  /// Whether a URL may hold the password: in the environment yes, in a file or an option no.
  public enum PasswordRule: Sendable {
    /// The URL comes from the environment.
    case allowed
    /// The URL comes from a file or the command line, where others can read it.
    case forbidden
  }

  /// Reads `url`, which stands at `mark`.
  ///
  /// - Throws: which part of it is wrong and what was expected there. The message never holds a
  ///   piece of the URL: where `@host` was forgotten, any piece may be the password.
  public static func parse(
    _ url: String, at mark: Mark, password rule: PasswordRule
  ) throws(ConfigurationErrors) -> RedisAddress {
    do throws(Refusal) {
      let address = try parts(of: url)
      if address.password != nil, rule == .forbidden {
        throw Refusal(
          expected: "a URL without a password (use redis.password_file or THOR_REDIS_URL)",
          got: "one with a password")
      }
      return address
    } catch {
      throw ConfigurationErrors(
        ConfigurationError(at: mark, expected: error.expected, got: error.got))
    }
  }

  /// What to show a person: never the password. Values that hold an address print it so too.
  public var description: String {
    let login = user.map { "\($0)@" } ?? ""
    switch endpoint {
    case .tcp(let host, let port):
      let shown = host.contains(":") ? "[\(host)]" : host
      return "redis://\(login)\(shown):\(port)" + (database == 0 ? "" : "/\(database)")
    case .unix(let path):
      return "unix://\(login)\(path)" + (database == 0 ? "" : "?db=\(database)")
    }
  }

  private struct Refusal: Error {
    let expected: String
    let got: String
  }

  private static func parts(of url: String) throws(Refusal) -> RedisAddress {
    if let rest = url.dropping(prefix: "unix://") { return try unix(rest) }
    if let rest = url.dropping(prefix: "redis://") { return try tcp(rest) }
    if url.hasPrefix("rediss://") {
      throw Refusal(
        expected: "redis:// or unix://", got: "rediss:// (TLS is not supported; use a tunnel)")
    }
    throw Refusal(expected: "redis://host:port or unix:///path", got: "something else")
  }

  private static func tcp(_ rest: Substring) throws(Refusal) -> RedisAddress {
    let (login, place) = try splitLogin(rest)
    let slash = place.firstIndex(of: "/")
    let authority = slash.map { place[..<$0] } ?? place
    let databaseText = slash.map { place[place.index(after: $0)...] } ?? ""
    let (host, portText) = try hostAndPort(authority)
    guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Refusal(expected: "redis://host:port with a host name", got: "none")
    }
    var port = 6379
    if let portText {
      guard let number = Int(portText), (1...65535).contains(number), portText.first != "+" else {
        throw Refusal(
          expected: "redis://[user:password@]host:port with a port from 1 to 65535",
          got: "a port that is none (not shown: it may be a password without @host)")
      }
      port = number
    }
    return RedisAddress(
      endpoint: .tcp(host: String(host), port: port), user: login.user, password: login.password,
      database: try database(databaseText))
  }

  private static func hostAndPort(
    _ authority: Substring
  ) throws(Refusal) -> (Substring, Substring?) {
    if authority.first == "[" {
      guard let end = authority.firstIndex(of: "]") else {
        throw Refusal(expected: "] after an IPv6 address", got: "none")
      }
      let host = authority[authority.index(after: authority.startIndex)..<end]
      let rest = authority[authority.index(after: end)...]
      if rest.isEmpty { return (host, nil) }
      guard rest.first == ":" else {
        throw Refusal(expected: ":port after ]", got: "something else")
      }
      return (host, rest.dropFirst())
    }
    guard let colon = authority.firstIndex(of: ":") else { return (authority, nil) }
    return (authority[..<colon], authority[authority.index(after: colon)...])
  }

  private static func unix(_ rest: Substring) throws(Refusal) -> RedisAddress {
    let (login, place) = try splitLogin(rest)
    let question = place.firstIndex(of: "?")
    let path = question.map { place[..<$0] } ?? place
    let query = question.map { place[place.index(after: $0)...] } ?? ""
    // 108 bytes with the terminating 0 is what sockaddr_un holds.
    guard path.first == "/", path.utf8.count > 1, path.utf8.count < 108 else {
      throw Refusal(
        expected: "unix:// and an absolute path of at most 107 bytes",
        got: path.first == "/"
          ? "a path of \(path.utf8.count) bytes" : "a path that is not absolute")
    }
    var databaseText: Substring = ""
    if !query.isEmpty {
      guard let number = query.dropping(prefix: "db=") else {
        throw Refusal(expected: "?db=number", got: "another query")
      }
      databaseText = number
    }
    return RedisAddress(
      endpoint: .unix(path: String(path)), user: login.user, password: login.password,
      database: try database(databaseText))
  }

  private static func splitLogin(
    _ rest: Substring
  ) throws(Refusal) -> (login: (user: String?, password: String?), place: Substring) {
    guard let at = rest.lastIndex(of: "@") else { return ((nil, nil), rest) }
    let login = rest[..<at]
    let place = rest[rest.index(after: at)...]
    let colon = login.firstIndex(of: ":")
    let user = try decoded(colon.map { login[..<$0] } ?? login)
    let password = try colon.map { (start) throws(Refusal) in
      try decoded(login[login.index(after: start)...])
    }
    return ((user.isEmpty ? nil : user, password), place)
  }

  private static func database(_ text: Substring) throws(Refusal) -> Int {
    if text.isEmpty { return 0 }
    guard text.utf8.allSatisfy(Characters.isDigit), let number = Int(text), number < 10_000 else {
      throw Refusal(
        expected: "a database number from 0 to 9999 after the server",
        got: "a database that is no such number")
    }
    return number
  }

  /// `text` with its %XX escapes resolved.
  private static func decoded(_ text: Substring) throws(Refusal) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(rest.prefix(2)) ?? "", radix: 16) else {
        throw Refusal(expected: "two hexadecimal digits after %", got: "others")
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension String {
  fileprivate func dropping(prefix: String) -> Substring? { self[...].dropping(prefix: prefix) }
}

extension Substring {
  fileprivate func dropping(prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
