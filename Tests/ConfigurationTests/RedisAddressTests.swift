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

  @Test func errorsKeepThePassword() {
    for url in ["redis://me:hunter2@desk:x", "redi://me:hunter2@desk", "unix://a:hunter2@b"] {
      #expect(errorLines { _ = try parse(url) }.first?.contains("hunter2") == false)
    }
  }
}
