/// The names of the collectors a run has met, in the order it met them.
public struct CollectorTable: Sendable {
  public private(set) var names: [String] = []
  private var bytes: [UInt8] = []
  private var ends: [Int] = [0]

  /// More are not told apart: a bus that invents collectors must not eat the memory.
  public static let countLimit = 64
  /// The most bytes a name has.
  public static let lengthLimit = 64

  /// The name's place; nil when `countLimit` names are taken. Allocates for a new name only.
  mutating func place(of name: UnsafeBufferPointer<UInt8>) -> UInt16? {
    for index in names.indices where matches(name, index) { return UInt16(index) }
    guard names.count < CollectorTable.countLimit else { return nil }
    names.append(String(decoding: name, as: UTF8.self))
    bytes.append(contentsOf: name)
    ends.append(bytes.count)
    return UInt16(names.count - 1)
  }

  private func matches(_ name: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    let start = ends[index]
    guard ends[index + 1] - start == name.count else { return false }
    for offset in 0..<name.count where bytes[start + offset] != name[offset] { return false }
    return true
  }
}
