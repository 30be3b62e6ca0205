import MarketCodec
import MarketModel

/// An instant of both clocks: the wall's, which events are held against, and the one that only
/// goes forward, which deadlines are counted by.
public struct FeedTime: Sendable {
  public var wall: UnixNanos
  public var monotonicNanos: Int64

  public init(wall: UnixNanos, monotonicNanos: Int64) {
    self.wall = wall
    self.monotonicNanos = monotonicNanos
  }
}

/// A descriptor to poll and what to wait for on it.
public struct FeedDescriptor: Hashable, Sendable {
  public var descriptor: Int32
  public var wantsRead: Bool
  public var wantsWrite: Bool

  public init(descriptor: Int32, wantsRead: Bool, wantsWrite: Bool) {
    self.descriptor = descriptor
    self.wantsRead = wantsRead
    self.wantsWrite = wantsWrite
  }
}

/// A connection that is kept up: connect, sign in, be ready, fail, wait, connect again.
///
/// `advance` says what changed; the owner sends commands and takes replies while it is ready.
struct RedisSession: ~Copyable {
  enum Phase: Equatable {
    case waiting(untilNanos: Int64)
    case connecting(deadlineNanos: Int64)
    case signingIn(replies: Int, deadlineNanos: Int64)
    case ready
  }

  enum Change {
    case none
    case ready
    case failed(RedisFault, retryNanos: Int64)
  }

  static let connectLimitNanos: Int64 = 3_000_000_000
  static let answerLimitNanos: Int64 = 3_000_000_000

  let server: ServerAddress
  private(set) var phase: Phase = .waiting(untilNanos: .min)
  private var connection: RedisConnection?
  private var backoff: Backoff
  private var scratch = CommandBuffer()
  /// When a reply that is due has not come, the connection counts as lost.
  var answerDeadlineNanos: Int64?

  init(_ server: ServerAddress, seed: UInt64) {
    self.server = server
    backoff = Backoff(seed: seed)
  }

  var isReady: Bool { phase == .ready }
  var attempts: Int { backoff.attempts }

  /// Takes the connection as far as it goes without waiting.
  mutating func advance(_ nowNanos: Int64) -> Change {
    do throws(RedisFault) {
      switch phase {
      case .waiting(let until):
        guard nowNanos >= until else { return .none }
        connection = try RedisConnection(server.endpoint)
        phase = .connecting(deadlineNanos: nowNanos + RedisSession.connectLimitNanos)
        return advance(nowNanos)
      case .connecting(let deadline):
        guard try connection?.isConnected() == true else {
          if nowNanos >= deadline { throw .cannotConnect("no answer within 3 s") }
          return .none
        }
        try signIn(nowNanos)
        return .none
      case .signingIn(let replies, let deadline):
        return try takeSignIn(replies, deadline, nowNanos)
      case .ready:
        if let deadline = answerDeadlineNanos, nowNanos >= deadline {
          throw .noAnswer("a command within 3 s")
        }
        try connection?.flush()
        return .none
      }
    } catch {
      return fail(error, nowNanos)
    }
  }

  private mutating func signIn(_ nowNanos: Int64) throws(RedisFault) {
    scratch.removeAll()
    var replies = 0
    if let password = server.password {
      if let user = server.user {
        scratch.command("AUTH", user, password)
      } else {
        scratch.command("AUTH", password)
      }
      replies += 1
    }
    // SELECT also where it changes nothing: its answer tells a server that is loading, wants a
    // password or is no Redis before anything depends on it.
    scratch.command("SELECT", String(server.database))
    replies += 1
    try connection?.send(scratch.bytes)
    let deadline = nowNanos + RedisSession.answerLimitNanos
    phase = .signingIn(replies: replies, deadlineNanos: deadline)
  }

  private mutating func takeSignIn(
    _ replies: Int, _ deadline: Int64, _ nowNanos: Int64
  ) throws(RedisFault) -> Change {
    try connection?.flush()
    _ = try connection?.receive()
    var left = replies
    while left > 0, let reply = try connection?.next() {
      // An ACL may allow the keys and not SELECT; database 0 needs none.
      if let fault = reply.fault {
        guard case .permission = fault, left == 1, server.database == 0 else { throw fault }
      }
      left -= 1
    }
    guard left == 0 else {
      if nowNanos >= deadline { throw .noAnswer("AUTH or SELECT within 3 s") }
      phase = .signingIn(replies: left, deadlineNanos: deadline)
      return .none
    }
    phase = .ready
    answerDeadlineNanos = nil
    return .ready
  }

  /// Closes the connection and says when the next attempt is.
  mutating func fail(_ fault: RedisFault, _ nowNanos: Int64) -> Change {
    connection = nil
    answerDeadlineNanos = nil
    let wait = backoff.next(after: fault)
    phase = .waiting(untilNanos: nowNanos + wait)
    return .failed(fault, retryNanos: wait)
  }

  /// The server does what it is asked: failures count from one again.
  mutating func confirm() { backoff.reset() }

  func send(_ commands: CommandBuffer) throws(RedisFault) {
    try connection?.send(commands.bytes)
  }

  func send(_ bytes: [UInt8]) throws(RedisFault) { try connection?.send(bytes) }

  func receive() throws(RedisFault) -> Bool { try connection?.receive() ?? false }
  func peek() throws(RedisFault) -> RedisConnection.Preview? { try connection?.peek() ?? nil }
  func next() throws(RedisFault) -> Reply? { try connection?.next() ?? nil }
  var unsentCount: Int { connection?.unsentCount ?? 0 }

  /// What to poll for; nil while there is no connection.
  var descriptor: FeedDescriptor? {
    guard let descriptor = connection?.descriptor else { return nil }
    if case .connecting = phase {
      return FeedDescriptor(descriptor: descriptor, wantsRead: false, wantsWrite: true)
    }
    return FeedDescriptor(
      descriptor: descriptor, wantsRead: true, wantsWrite: connection?.hasUnsent ?? false)
  }

  /// When `advance` has something to do even if nothing arrives.
  var deadlineNanos: Int64 {
    switch phase {
    case .waiting(let until): until
    case .connecting(let deadline): deadline
    case .signingIn(_, let deadline): deadline
    case .ready: answerDeadlineNanos ?? .max
    }
  }
}
