/// Events per second over the last seconds, in slices of a tenth.
///
/// `now` comes from the monotonic clock; going back is taken as standing still.
public struct RateWindow: Sendable {
  private static let sliceNanos: Int64 = 100_000_000

  private var slices: [UInt64]
  private var newestSlice: Int64?
  private var firstSlice: Int64 = 0
  public private(set) var total: UInt64 = 0

  /// - Parameter seconds: the window's length, at least 1.
  public init(seconds: Int = 1) {
    slices = Array(repeating: 0, count: max(1, seconds) * 10 + 1)
  }

  public mutating func add(_ count: Int = 1, at nowNanos: Int64) {
    advance(to: nowNanos)
    guard let newestSlice else { return }
    slices[place(newestSlice)] += UInt64(max(0, count))
    total += UInt64(max(0, count))
  }

  /// The rate over the whole slices of the window; before it is full, over what there is.
  public mutating func perSecond(at nowNanos: Int64) -> Double {
    guard newestSlice != nil else { return 0 }
    advance(to: nowNanos)
    guard let newestSlice else { return 0 }
    let whole = min(Int64(slices.count - 1), newestSlice - firstSlice)
    guard whole > 0 else { return 0 }
    var sum: UInt64 = 0
    for slice in newestSlice - whole..<newestSlice { sum += slices[place(slice)] }
    return Double(sum) * 10 / Double(whole)
  }

  private func place(_ slice: Int64) -> Int {
    let size = Int64(slices.count)
    return Int(((slice % size) + size) % size)
  }

  private mutating func advance(to nowNanos: Int64) {
    let slice = nowNanos / RateWindow.sliceNanos
    guard let newest = newestSlice else {
      newestSlice = slice
      firstSlice = slice
      return
    }
    guard slice > newest else { return }
    if slice - newest >= Int64(slices.count) {
      for index in slices.indices { slices[index] = 0 }
    } else {
      for passed in newest + 1...slice { slices[place(passed)] = 0 }
    }
    newestSlice = slice
  }
}
