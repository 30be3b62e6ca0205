import Engine
import Foundation
import Testing

/// Random lines and numbers: no crash, every line answered or used, the same bytes twice.
@Suite struct FuzzTests {
  /// More lines where somebody asks for them: THOR_FUZZ_LINES=1000000.
  private static let lineCount =
    ProcessInfo.processInfo.environment["THOR_FUZZ_LINES"].flatMap { Int($0) } ?? 6_000

  private static let numbers = [
    "0", "1", "-1", "0.25", "5000.25", "9223372036.854775807", "-9223372036.854775808",
    "9223372036", "0.000000001", "-0", "00", "1e5", "1e-9", "1e999999", "-", "", "0.1.2", "NaN",
    String(repeating: "9", count: 400), "0." + String(repeating: "0", count: 400) + "1",
    "123456789.123456789", "4611686018", "-9000000000",
  ]

  private static let words = [
    "ES", "NQ", "XX", "BUY", "SELL", "LIMIT", "MARKET", "STOP", "STOP_LIMIT", "TRAILING_STOP",
    "GTC", "IOC", "FOK", "DAY", "GTD", "A", "B", "OCO", "BRACKET", "ACTIVE", "HALTED", "HALT",
    "TRADING", "kelly", "fixed", "orders", "\u{1F600}", "\\u0000", "2024-03-12T14:30:00Z",
  ]

  private static let types = [
    "instrument", "config", "limits", "tick", "submit", "submit_list", "modify", "cancel",
    "cancel_all", "flatten", "reverse", "roll", "settlement", "trading_state", "market_status",
    "session_open",
    "session_close", "clock", "query", "size", "generator", "dance",
  ]

  private static let names = [
    "symbol", "id", "side", "order_type", "quantity", "limit", "stop", "trail", "tif", "expires",
    "bid", "ask", "bidSize", "askSize", "last", "lastSize", "source", "aggressor", "event_ts",
    "multiplier", "tick", "cash", "commission", "latency_ms", "slippage_ticks", "slippage_bps",
    "to", "price", "last_trade", "at_expiry", "expiry_warning_ms", "status", "state", "what",
    "kind", "orders", "risk", "reduce_only", "post_only", "n", "k",
  ]

  @Test func randomLinesNeverCrash() {
    var draws = Draws(7)
    var text = ""
    for _ in 0..<FuzzTests.lineCount { text += FuzzTests.line(&draws) + "\n" }
    let first = lines(text)
    let second = lines(text)
    #expect(first.output == second.output)
    for line in first.output.split(separator: "\n") where line.hasPrefix("{\"type\":\"error\"") {
      #expect(line.contains("\"line\":") && line.contains("\"field\":\""))
    }
  }

  @Test func wellFormedExtremesNeverCrash() {
    var draws = Draws(11)
    var text = #"{"type":"instrument","symbol":"ES","multiplier":"50","tick":"0.25"}"# + "\n"
    text +=
      #"{"type":"instrument","symbol":"NQ","multiplier":"9000000000","tick":"0.000000001","negative_prices":true}"#
      + "\n"
    for (month, end) in [("H4", ""), ("M4", #","last_trade":1500000000"#), ("U4", "")] {
      text +=
        #"{"type":"instrument","symbol":"NQ\#(month)","multiplier":"1","tick":"0.000000001","negative_prices":true\#(end)}"#
        + "\n"
    }
    text +=
      #"{"type":"config","risk":{"daily_loss_limit":"1000","max_gross_exposure":"1","check_margin":false}}"#
      + "\n"
    for place in 0..<FuzzTests.lineCount {
      // Behind the limits, where hardly an order comes, the extremes themselves.
      if place == FuzzTests.lineCount / 4 {
        text +=
          #"{"type":"config","risk":{"daily_loss_limit":null,"max_gross_exposure":null}}"# + "\n"
          + #"{"type":"trading_state","ts":\#(place * 1_000_000),"state":"ACTIVE"}"# + "\n"
      }
      text += FuzzTests.extreme(&draws, place) + "\n"
      if place % 100 == 99 { text += FuzzTests.plainRoll(place) }
    }
    text += #"{"type":"query","what":"account"}"# + "\n" + #"{"type":"query","what":"positions"}"#
    let run = lines(text)
    #expect(run.output == lines(text).output)
    for type in ["account", "roll", "roll_rejected"] {
      #expect(run.output.contains("\"type\":\"\(type)\""))
    }
  }

  /// A million lines, half of them well formed, through the release program.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["THOR_SOAK"] == "1"))
  func aMillionRandomLinesSoak() throws {
    let environment = ProcessInfo.processInfo.environment
    let program = try #require(environment["THOR_PROGRAM"], "the program to try")
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = folder.appending(path: "lines")
    try FuzzTests.million().write(to: input)
    let first = try FuzzTests.digest(program, input)
    // 65: lines could not be used. A signal would be 128 and more.
    #expect(first.status == 65 && first.text.count == 65)
    #expect(first.text == (try FuzzTests.digest(program, input)).text)
  }

  private static func million() -> Data {
    var draws = Draws(17)
    var data = Data(#"{"type":"instrument","symbol":"ES","multiplier":"50","tick":"0.25"}"#.utf8)
    data.append(contentsOf: "\n".utf8)
    for place in 0..<1_000_000 {
      let line = place % 2 == 0 ? line(&draws) : extreme(&draws, place)
      data.append(contentsOf: line.utf8)
      data.append(0x0A)
    }
    return data
  }

  private static func digest(
    _ program: String, _ input: URL
  ) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = ["engine", "--digest"]
    process.standardInput = try FileHandle(forReadingFrom: input)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationReason == .exit ? process.terminationStatus : -1, text)
  }

