/// The `session` part of config.yaml: what is said of a market's hours before they begin and end.
public struct SessionSettings: Equatable, Sendable {
  /// How many minutes before trading begins or ends an alert is due, the longest first.
  public var alertMinutes = [15, 5, 1]

  static let reader = Reader<SessionSettings>.mapping { cursor in
    var settings = SessionSettings()
    cursor.update(&settings.alertMinutes, "alerts_minutes", .alertMinutes)
    return settings
  }
}

extension Reader where Value == [Int] {
  fileprivate static let alertMinutes = Reader("a list of minutes") { node, findings in
    let minutes = Reader<[Marked<Int>]>.list(
      of: Reader<Int>.integer(in: 1...1440, unit: "minutes").marked())
    var seen: Set<Int> = []
    return minutes.read(node, findings)?.compactMap { minute in
      if seen.insert(minute.value).inserted { return minute.value }
      findings.add(at: minute.mark, expected: "each minute once", got: "\(minute.value) again")
      return nil
    }.sorted(by: >)
  }
}
