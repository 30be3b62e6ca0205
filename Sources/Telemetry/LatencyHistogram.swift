/// stand-in until merge
public struct LatencyHistogram {
  public init() {}; public mutating func record(_ n: Int64) {}; public var p50: Int64 { 0 };
  public var p99: Int64 { 0 }
}
