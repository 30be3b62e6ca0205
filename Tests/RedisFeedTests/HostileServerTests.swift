import Glibc
import MarketCodec
import RedisFeed
import TestSupport
import Testing

/// A server that says whatever a test wants, on a unix socket of its own.
private final class FalseServer {
  let path: String
  private let listener: Int32
  private var peers: [Int32] = []

  init() throws {
    var template = Array("/tmp/thor-false.XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw RedisServer.Failure("no directory") }
    path = String(cString: made) + "/s"
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_NONBLOCK, 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) == 0 }
    }
    guard isBound, listen(listener, 16) == 0 else { throw RedisServer.Failure("no socket") }
  }

  deinit {
    peers.forEach { close($0) }
    close(listener)
    unlink(path)
    rmdir(String(path.dropLast(2)))
  }

  /// Takes connections and sends each of them `bytes`, now and again.
  func say(_ bytes: [UInt8]) {
    while case let peer = accept(listener, nil, nil), peer >= 0 { peers.append(peer) }
    for peer in peers { send(peer, bytes, bytes.count, Int32(MSG_NOSIGNAL) | 0x40) }
  }

  func hangUp() {
    peers.forEach { close($0) }
    peers = []
  }
}

@Suite(.serialized, .ownThreads) struct HostileServerTests {
  private func isProtocolError(_ harness: FeedHarness) -> Bool {
    harness.events.contains {
      if case .state(.waiting(.protocolError, _)) = $0 { true } else { false }
    }
  }

  /// What no Redis says, and what its answers must not be: each ends the connection by name.
  static let lies = [
    "HTTP/1.1 400 Bad Request\r\n\r\n", "$-5\r\n", "$99999999999999\r\n", "*99999999999\r\n",
    "+OK\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n", "+OK\r\n$3\r\nabcde\r\n",
    "+OK\r\n:1\r\n", "+OK\r\n$67108865\r\n",
    "+OK\r\n-ERR no such key\r\n*2\r\n$1\r\n0\r\n*0\r\n*1\r\n*2\r\n$1\r\nk\r\n*1\r\n$1\r\nx\r\n",
    "+OK\r\n-ERR no such key\r\n*2\r\n$1\r\n0\r\n*0\r\n*1\r\n:1\r\n", "\u{1B}[31m\r\n",
  ]

  @Test(arguments: lies) func aLieEndsTheConnectionByName(_ lie: String) throws {
    let server = try FalseServer()
    let harness = FeedHarness(FeedOptions(server: ServerAddress(.unix(path: server.path))))
    harness.round(limitMillis: 1)
    server.say(Array(lie.utf8))
    #expect(harness.run(seconds: 3, until: isProtocolError))
    #expect(harness.ticks.isEmpty)
  }

  @Test func aServerThatHangsUpIsTriedAgainWithoutBusyWaiting() throws {
    let server = try FalseServer()
    let harness = FeedHarness(FeedOptions(server: ServerAddress(.unix(path: server.path))))
    let end = FeedHarness.now().monotonicNanos + 600_000_000
    while FeedHarness.now().monotonicNanos < end {
      harness.round(limitMillis: 100)
      server.say(Array("+OK\r\n*2\r\n$6\r\nlength\r\n".utf8))
      server.hangUp()
    }
    #expect(harness.rounds < 200)
    #expect(
      harness.events.contains {
        if case .state(.waiting(.connectionLost, _)) = $0 { true } else { false }
      })
  }

  @Test func randomBytesNeverCrashTheFeed() throws {
    var random = SplitMix64(seed: 11)
    let server = try FalseServer()
    let alphabet = Array("*$+-:0123456789\r\n\r\n\r\nabc".utf8)
    for seed in 0..<60 {
      var options = FeedOptions(server: ServerAddress(.unix(path: server.path)))
      options.seed = UInt64(seed)
      options.channel = "quotes:live"
      let harness = FeedHarness(options)
      harness.round(limitMillis: 0)
      let count = Int(random.below(400))
      let noise = (0..<count).map { _ in
        alphabet[Int(random.below(UInt64(alphabet.count)))]
      }
      server.say(Array("+OK\r\n".utf8) + noise)
      for _ in 0..<6 { harness.round(limitMillis: 1) }
      server.hangUp()
      harness.round(limitMillis: 0)
      #expect(harness.ticks.isEmpty)
    }
  }
}
