import Configuration
import MarketModel
import Reactor
import RedisFeed

/// Looks at the server: reachable, of which version, what is on the bus, what the ACL allows, and
/// whether its clock is ours.
struct RedisExam {
  private static let oldestVersion = 5
  private static let exactGapsVersion = 7
  /// An entry older than this says that no collector publishes, or that no market is open.
  private static let quietMillis: Int64 = 60_000
  private static let skewLimitMillis: Int64 = 500
  private static let rejectedSkewMillis: Int64 = 5_000

  private let place: String
  private let answers: [Question: RedisProbe.Answer]
  private let wallMinusMonotonicNanos: Int64

  static func look(
    _ settings: inout DeskSettings, _ clock: Clock, _ diagnosis: inout Diagnosis
  ) {
    do throws(CommandFailure) {
      try settings.readPassword()
    } catch {
      diagnosis.fail(
        "redis", "password", error.message, "chmod 600 the file that redis.password_file names")
      return
    }
    let redis = settings.configuration.redis
    let server = ServerAddress(redis.address)
    let questions = Question.all(hasChannel: redis.channel != nil)
    let probe = RedisProbe(server, questions: questions.map { $0.words(redis) })
    if let problem = ask(probe, clock), probe.answers.isEmpty {
      diagnosis.fail(
        "redis", "server", "\(server): \(problem)",
        "start the server, or name another by --redis, THOR_REDIS_URL or redis.url; "
          + "thor demo needs none")
      return
    }
    let exam = RedisExam(
      place: server.description,
      answers: Dictionary(
        zip(questions, probe.answers).map { ($0, $1) }, uniquingKeysWith: { one, _ in one }),
      wallMinusMonotonicNanos: clock.unixNanos - clock.monotonicNanos)
    exam.checkVersion(&diagnosis)
    exam.checkStream(redis.stream, &diagnosis)
    exam.checkAge(&diagnosis)
    exam.checkClock(&diagnosis)
    exam.checkPublisher(&diagnosis)
    exam.checkRights(redis, &diagnosis)
  }

  /// - Returns: what keeps the server from answering; nil when it has answered all.
  private static func ask(_ probe: RedisProbe, _ clock: Clock) -> String? {
    do throws(CommandFailure) {
      var loop = try FeedLoop(signals: [], clock: clock)
      let end = clock.monotonicNanos + 5_000_000_000
      while true {
        probe.process(clock.monotonicNanos)
        if probe.isDone { return probe.fault?.description }
        if clock.monotonicNanos >= end { return "no answer within 5 s" }
        let polled = probe.descriptor.map { [$0] } ?? []
        _ = try loop.wait(for: polled, untilNanos: min(end, probe.deadlineNanos))
      }
    } catch {
      return error.message
    }
  }

  // MARK: The server and its stream

  private func checkVersion(_ diagnosis: inout Diagnosis) {
    guard let version, let major = version.split(separator: ".").first.flatMap({ Int($0) }) else {
      diagnosis.ok("redis", "server", "\(place) answers; it does not tell us its version")
      return
    }
    let text = "\(place), version \(version)"
    if major < RedisExam.oldestVersion {
      diagnosis.fail("redis", "server", "\(text) has no streams", "use Redis 5 or newer")
    } else if major < RedisExam.exactGapsVersion {
      diagnosis.warn(
        "redis", "server", "\(text) does not count what it trims",
        "nothing is lost by it, but a gap is told without its size; Redis 7 tells it")
    } else {
      diagnosis.ok("redis", "server", text)
    }
  }

  /// From the answer to INFO, a text of lines `name:value`.
  private var version: String? {
    let name = "redis_version:"
    guard let text = answers[.information]?.words.first, let place = text.firstRange(of: name)
    else { return nil }
    let version = text[place.upperBound...].prefix { $0.isNumber || $0 == "." }
    return version.isEmpty ? nil : String(version)
  }

  private func checkStream(_ name: String, _ diagnosis: inout Diagnosis) {
    guard let answer = answers[.stream] else { return }
    guard let fault = answer.fault else {
      let length = answer.value("length") ?? "?"
      diagnosis.ok("redis", "stream", "\(name) has \(length) entries")
      return
    }
    switch fault {
    case .wrongType:
      diagnosis.fail(
        "redis", "stream", "\(name) is there and is no stream",
        "delete the key, or name another by redis.stream")
    case .permission:
      diagnosis.warn(
        "redis", "stream", "\(name): \(fault)", "allow +xinfo, else gaps cannot be told")
    default:
      diagnosis.warn(
        "redis", "stream", "\(name) is not there: nobody has published yet",
        "start a collector, or thor feed simulate --redis \(place)")
    }
  }

