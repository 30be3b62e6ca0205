/// Asks a server a list of questions, one after the other, on a connection of its own.
///
/// For whoever wants to know what a server is and what it allows, before or beside a feed. Owns
/// no thread and reads no clock:
///
///     while probe.outcome == nil {
///       probe.process(clock.monotonicNanos)
///       … poll probe.descriptor until probe.deadlineNanos …
///     }
public final class RedisProbe {
  /// What the server said to one question.
  public struct Answer: Sendable {
    /// Why there is none.
    public let fault: RedisFault?
    /// Every string and number of the answer, in the order of the wire, without control
    /// characters and each at most 160 bytes long; a missing value is empty.
    public let words: [String]
    /// When the question was sent and answered, by the monotonic clock.
    public let sentNanos: Int64
    public let answeredNanos: Int64

    /// The word behind `name` in an answer of names and values.
    public func value(_ name: String) -> String? {
      guard let place = words.firstIndex(of: name), place + 1 < words.count else { return nil }
      return words[place + 1]
    }
  }

  private let questions: [[String]]
  private var session: RedisSession
  private var commands = CommandBuffer()
  private var sentNanos: Int64 = 0
  /// The answers so far, in the order of the questions.
  public private(set) var answers: [Answer] = []
  /// Why the server cannot be asked any more; nil while it can.
  public private(set) var fault: RedisFault?

  /// - Parameter questions: commands, each with its words.
  public init(_ server: ServerAddress, questions: [[String]]) {
    self.questions = questions
    session = RedisSession(server, seed: 1)
  }

  /// Whether nothing more comes: all is answered, or the connection failed.
  public var isDone: Bool { fault != nil || answers.count == questions.count }

  /// Goes as far as that is possible without waiting.
  public func process(_ nowNanos: Int64) {
    guard !isDone else { return }
    switch session.advance(nowNanos) {
    case .none: break
    case .failed(let reason, _): fault = reason
    case .ready: ask(nowNanos)
    }
    guard session.isReady, fault == nil else { return }
    do throws(RedisFault) {
      try take(nowNanos)
    } catch {
      fault = error
    }
  }

  private func ask(_ nowNanos: Int64) {
    guard answers.count < questions.count else { return }
    let words = questions[answers.count]
    commands.removeAll()
    commands.begin(words.count)
    for word in words { commands.word(word) }
    sentNanos = nowNanos
    session.answerDeadlineNanos = nowNanos + RedisSession.answerLimitNanos
    // A failed send shows as a failed read.
    try? session.send(commands)
  }

  private func take(_ nowNanos: Int64) throws(RedisFault) {
    _ = try session.receive()
    while !isDone, let reply = try session.next() {
      answers.append(
        Answer(
          fault: reply.fault, words: reply.fault == nil ? RedisProbe.words(reply) : [],
          sentNanos: sentNanos, answeredNanos: nowNanos))
      session.answerDeadlineNanos = nil
      ask(nowNanos)
    }
  }

  private static func words(_ reply: Reply) -> [String] {
    (0..<reply.count).filter { !reply.isArray($0) }.map { RedisFault.printable(reply.bytes($0)) }
  }

  /// What to poll for; nil while there is no connection.
  public var descriptor: FeedDescriptor? { session.descriptor }

  /// When `process` has something to do even if nothing arrives.
  public var deadlineNanos: Int64 { session.deadlineNanos }
}
