import Configuration
import Reactor

/// The demo's two collectors: a `thor feed simulate` of both sources, so that both tell of one market.
struct DemoCollectors {
  private var process: ChildProcess

  init(url: String, ratePerSecond rate: Int) throws(CommandFailure) {
    guard let program = ShareDirectory.executablePath() else {
      throw CommandFailure(.failed, "demo: cannot tell where this program is")
    }
    let words = [
      "feed", "simulate", "--redis", url, "--source", DemoMarket.sources.joined(separator: ","),
      "--symbols", DemoMarket.symbols.joined(separator: ","), "--rate", String(rate),
      "--silence-every", String(DemoMarket.silenceEverySeconds), "--silence-length",
      String(DemoMarket.silenceSeconds), "--wait",
    ]
    do throws(SystemError) {
      process = try ChildProcess(program, words)
    } catch {
      throw CommandFailure(.failed, "demo: \(error)")
    }
  }

  mutating func stop() {
    process.kill()
    _ = try? process.reap(isBlocking: true)
  }
}
