import CPostgres
import Glibc

/// The addresses of a host, looked up on a thread of its own so that a silent name server holds
/// nobody up.
final class HostLookup {
  let descriptor: Int32

  /// Starts to look up.
  init(_ host: String) throws(DatabaseFault) {
    descriptor = thor_pg_lookup(host)
    guard descriptor >= 0 else { throw .unreachable("no thread to look up the host") }
  }

  deinit { close(descriptor) }

  /// A host that libpq would have to look up; nil for addresses, sockets and lists of hosts.
  static func name(in address: DatabaseAddress) -> String? {
    guard address.value("hostaddr") == nil, let host = address.value("host"),
      !host.hasPrefix("/"), !host.hasPrefix("@"), !host.contains(","),
      thor_pg_is_address(host) == 0
    else { return nil }
    return host
  }

  /// The addresses, the first to be tried first; nil while they are not known.
  func addresses() throws(DatabaseFault) -> [String]? {
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = read(descriptor, &bytes, bytes.count)
    if count < 0, errno == EAGAIN || errno == EINTR { return nil }
    guard count > 0 else { throw .unreachable("the host's name is not known") }
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    if text.hasPrefix("!") { throw .unreachable("no address of the host: \(text.dropFirst())") }
    return text.split(separator: ",").map(String.init)
  }
}

extension DatabaseAddress {
  /// The same server by its addresses. libpq wants as many names as addresses; the name is still
  /// what a certificate is held against.
  func at(_ addresses: [String]) -> DatabaseAddress {
    guard let host = value("host") else { return self }
    let names = [String](repeating: host, count: addresses.count).joined(separator: ",")
    return replacing("host", names)
      .replacing("hostaddr", addresses.joined(separator: ","))
  }

  private func replacing(_ keyword: String, _ value: String) -> DatabaseAddress {
    var address = self
    address.set(keyword, value)
    return address
  }
}
