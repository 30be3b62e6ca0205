import Configuration
import Reactor

/// The two collectors of a demo, each a `thor feed simulate` of its own.
struct DemoCollectors {
  private var processes: [ChildProcess] = []

  init(url: String, ratePerSecond rate: Int) throws(CommandFailure) {
    guard let program = ShareDirectory.executablePath() else {
      throw CommandFailure(.failed, "demo: cannot tell where this program is")
    }
    for (place, source) in DemoMarket.sources.enumerated() {
      var words = [
        "feed", "simulate", "--redis", url, "--source", source, "--symbols",
        DemoMarket.symbols.joined(separator: ","), "--rate",
        String(max(1, rate / DemoMarket.sources.count)), "--seed", String(place + 1),
      ]
      if place == DemoMarket.sources.count - 1 {
        words += [
          "--silence-every", String(DemoMarket.silenceEverySeconds), "--silence-length",
          String(DemoMarket.silenceSeconds),
        ]
      }
      do throws(SystemError) {
        processes.append(try ChildProcess(program, words))
      } catch {
        stop()
        throw CommandFailure(.failed, "demo: \(error)")
      }
    }
  }

  mutating func stop() {
    for index in processes.indices {
      processes[index].kill()
      _ = try? processes[index].reap(isBlocking: true)
    }
  }
}