  private func checkAge(_ diagnosis: inout Diagnosis) {
    guard let answer = answers[.newest], answer.fault == nil, let id = answer.words.first,
      let millis = id.split(separator: "-").first.flatMap({ Int64($0) })
    else { return }
    // The server stamps the ids: its own clock says how old they are.
    let now = serverNanos.map { $0 / 1_000_000 } ?? answer.answeredNanos / 1_000_000
    let age = max(0, now - millis)
    let text = "the newest entry is \(RedisExam.duration(millis: age)) old"
    if age > RedisExam.quietMillis {
      diagnosis.warn(
        "redis", "newest", text,
        "look whether the collectors run; thor session tells whether the market is open")
    } else {
      diagnosis.ok("redis", "newest", text)
    }
  }

  static func duration(millis: Int64) -> String {
    switch millis {
    case ..<1_000: "\(millis) ms"
    case ..<120_000: "\(millis / 1_000) s"
    case ..<7_200_000: "\(millis / 60_000) min"
    case ..<172_800_000: "\(millis / 3_600_000) h"
    default: "\(millis / 86_400_000) days"
    }
  }

  // MARK: The clock

  /// The server's wall clock when it was asked.
  private var serverNanos: Int64? {
    guard let answer = answers[.time], answer.words.count == 2,
      let seconds = Int64(answer.words[0]), let micros = Int64(answer.words[1]),
      (0..<1 << 33).contains(seconds), (0..<1_000_000).contains(micros)
    else { return nil }
    return seconds * 1_000_000_000 + micros * 1_000
  }

  private func checkClock(_ diagnosis: inout Diagnosis) {
    guard let serverNanos, let answer = answers[.time] else { return }
    let roundTrip = answer.answeredNanos - answer.sentNanos
    let ours = answer.sentNanos + roundTrip / 2 + wallMinusMonotonicNanos
    let skew = (serverNanos - ours) / 1_000_000
    let text =
      "the server's clock is \(RedisExam.duration(millis: skew.magnitude.clamped)) "
      + (skew < 0 ? "behind" : "ahead of") + " ours (round trip \(roundTrip / 1_000) µs)"
    let advice = "let both machines follow NTP (timedatectl, chronyc tracking)"
    if skew.magnitude > RedisExam.rejectedSkewMillis {
      diagnosis.fail(
        "clock", "skew",
        text + ": ticks may be rejected as future_timestamp until that is measured",
        advice)
    } else if skew.magnitude > RedisExam.skewLimitMillis {
      diagnosis.warn(
        "clock", "skew", text + ": a desk takes it off, other programs may not", advice)
    } else {
      diagnosis.ok("clock", "skew", text)
    }
  }

  /// Holds the newest entry's own time against the server's stamp on it: nothing arrives before it
  /// happens.
  private func checkPublisher(_ diagnosis: inout Diagnosis) {
    guard let answer = answers[.newest], answer.fault == nil, let id = answer.words.first,
      let millis = id.split(separator: "-").first.flatMap({ Int64($0) }), millis < 1 << 43,
      var text = answer.value("timestamp"),
      let eventAt = text.withUTF8({ InstantForm.parse($0) })
    else { return }
    let source = answer.value("source") ?? "?"
    let ahead = eventAt.nanos(since: UnixNanos(millis * 1_000_000)) / 1_000_000
    guard ahead > RedisExam.skewLimitMillis else {
      let way = ahead > 0 ? 0 : -ahead
      diagnosis.ok(
        "clock", "publisher",
        "the newest entry, by \(source), came \(RedisExam.duration(millis: way)) after its own time"
      )
      return
    }
    diagnosis.warn(
      "clock", "publisher",
      "the newest entry, by \(source), is stamped \(RedisExam.duration(millis: ahead)) ahead of the "
        + "server's clock",
      "let the collector's machine follow NTP; a desk takes up to a minute off once it is measured")
  }

  // MARK: The ACL

  private func checkRights(_ redis: RedisSettings, _ diagnosis: inout Diagnosis) {
    var missing: [String] = []
    var isBlind = false
    for right in Question.rights {
      guard case .permission = answers[right]?.fault else { continue }
      missing.append("\(right.command) (\(right.consequence))")
      if right.isNeeded { isBlind = true }
    }
    let user = answers[.who]?.words.first ?? redis.address.user ?? "default"
    guard !missing.isEmpty else {
      diagnosis.ok("redis", "rights", "user \(user) may all that a desk asks")
      return
    }
    let what = "user \(user) may not: " + missing.joined(separator: ", ")
    let advice =
      "ACL SETUSER \(user) ~quotes:* +xread +xinfo +xrevrange +scan +hgetall +xadd +time +select"
      + (redis.channel == nil ? "" : " +subscribe &\(redis.channel ?? "")")
    if isBlind {
      diagnosis.fail("redis", "rights", what, advice)
    } else {
      diagnosis.warn("redis", "rights", what, advice)
    }
  }
}

extension UInt64 {
  fileprivate var clamped: Int64 { Int64(clamping: self) }
}
