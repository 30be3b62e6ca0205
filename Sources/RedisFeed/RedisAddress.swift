/// Where a Redis server is and how to sign in to it.
public struct RedisAddress: Hashable, Sendable, CustomStringConvertible {
  public enum Endpoint: Hashable, Sendable {
    case tcp(host: String, port: Int)
    case unix(path: String)
  }

  public var endpoint: Endpoint
  /// The ACL user; nil signs in as the default user.
  public var user: String?
  public var password: String?
  public var database: Int

  public init(
    _ endpoint: Endpoint, user: String? = nil, password: String? = nil, database: Int = 0
  ) {
    self.endpoint = endpoint
    self.user = user
    self.password = password
    self.database = database
  }

  /// Reads `redis://[[user]:password@]host[:port][/database]` or
  /// `unix://[[user]:password@]/path/to/socket[?db=N]` (also `redis+unix://`).
  ///
  /// User and password may be percent-encoded. TLS (`rediss://`) is not supported.
  ///
  /// - Throws: `RedisAddressFailure` with what was expected; never with the password in it.
  public init(url: String) throws(RedisAddressFailure) {
    guard let mark = url.firstRange(of: "://") else { throw .noScheme }
    let scheme = url[..<mark.lowerBound].lowercased()
    var rest = url[mark.upperBound...]
    guard ["redis", "unix", "redis+unix", "redis-socket"].contains(scheme) else {
      throw .unknownScheme(scheme)
    }
    var user: String?
    var password: String?
    if let at = rest.lastIndex(of: "@") {
      (user, password) = try RedisAddress.credentials(rest[..<at])
      rest = rest[rest.index(after: at)...]
    }
    if scheme == "redis" {
      try self.init(authority: rest, user: user, password: password)
    } else {
      try self.init(socket: rest, user: user, password: password)
    }
  }

  private init(
    authority: Substring, user: String?, password: String?
  ) throws(RedisAddressFailure) {
    var authority = authority
    var database = 0
    if let slash = authority.firstIndex(of: "/") {
      let path = authority[authority.index(after: slash)...]
      if !path.isEmpty { database = try RedisAddress.databaseNumber(path) }
      authority = authority[..<slash]
    }
    var host = authority
    var port = 6_379
    if authority.first == "[", let close = authority.firstIndex(of: "]") {
      host = authority[authority.index(after: authority.startIndex)..<close]
      let tail = authority[authority.index(after: close)...]
      if !tail.isEmpty { port = try RedisAddress.portNumber(tail.dropFirst()) }
    } else if let colon = authority.lastIndex(of: ":") {
      host = authority[..<colon]
      port = try RedisAddress.portNumber(authority[authority.index(after: colon)...])
    }
    guard !host.isEmpty else { throw .noHost }
    self.init(
      .tcp(host: String(host), port: port), user: user, password: password, database: database)
  }

  private init(
    socket: Substring, user: String?, password: String?
  ) throws(RedisAddressFailure) {
    let parts = socket.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var database = 0
    if parts.count == 2 {
      let name = ["db=", "database="].first { parts[1].hasPrefix($0) }
      guard let name else { throw .badDatabase(String(parts[1])) }
      database = try RedisAddress.databaseNumber(parts[1].dropFirst(name.count))
    }
    guard let path = parts.first, path.hasPrefix("/"), path.utf8.count <= 107 else {
      throw .badPath
    }
    self.init(.unix(path: String(path)), user: user, password: password, database: database)
  }

  private static func credentials(
    _ text: Substring
  ) throws(RedisAddressFailure) -> (String?, String?) {
    guard let colon = text.firstIndex(of: ":") else { throw .noPassword }
    let user = try decoded(text[..<colon])
    return (user.isEmpty ? nil : user, try decoded(text[text.index(after: colon)...]))
  }

  private static func decoded(_ text: Substring) throws(RedisAddressFailure) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else {
        throw .badEscape
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .badEscape }
    return text
  }

  private static func portNumber(_ text: Substring) throws(RedisAddressFailure) -> Int {
    guard let port = Int(text), (1...65_535).contains(port) else { throw .badPort(String(text)) }
    return port
  }

  private static func databaseNumber(_ text: Substring) throws(RedisAddressFailure) -> Int {
    guard let number = Int(text), (0...65_535).contains(number) else {
      throw .badDatabase(String(text))
    }
    return number
  }

  /// The address without its password, for messages.
  public var description: String {
    let name = user.map { "\($0)@" } ?? ""
    return switch endpoint {
    case .tcp(let host, let port):
      "redis://\(name)\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)"
    case .unix(let path):
      "unix://\(name)\(path)" + (database == 0 ? "" : "?db=\(database)")
    }
  }
}

/// Why a text is no address of a Redis server.
public enum RedisAddressFailure: Error, Hashable, Sendable, CustomStringConvertible {
  case noScheme
  case unknownScheme(String)
  case noHost
  case noPassword
  case badPort(String)
  case badDatabase(String)
  case badPath
  case badEscape

  public var description: String {
    switch self {
    case .noScheme:
      "expected an address such as redis://127.0.0.1:6379/0 or unix:///run/redis.sock"
    case .unknownScheme(let scheme): "expected redis:// or unix://, got \(scheme)://"
    case .noHost: "expected a host after redis://"
    case .noPassword: "expected user:password before the @"
    case .badPort(let text): "expected a port from 1 to 65535, got \"\(text)\""
    case .badDatabase(let text): "expected a database number, got \"\(text)\""
    case .badPath: "expected the socket's absolute path of at most 107 bytes after unix://"
    case .badEscape: "expected %XX with two hexadecimal digits in user and password"
    }
  }
}
