import Glibc
import MarketCalendar
import MarketModel

/// Answers a line of standard input with a line for each market.
struct InstantStream {
  /// An instant has some 40; what is longer is no text of instants.
  private static let maximumLineBytes = 4_096

  private let calendars: [MarketCalendar]
  private let isJSON: Bool
  private var answers: [Answer]
  private var output: [UInt8] = []
  private var lineNumber = 0

  /// What does not change from `from` until `until`.
  private struct Answer {
    var from = UnixNanos.zero
    var until = UnixNanos.zero
    var template = MomentTemplate()
    var lineTail: [UInt8] = []

    func holds(_ instant: UnixNanos) -> Bool { from <= instant && instant < until }

    mutating func fill(_ moment: MarketMoment, zoneName: String, isJSON: Bool) {
      from = moment.instant
      until = moment.validUntil
      if isJSON {
        template.fill(moment, zoneName: zoneName)
      } else {
        lineTail.removeAll(keepingCapacity: true)
        MomentForm.appendLineTail(moment, to: &lineTail)
      }
    }
  }

  init(_ calendars: [MarketCalendar], isJSON: Bool) {
    self.calendars = calendars
    self.isJSON = isJSON
    answers = Array(repeating: Answer(), count: calendars.count)
  }

  /// - Throws: the first line that is no instant; the lines before it have been answered.
  consuming func run() throws(CommandFailure) -> ExitStatus {
    var pending: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = chunk.withUnsafeMutableBytes { read(0, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw CommandFailure(.failed, "session: cannot read standard input") }
      if count == 0 { break }
      pending.append(contentsOf: chunk[..<count])
      try answerLines(&pending)
      guard pending.count <= Self.maximumLineBytes else {
        lineNumber += 1
        throw pending.withUnsafeBufferPointer { refusal(InstantForm.expectation, $0) }
      }
    }
    if !pending.isEmpty {
      pending.append(10)
      try answerLines(&pending)
    }
    return .done
  }

  /// Answers the whole lines and leaves the last, unfinished one.
  private mutating func answerLines(_ pending: inout [UInt8]) throws(CommandFailure) {
    var start = 0
    var failure: CommandFailure?
    pending.withUnsafeBufferPointer { bytes in
      while failure == nil, let end = Self.lineEnd(bytes, from: start) {
        lineNumber += 1
        do throws(CommandFailure) {
          try answer(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        } catch { failure = error }
        start = end + 1
      }
    }
    pending.removeFirst(start)
    output.withUnsafeBufferPointer(StandardStream.output.write)
    output.removeAll(keepingCapacity: true)
    if let failure { throw failure }
  }

  private static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress,
      let found = memchr(base + start, 10, bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }

  private mutating func answer(_ line: UnsafeBufferPointer<UInt8>) throws(CommandFailure) {
    var first = 0
    var end = line.count
    while first < end, Self.isBlank(line[first]) { first += 1 }
    while end > first, Self.isBlank(line[end - 1]) { end -= 1 }
    guard first < end else { return }
    let word = UnsafeBufferPointer(rebasing: line[first..<end])
    guard let instant = InstantForm.parse(word) else {
      throw refusal(InstantForm.expectation, word)
    }
    for index in calendars.indices {
      if !answers[index].holds(instant) {
        guard let moment = calendars[index].moment(at: instant) else {
          throw refusal(SessionCommand.rangeExpectation, word)
        }
        answers[index].fill(moment, zoneName: calendars[index].zone.name, isJSON: isJSON)
      }
      if isJSON { output.append(contentsOf: answers[index].template.head) }
      InstantForm.append(instant, to: &output)
      output.append(
        contentsOf: isJSON ? answers[index].template.tail : answers[index].lineTail)
      output.append(10)
    }
  }

  private func refusal(
    _ expectation: String, _ word: UnsafeBufferPointer<UInt8>
  ) -> CommandFailure {
    let printable = word.prefix(40).map { (33...126).contains($0) ? $0 : UInt8(ascii: "?") }
    let got = String(decoding: printable, as: UTF8.self)
    return CommandFailure(
      .badData, "session: standard input, line \(lineNumber): \(expectation), got '\(got)'")
  }
}