  @Test func randomBytesNeverCrash() {
    var draws = Draws(13)
    var bytes: [UInt8] = []
    for _ in 0..<60_000 { bytes.append(UInt8(truncatingIfNeeded: draws.next() >> 11)) }
    var session = EngineSession()
    bytes.withUnsafeBufferPointer { session.take($0) }
    session.finish()
    #expect(session.hasFailures)
  }

  @Test func anyCutOfTheBytesGivesTheSame() {
    let scenario = Scenario.all(in: "engine_scenarios_extra.json")[8].input()
    let whole = lines(scenario).output
    for step in [1, 7, 100] {
      var session = EngineSession()
      let bytes = Array(scenario.utf8)
      for start in stride(from: 0, to: bytes.count, by: step) {
        bytes[start..<min(start + step, bytes.count)].withUnsafeBufferPointer { session.take($0) }
      }
      session.finish()
      #expect(String(decoding: session.output, as: UTF8.self) == whole)
    }
  }

  // MARK: Lines

  private static func line(_ draws: inout Draws) -> String {
    var members = ["\"type\":\"\(draws.one(of: types))\"", "\"ts\":\(draws.below(1_000_000))"]
    for _ in 0..<draws.below(9) { members.append("\"\(draws.one(of: names))\":\(value(&draws))") }
    var line = "{" + members.joined(separator: ",") + "}"
    if draws.below(6) == 0 {
      let cut = line.index(line.startIndex, offsetBy: draws.below(line.count))
      line = String(line[..<cut])
    }
    return line
  }

  private static func value(_ draws: inout Draws) -> String {
    switch draws.below(9) {
    case 0...2: return "\"\(draws.one(of: numbers))\""
    case 3: return draws.one(of: numbers)
    case 4...6: return "\"\(draws.one(of: words))\""
    case 7: return draws.one(of: ["true", "false", "null", "[]", "{}", "[1,{}]"])
    default: return "\"o\(draws.below(30))\""
    }
  }

  private static let extremes = [
    "0.25", "5000.25", "9223372036.75", "-9223372036.75", "0", "-0.25", "9000000000", "1",
    "4611686018.25", "0.000000001", "50", "9223372036.854775807",
  ]

  /// A roll of one contract in quotes as they are, which amounts of any size do not stop.
  private static func plainRoll(_ place: Int) -> String {
    let at = "\"ts\":\(place * 1_000_000)"
    let quotes = ["NQH4", "NQU4"].map {
      "{\"type\":\"tick\",\(at),\"symbol\":\"\($0)\",\"source\":\"A\",\"bid\":\"100\",\"bidSize\":\"50\",\"ask\":\"101\",\"askSize\":\"50\"}\n"
    }
    return quotes.joined() + """
      {"type":"flatten",\(at)}
      {"type":"submit",\(at),"id":"p\(place)","symbol":"NQH4","side":"BUY","order_type":"MARKET","quantity":"1"}
      {"type":"roll",\(at),"symbol":"NQH4","to":"NQU4"}

      """
  }

  private static func extreme(_ draws: inout Draws, _ place: Int) -> String {
    let months = ["NQ", "NQH4", "NQM4", "NQU4"]
    let symbol = draws.one(of: ["ES"] + months)
    let at = "\"ts\":\(place * 1_000_000),\"symbol\":\"\(symbol)\""
    let one = draws.one(of: extremes)
    let other = draws.one(of: extremes)
    switch draws.below(8) {
    case 6: return "{\"type\":\"roll\",\(at),\"to\":\"\(draws.one(of: months))\"}"
    case 7: return "{\"type\":\"settlement\",\(at),\"price\":\"\(one)\"}"
    case 0...1:
      return
        "{\"type\":\"tick\",\(at),\"source\":\"A\",\"bid\":\"\(one)\",\"bidSize\":\"50\",\"ask\":\"\(other)\",\"askSize\":\"9223372036\"}"
    case 2:
      return "{\"type\":\"flatten\",\(at)}"
    case 3:
      return
        "{\"type\":\"submit\",\(at),\"id\":\"m\(place)\",\"side\":\"\(draws.one(of: ["BUY", "SELL"]))\",\"order_type\":\"MARKET\",\"quantity\":\"\(one)\"}"
    case 4:
      return
        "{\"type\":\"submit\",\(at),\"id\":\"m\(place)\",\"side\":\"\(draws.one(of: ["BUY", "SELL"]))\",\"order_type\":\"TRAILING_STOP\",\"quantity\":\"1\",\"trail\":\"\(one)\"}"
    default:
      return
        "{\"type\":\"submit\",\(at),\"id\":\"m\(place)\",\"side\":\"\(draws.one(of: ["BUY", "SELL"]))\",\"order_type\":\"LIMIT\",\"quantity\":\"\(other)\",\"limit\":\"\(one)\"}"
    }
  }
}
