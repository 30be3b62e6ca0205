import MarketCodec
import MarketModel

/// Listens to a pub/sub channel whose messages are events as JSON objects.
struct ChannelReader: ~Copyable {
  /// Messages taken in one round, so that a flood leaves room for the keyboard.
  private static let roundLimit = 1_000
  /// How often the server is asked whether it is still there; a channel may be silent for long.
  private static let pingNanos: Int64 = 5_000_000_000

  private let channel: String
  private var session: RedisSession
  private var commands = CommandBuffer()
  private var json = TickJSON()
  private var nextPingNanos: Int64 = .max
  private(set) var state: FeedState = .connecting

  init(_ options: FeedOptions, channel: String) {
    self.channel = channel
    session = RedisSession(options.server, seed: options.seed &+ 1)
  }

  var descriptor: FeedDescriptor? { session.descriptor }
  var deadlineNanos: Int64 {
    session.isReady ? min(nextPingNanos, session.deadlineNanos) : session.deadlineNanos
  }

  mutating func process(_ now: FeedTime, _ output: inout FeedOutput) -> Bool {
    switch session.advance(now.monotonicNanos) {
    case .none: break
    case .failed(let fault, let retry): change(.waiting(fault, retryNanos: retry), &output)
    case .ready:
      change(.starting, &output)
      send("SUBSCRIBE", channel, now)
    }
    guard session.isReady else { return false }
    do throws(RedisFault) {
      return try exchange(now, &output)
    } catch {
      if case .failed(let fault, let retry) = session.fail(error, now.monotonicNanos) {
        change(.waiting(fault, retryNanos: retry), &output)
      }
      return false
    }
  }

  private mutating func change(_ new: FeedState, _ output: inout FeedOutput) {
    guard state != new else { return }
    state = new
    output.events.append(.channelState(new))
  }

  private mutating func send(_ word: String, _ argument: String?, _ now: FeedTime) {
    commands.removeAll()
    commands.begin(argument == nil ? 1 : 2)
    commands.word(word)
    if let argument { commands.word(argument) }
    // A failed send shows as a failed read in the same round.
    try? session.send(commands)
    session.answerDeadlineNanos = now.monotonicNanos + RedisSession.answerLimitNanos
    nextPingNanos = now.monotonicNanos + ChannelReader.pingNanos
  }

  private mutating func exchange(
    _ now: FeedTime, _ output: inout FeedOutput
  ) throws(RedisFault) -> Bool {
    if now.monotonicNanos >= nextPingNanos { send("PING", nil, now) }
    if try session.receive() {
      session.answerDeadlineNanos = nil
      nextPingNanos = now.monotonicNanos + ChannelReader.pingNanos
    }
    for _ in 0..<ChannelReader.roundLimit {
      guard let reply = try session.next() else { return false }
      if let fault = reply.fault { throw fault }
      switch reply.string(1) {
      case "subscribe":
        session.confirm()
        change(.live, &output)
      case "message": take(reply.bytes(3), now, &output)
      default: break
      }
    }
    return try session.peek() != nil
  }

  private mutating func take(
    _ message: UnsafeBufferPointer<UInt8>, _ now: FeedTime, _ output: inout FeedOutput
  ) {
    do throws(Rejection) {
      try json.read(message)
    } catch {
      output.decoder.refuse(error, into: &output.batch)
      var raw = FieldBuffer()
      raw.append("message")
      raw.append(message)
      raw.withFields { output.keep($0, nil, error) }
      return
    }
    json.fields.withFields { output.decode($0, nil, now) }
  }
}
