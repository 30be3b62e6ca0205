import Glibc

/// A plain connection to a server that sends commands as fast as it takes them and reads what
/// comes back without looking at it.
public final class RedisWire {
  private let descriptor: Int32
  private var pending: [UInt8] = []

  public init(socketPath: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { place in
      place.copyBytes(from: socketPath.utf8.prefix(place.count - 1))
    }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, size) == 0
      }
    }
    guard connected else { throw RedisServer.Failure("no connection to \(socketPath)") }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  deinit { close(descriptor) }

  /// Queues one command; its words may be any bytes.
  public func queue(_ words: [[UInt8]]) {
    pending += Array("*\(words.count)\r\n".utf8)
    for word in words {
      pending += Array("$\(word.count)\r\n".utf8)
      pending += word
      pending += [13, 10]
    }
  }

  /// Sends all that is queued and takes the answers meanwhile.
  public func flush() {
    var sent = 0
    while sent < pending.count {
      let count = pending.withUnsafeBytes {
        send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count > 0 { sent += count } else if errno != EAGAIN { break }
      drain()
    }
    pending.removeAll(keepingCapacity: true)
    drain()
  }

  private func drain() {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while read(descriptor, &bytes, bytes.count) > 0 {}
  }
}
