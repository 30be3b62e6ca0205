import Glibc

/// Numbers of a benchmark as text, with a fixed number of decimals.
enum Decimals {
  static func text(_ value: Double, _ decimals: Int) -> String {
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value * Double(scale)).rounded()
    guard scaled.magnitude < 9e18 else { return "0" }
    let whole = Int(scaled)
    let sign = whole < 0 ? "-" : ""
    let units = sign + String(whole.magnitude / scale.magnitude)
    guard decimals > 0 else { return units }
    let fraction = String(whole.magnitude % scale.magnitude)
    return units + "." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }
}

/// How busy the machine is beside us, to stand next to what was measured.
enum MachineLoad {
  /// The load of the last minute.
  static var lastMinute: Double {
    var averages = [0.0, 0.0, 0.0]
    return getloadavg(&averages, 3) > 0 ? averages[0] : 0
  }
}
