import Testing

@testable import Configuration

@Suite struct CalendarFileTests {
  private func parse(_ text: String) throws -> [CalendarFile.Entry] {
    try CalendarFile.parse(Array(text.utf8), file: "c.yaml").entries
  }

  private func errors(_ text: String) -> [String] {
    errorLines { _ = try parse(text) }
  }

  @Test func shippedFilesAreWhole() throws {
    let files = try CalendarFile.loadAll(in: [packageRoot + "/calendars"])
    #expect(files.count == 3)
    let entries = files.flatMap(\.entries)
    #expect(entries.count > 40)
    #expect(entries.contains { $0.name == "Hurricane Sandy" && $0.effect == .closed })
    #expect(try CalendarFile.loadAll(in: ["/nowhere"]) == [])
  }

  @Test func takesEveryEffect() throws {
    let entries = try parse(
      """
      exceptions:
        - {date: 2027-03-04, markets: [XNYS, CME_Equity], effect: early_close, time: "08:30",
           name: Mourning}
        - {date: 2027-03-05, markets: [XNYS], effect: late_open, time: 23:59, name: Storm}
        - {date: 2027-03-08, markets: [XNYS], effect: closed, name: Storm}
        - {date: 2027-07-05, markets: [XNYS], effect: normal, name: moved}
      """)
    #expect(entries.map(\.effect) == [.earlyClose, .lateOpen, .closed, .normal])
    #expect(entries.map(\.minute) == [510, 1_439, nil, nil])
    #expect(entries[0].markets.map(\.value) == ["XNYS", "CME_Equity"])
    #expect(entries[0].date.value == "2027-03-04")
    #expect(entries[0].date.mark.description == "c.yaml:2:12")
  }

  @Test(arguments: [
    (
      "exceptions: [{date: 2027-03-04, markets: [XNYS], effect: shut, name: x}]",
      "c.yaml:1:58: expected one of closed, early_close, late_open, normal, got \"shut\""
    ),
    (
      "exceptions: [{date: 2027-03-04, markets: [XNYS], effect: early_close, name: x}]",
      "c.yaml:1:14: expected the key \"time\" with a time of day such as 13:00, got none"
    ),
    (
      "exceptions: [{date: 2027-03-04, markets: [XNYS], effect: closed, time: 13:00, name: x}]",
      "c.yaml:1:72: expected no time on a day that is closed, got one"
    ),
    (
      "exceptions: [{date: 2027-03-04, markets: [], effect: closed, name: x}]",
      "c.yaml:1:14: expected at least one market, got none"
    ),
    (
      "exceptions: [{date: 2027-03-04, markets: [XNYS], effect: closed, nam: x, name: y}]",
      "c.yaml:1:66: expected a known key (did you mean \"name\"?), got \"nam\""
    ),
    ("{}", "c.yaml:1:1: expected the key \"exceptions\" with a list, got none"),
  ])
  func saysWhatIsWrong(text: String, line: String) {
    #expect(errors(text) == [line])
  }

  @Test(arguments: ["24:00", "1:30", "13:60", "13", "13:00:00", "-1:00", "ab:cd"])
  func noTimes(time: String) {
    let text =
      "exceptions: [{date: d, markets: [M], effect: late_open, time: \"\(time)\", name: x}]"
    #expect(errors(text).count == 1)
    #expect(errors(text).first?.contains("expected a time of day such as 13:00") == true)
  }
}
