/// Where a Redis server is and how to sign in to it.
public struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
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

  /// The server without its password, for messages.
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
