import Configuration
import MarketCodec
import MarketModel
import RedisFeed

extension DeskSettings {
  /// Replaces the configured password file by the password in it.
  mutating func readPassword() throws(CommandFailure) {
    guard let file = configuration.redis.passwordFile, configuration.redis.address.password == nil
    else { return }
    do throws(ConfigurationErrors) {
      let password = try PasswordFile.read(file, home: Environment.value("HOME"))
      let address = configuration.redis.address
      configuration.redis.address = RedisAddress(
        endpoint: address.endpoint, user: address.user, password: password,
        database: address.database)
    } catch {
      throw CommandFailure(.badConfiguration, error.description)
    }
  }

  /// A decoder of the live bus, with what the desk listed.
  func decoder() -> TickDecoder {
    var rules = DecoderRules.live
    rules.autoInstruments = configuration.takesUnlistedInstruments
    rules.bounds = bounds.all
    rules.boundsBySymbol = bounds.bySymbol
    rules.freshNanos = Int64(configuration.freshMillis) * 1_000_000
    return TickDecoder(
      catalog: instruments, sources: configuration.sources.compactMap { SourceName($0) },
      rules: rules)
  }

  /// The feed of the configured server.
  func feed(seed: UInt64) -> MarketFeed {
    let redis = configuration.redis
    var options = FeedOptions(server: ServerAddress(redis.address))
    options.stream = redis.stream
    options.channel = redis.channel
    options.batchLimit = redis.batchCount
    options.paceNanos = Int64(redis.paceMillis) * 1_000_000
    options.seed = seed
    return MarketFeed(options, decoder: decoder())
  }
}

extension ServerAddress {
  init(_ address: RedisAddress) {
    let endpoint: Endpoint =
      switch address.endpoint {
      case .tcp(let host, let port): .tcp(host: host, port: port)
      case .unix(let path): .unix(path: path)
      }
    self.init(
      endpoint, user: address.user, password: address.password, database: address.database)
  }
}
