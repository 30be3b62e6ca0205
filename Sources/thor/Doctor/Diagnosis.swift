/// One thing that was looked at: how it is, and what to do where it is not as it should be.
struct Finding {
  /// How bad it is: fine, worth knowing, or in the way of trading.
  enum Verdict: String {
    case ok, warn, fail
  }

  let area: String
  let check: String
  let verdict: Verdict
  let what: String
  /// What to do; nil where there is nothing to do.
  let advice: String?

  /// One JSON object.
  var json: String {
    var line = JSONLine()
    line.add("area", area)
    line.add("check", check)
    line.add("verdict", verdict.rawValue)
    line.add("what", what)
    line.add("advice", advice)
    return line.text
  }

  /// A line, and below it what to do.
  var text: String {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(1, width - text.count))
    }
    let place = padded(verdict.rawValue, 6) + padded(area, 10) + padded(check, 12)
    let lines = what.split(separator: "\n").joined(separator: "\n" + padded("", place.count))
    return place + lines + (advice.map { "\n" + padded("", place.count) + "-> " + $0 } ?? "")
  }
}

/// Everything that was found, in the order in which it was looked at.
struct Diagnosis {
  private(set) var findings: [Finding] = []

  mutating func ok(_ area: String, _ check: String, _ what: String) {
    add(area, check, .ok, what, nil)
  }

  mutating func warn(_ area: String, _ check: String, _ what: String, _ advice: String) {
    add(area, check, .warn, what, advice)
  }

  mutating func fail(_ area: String, _ check: String, _ what: String, _ advice: String) {
    add(area, check, .fail, what, advice)
  }

  private mutating func add(
    _ area: String, _ check: String, _ verdict: Finding.Verdict, _ what: String, _ advice: String?
  ) {
    findings.append(
      Finding(area: area, check: check, verdict: verdict, what: what, advice: advice))
  }

  func count(_ verdict: Finding.Verdict) -> Int {
    findings.count { $0.verdict == verdict }
  }

  /// How it came out, in one line.
  var summary: String {
    "\(count(.ok)) ok, \(count(.warn)) to know, \(count(.fail)) in the way"
  }
}
