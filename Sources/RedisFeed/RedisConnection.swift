import CHiredis
import Glibc

/// One non-blocking connection; closed when it goes away.
final class RedisConnection {
  private let link: OpaquePointer

  /// Starts to connect; `status()` tells when that is done.
  init(_ endpoint: ServerAddress.Endpoint) throws(RedisFault) {
    var failure = [CChar](repeating: 0, count: 160)
    let link: OpaquePointer? =
      switch endpoint {
      case .tcp(let host, let port):
        thor_redis_connect_tcp(host, Int32(truncatingIfNeeded: port), &failure, failure.count)
      case .unix(let path): thor_redis_connect_unix(path, &failure, failure.count)
      }
    guard let link else {
      let text = failure.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw .cannotConnect(RedisFault.printable(String(decoding: text, as: UTF8.self)))
    }
    self.link = link
  }

  deinit { thor_redis_close(link) }

  var descriptor: Int32 { thor_redis_descriptor(link) }

  /// Whether the connection stands; false while it is being made.
  func isConnected() throws(RedisFault) -> Bool {
    let code = thor_redis_connect_status(link)
    if code == 0 { return true }
    if code == EINPROGRESS || code == EAGAIN { return false }
    throw .cannotConnect(RedisConnection.text(ofErrno: code))
  }

  var hasUnsent: Bool { thor_redis_unsent(link) > 0 }
  var unsentCount: Int { thor_redis_unsent(link) }

  func send(_ bytes: [UInt8]) throws(RedisFault) {
    guard thor_redis_append(link, bytes, bytes.count) == 0 else {
      throw .connectionLost("out of memory")
    }
    try flush()
  }

  func flush() throws(RedisFault) {
    if thor_redis_flush(link) < 0 { throw .connectionLost(RedisConnection.text(ofErrno: errno)) }
  }

  /// Reads once; whether anything came.
  func receive() throws(RedisFault) -> Bool {
    let count = thor_redis_fill(link)
    if count >= 0 { return count > 0 }
    throw .connectionLost(
      count == -1 ? "the server closed it" : RedisConnection.text(ofErrno: errno))
  }

  /// What is known of the next reply before it is parsed.
  struct Preview {
    let lastID: StreamID?
    let entries: Int
  }

  /// Whether a whole reply is there, and what it is about; nil while it is not whole.
  func peek() throws(RedisFault) -> Preview? {
    var preview = thor_redis_preview()
    switch thor_redis_peek(link, &preview) {
    case THOR_REDIS_READY:
      let id = UnsafeBufferPointer(start: preview.last_id, count: Int(preview.last_id_length))
      return Preview(lastID: StreamID(id), entries: Int(preview.entries))
    case THOR_REDIS_WAITING: return nil
    default: throw failure()
    }
  }

  /// The next whole reply, valid until the next call; nil while it is not whole.
  func next() throws(RedisFault) -> Reply? {
    var reply = thor_redis_reply()
    switch thor_redis_next(link, &reply) {
    case THOR_REDIS_READY: return Reply(reply)
    case THOR_REDIS_WAITING: return nil
    default: throw failure()
    }
  }

  private func failure() -> RedisFault {
    .protocolError(RedisFault.printable(String(cString: thor_redis_failure(link))))
  }

  private static func text(ofErrno code: Int32) -> String {
    RedisFault.printable(String(cString: strerror(code)))
  }
}
