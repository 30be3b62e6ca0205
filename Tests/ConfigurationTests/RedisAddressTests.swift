import Testing

@testable import Configuration

@Suite struct RedisAddressTests {
  private func parse(_ url: String) throws -> RedisAddress {
    try RedisAddress.parse(url, at: Mark(file: "THOR_REDIS_URL"), password: .allowed)
  }

  @Test(arguments: [
    ("redis://desk", "redis://desk:6379"),
    ("redis://desk:7000/2", "redis://desk:7000/2"),
    ("redis://[::1]:7000", "redis://[::1]:7000"),
    ("redis://[fe80::1]", "redis://[fe80::1]:6379"),
    ("redis://me@desk", "redis://me@desk:6379"),
    ("unix:///tmp/r.sock", "unix:///tmp/r.sock"),
    ("unix://me@/tmp/r.sock?db=4", "unix://me@/tmp/r.sock?db=4"),
  ])
  func reads(url: String, shown: String) throws {
    #expect(try parse(url).description == shown)
  }

  @Test func passwordIsReadAndNeverShown() throws {
    let address = try parse("redis://me:p%40ss:w@desk:1")
    #expect(address.user == "me" && address.password == "p@ss:w")
    #expect(address.description == "redis://me@desk:1")
    var settings = RedisSettings()
    settings.address = address
    #expect(!"\(settings)".contains("p@ss") && !String(reflecting: settings).contains("p@ss"))
    #expect(try parse("redis://:pw@desk").user == nil)
    #expect(try parse("redis://:pw@desk").password == "pw")
  }

  @Test(arguments: [
    "", "desk:6379", "http://desk", "redis://", "redis://:1", "redis://desk:0",
    "redis://desk:65536", "redis://desk:+1", "redis://desk:x", "redis://desk/x", "redis://[::1",
    "redis://[::1]x", "redis://desk/99999", "unix://relative", "unix://", "unix:///",
    "unix:///a?x=1", "redis://a%zz@desk", "redis://a%4@desk", "rediss://desk", "redis://a b",
    "unix:///" + String(repeating: "x", count: 108),
  ])
  func refuses(url: String) {
    let lines = errorLines { _ = try parse(url) }
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("THOR_REDIS_URL: expected ") == true)
  }

  /// Each names the part that is wrong, and shows nothing of the URL: any piece may be the secret.
  @Test(arguments: [
    ("redis://me:hunter2@desk:x", "port"), ("redis://desk:hunter2", "port"),
    ("redis://me:hunter2", "port"), ("redis://h/hunter2", "database"),
    ("redis://desk:6379/hunter2", "database"), ("redis://[::1]hunter2", "port"),
    ("redis://[hunter2", "]"), ("redi://me:hunter2@desk", "redis://"), ("hunter2", "redis://"),
    ("rediss://:hunter2@desk", "redis://"), ("unix://a:hunter2@b", "path"),
    ("unix://:hunter2", "path"), ("unix://hunter2", "path"),
    ("unix:///a?password=hunter2", "?db="), ("unix:///a?db=hunter2", "database"),
    ("unix:///hunter2" + String(repeating: "x", count: 108), "path"),
    ("redis://:hunter2%zz@desk", "%"), ("redis://hunter2 @", "host"),
  ])
  func errorsShowNothingOfTheURL(url: String, part: String) {
    let line = errorLines { _ = try parse(url) }.first
    #expect(line?.contains("hunter2") == false)
    #expect(line?.contains(part) == true)
  }

  @Test(arguments: [
    "redis://me:hunter2@desk", "redis://:hunter2@desk:1/3", "redis://a@b:hunter2@desk",
    "unix://me:hunter2@/tmp/r.sock?db=1", "unix://:hunter2@/tmp/r.sock",
  ])
  func descriptionHoldsNoPassword(url: String) throws {
    let address = try parse(url)
    #expect(address.password?.contains("hunter2") == true)
    #expect(!"\(address)".contains("hunter2") && !String(reflecting: address).contains("hunter2"))
    #expect(
      errorLines {
        _ = try RedisAddress.parse(url, at: Mark(file: "--redis"), password: .forbidden)
      }
      .first?.contains("hunter2") == false)
  }
}
