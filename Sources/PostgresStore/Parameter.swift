/// A statement's parameter as the server reads it in binary form.
enum Parameter {
  case text(String)
  case integer(Int64)
  /// Any number of one type, in PostgreSQL's binary form of an array.
  case array(BinaryArray)

  var bytes: [UInt8] {
    switch self {
    case .text(let text): Array(text.utf8)
    case .integer(let value): Array(bigEndian: value)
    case .array(let array): array.bytes
    }
  }
}

/// A one-dimensional array in PostgreSQL's binary form, built element by element.
struct BinaryArray {
  enum Element: Int32 {
    // The numbers of built-in types never change.
    case bytes = 17
    case integer = 20
    case text = 25
  }

  private let element: Element
  private var elements: [UInt8] = []
  private(set) var count: Int32 = 0

  init(of element: Element) { self.element = element }

  mutating func append(_ value: Int64) {
    elements.append(bigEndian: Int32(8))
    elements.append(bigEndian: value)
    count += 1
  }

  mutating func append(_ value: UnsafeBufferPointer<UInt8>) {
    elements.append(bigEndian: Int32(truncatingIfNeeded: value.count))
    elements.append(contentsOf: value)
    count += 1
  }

  mutating func removeAll() {
    elements.removeAll(keepingCapacity: true)
    count = 0
  }

  /// Dimensions, whether there are NULLs, the type, length and lower bound, then the elements.
  var bytes: [UInt8] {
    let head: [Int32] = count == 0 ? [0, 0, element.rawValue] : [1, 0, element.rawValue, count, 1]
    return head.flatMap { Array(bigEndian: $0) } + elements
  }
}

extension [UInt8] {
  init(bigEndian value: some FixedWidthInteger) {
    self = Swift.withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }

  fileprivate mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}
