import Configuration

/// What a server is asked, in this order. None of it changes anything there.
enum Question: Hashable {
  case time, information, who, stream, newest, read, scan, latest, letters, subscribe

  /// Subscribing comes last: a connection that listens takes no other command.
  static func all(hasChannel: Bool) -> [Question] {
    [.time, .information, .who, .stream, .newest, .read, .scan, .latest, .letters]
      + (hasChannel ? [.subscribe] : [])
  }

  /// Those that a desk asks and that an ACL may forbid.
  static let rights: [Question] = [
    .read, .stream, .newest, .scan, .latest, .letters, .time, .subscribe,
  ]

  func words(_ redis: RedisSettings) -> [String] {
    switch self {
    case .time: ["TIME"]
    case .information: ["INFO", "server"]
    case .who: ["ACL", "WHOAMI"]
    case .stream: ["XINFO", "STREAM", redis.stream]
    case .newest: ["XREVRANGE", redis.stream, "+", "-", "COUNT", "1"]
    case .read: ["XREAD", "COUNT", "1", "STREAMS", redis.stream, "$"]
    case .scan: ["SCAN", "0", "MATCH", "quotes:latest:*", "COUNT", "1"]
    case .latest: ["HGETALL", "quotes:latest:-"]
    // No stream takes the id 0-0: who may add is told so, who may not is told that first.
    case .letters: ["XADD", "quotes:deadletter", "0-0", "error", ""]
    case .subscribe: ["SUBSCRIBE", redis.channel ?? ""]
    }
  }

  var command: String {
    switch self {
    case .time: "TIME"
    case .information: "INFO"
    case .who: "ACL WHOAMI"
    case .stream: "XINFO"
    case .newest: "XREVRANGE"
    case .read: "XREAD"
    case .scan: "SCAN"
    case .latest: "HGETALL"
    case .letters: "XADD"
    case .subscribe: "SUBSCRIBE"
    }
  }

  /// What does not work without it.
  var consequence: String {
    switch self {
    case .read: "no ticks"
    case .stream: "gaps are not told"
    case .newest: "the lag is not told"
    case .scan, .latest: "no first picture"
    case .letters: "no dead letters"
    case .subscribe: "nothing from the channel"
    case .time: "its clock is not told"
    case .information, .who: "nothing"
    }
  }

  var isNeeded: Bool { self == .read || self == .subscribe }
}
