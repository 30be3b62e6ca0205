/// The `redis` part of config.yaml.
public struct RedisSettings: Equatable, Sendable {
  /// The server, with the user of `redis.user` when the URL names none.
  public var address = RedisAddress.local
  /// A 0600 file with the password on its first line (see ``PasswordFile``).
  public var passwordFile: Marked<String>?
  /// The stream of quote events.
  public var stream = "quotes:stream:unified"
  /// A pub/sub channel to listen to as well; nil: none.
  public var channel: String?
  /// XREAD's COUNT.
  public var batchCount = 1000
  /// How long the next XREAD waits after a batch.
  public var paceMillis = 3

  static let reader = Reader<RedisSettings>.mapping { cursor in
    var settings = RedisSettings()
    let url = cursor.optional(
      "url", Reader<String>.text("redis://host:port or unix:///path").marked())
    let user = cursor.optional("user", Reader<String>.text("a user's name").marked())
    cursor.update(&settings.address, url: url, user: user)
    settings.passwordFile = cursor.optional(
      "password_file", Reader<String>.text("a file's path").marked())
    cursor.update(&settings.stream, "stream", .redisKey)
    settings.channel = cursor.optional("channel", .redisKey)
    cursor.update(&settings.batchCount, "batch", .integer(in: 1...100_000))
    cursor.update(&settings.paceMillis, "pace_ms", .milliseconds(in: 2...5))
    return settings
  }
}

extension Reader where Value == String {
  fileprivate static let redisKey = token("a Redis key of 1 to 512 bytes", maximum: 512) { _ in
    true
  }
}

extension MappingCursor {
  /// Joins `redis.url` and `redis.user`; to name two users is an error.
  fileprivate func update(
    _ address: inout RedisAddress, url: Marked<String>?, user: Marked<String>?
  ) {
    do throws(ConfigurationErrors) {
      if let url {
        address = try RedisAddress.parse(url.value, at: url.mark, password: .forbidden)
      }
      guard let user else { return }
      guard address.user == nil else {
        findings.add(
          at: user.mark, expected: "one user", got: "a second one beside redis.url's")
        return
      }
      address = RedisAddress(
        endpoint: address.endpoint, user: user.value, password: nil, database: address.database)
    } catch {
      for found in error.all { findings.add(found) }
    }
  }
}
