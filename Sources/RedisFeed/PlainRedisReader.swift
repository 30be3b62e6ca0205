import CHiredis

/// The benchmark's yardstick: a plain blocking hiredis reader in C with reply trees.
public enum PlainRedisReader {
  /// Reads a stream from its beginning with `XREAD COUNT batch` and does nothing with it.
  ///
  /// - Returns: how many entries there were, at most about `limit`.
  /// - Throws: what the server or hiredis said.
  public static func read(
    _ server: ServerAddress, stream: String, batch: Int, limit: Int
  ) throws(RedisFault) -> Int {
    var result = thor_redis_plain_result()
    let (user, password, database) = (server.user, server.password, Int32(server.database))
    let status =
      switch server.endpoint {
      case .unix(let path):
        thor_redis_plain_read(
          path, nil, 0, user, password, database, stream, Int32(batch), Int64(limit), &result)
      case .tcp(let host, let port):
        thor_redis_plain_read(
          nil, host, Int32(port), user, password, database, stream, Int32(batch), Int64(limit),
          &result)
      }
    guard status == 0 else {
      let text = withUnsafeBytes(of: result.failure) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      let words = RedisFault.printable(text)
      throw status == -2 ? .cannotConnect(words) : .refused(words)
    }
    return Int(result.entries)
  }
}
