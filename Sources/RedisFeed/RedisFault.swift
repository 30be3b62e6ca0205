/// What went wrong with a server, as far as somebody could do something about it.
///
/// Texts of the server stand in it without control characters and at most 160 bytes long.
public enum RedisFault: Error, Hashable, Sendable, CustomStringConvertible {
  case cannotConnect(String)
  case connectionLost(String)
  case noAnswer(String)
  case authentication(String)
  case permission(String)
  case wrongType(String)
  case loading
  case moved(String)
  case refused(String)
  case protocolError(String)

  /// Reads an error reply, by its first word.
  init(reply bytes: UnsafeBufferPointer<UInt8>) {
    let text = RedisFault.printable(bytes)
    switch text.prefix(while: { $0 != " " }) {
    case "NOAUTH", "WRONGPASS": self = .authentication(text)
    case "NOPERM": self = .permission(text)
    case "WRONGTYPE": self = .wrongType(text)
    case "LOADING", "BUSY", "MASTERDOWN": self = .loading
    case "MOVED", "ASK", "CLUSTERDOWN", "CROSSSLOT": self = .moved(text)
    default:
      self =
        text.contains("AUTH") || text.contains("invalid password")
        ? .authentication(text) : .refused(text)
    }
  }

  /// Whether somebody has to change something before it can work: then it is tried seldom.
  public var needsAttention: Bool {
    switch self {
    case .authentication, .permission, .wrongType, .moved, .refused, .protocolError: true
    case .cannotConnect, .connectionLost, .noAnswer, .loading: false
    }
  }

  public var description: String {
    switch self {
    case .cannotConnect(let why): "cannot connect: \(why)"
    case .connectionLost(let why): "connection lost: \(why)"
    case .noAnswer(let what): "no answer to \(what)"
    case .authentication(let text): "the server refused the sign-in: \(text)"
    case .permission(let text): "the server's ACL does not allow it: \(text)"
    case .wrongType(let text): "the key is of another type: \(text)"
    case .loading: "the server is loading its data"
    case .moved(let text): "the key is on another node of a cluster: \(text)"
    case .refused(let text): "the server refused: \(text)"
    case .protocolError(let text): "not a Redis server, or a reply past the limits: \(text)"
    }
  }

  static func printable(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    String(
      decoding: bytes.prefix(160).map { $0 >= 0x20 && $0 < 0x7F ? $0 : UInt8(ascii: "?") },
      as: UTF8.self)
  }

  static func printable(_ text: String) -> String {
    var text = text
    return text.withUTF8 { printable($0) }
  }
}
