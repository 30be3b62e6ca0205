/// The last number seen for each pair of two small indices, such as (instrument, source).
///
/// Open addressing over 32-bit keys; allocates only as it grows, never for a pair it knows.
struct LastSeen: Sendable {
  private var keys: [UInt64]
  private var values: [Int64]
  private var count = 0
  private var mask: Int

  init() {
    keys = Array(repeating: .max, count: 256)
    values = Array(repeating: 0, count: 256)
    mask = 255
  }

  /// Sets the pair's number and returns what it was, nil the first time.
  ///
  /// - Parameter keepHighest: whether a lower number leaves the higher one in place.
  mutating func exchange(
    _ first: Int32, _ second: UInt16, _ value: Int64, keepHighest: Bool
  ) -> Int64? {
    let key = UInt64(UInt32(bitPattern: first)) << 16 | UInt64(second)
    var slot = place(key)
    while keys[slot] != .max {
      if keys[slot] == key {
        let old = values[slot]
        if !keepHighest || value > old { values[slot] = value }
        return old
      }
      slot = (slot + 1) & mask
    }
    keys[slot] = key
    values[slot] = value
    count += 1
    if count * 2 > keys.count { grow() }
    return nil
  }

  @inline(__always)
  private func place(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
  }

  private mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    keys = Array(repeating: .max, count: oldKeys.count * 2)
    values = Array(repeating: 0, count: oldKeys.count * 2)
    mask = keys.count - 1
    for index in oldKeys.indices where oldKeys[index] != .max {
      var slot = place(oldKeys[index])
      while keys[slot] != .max { slot = (slot + 1) & mask }
      keys[slot] = oldKeys[index]
      values[slot] = oldValues[index]
    }
  }
}
