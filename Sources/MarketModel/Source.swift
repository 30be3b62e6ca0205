/// The place of a source in a `SourceTable`; stable for a run.
@frozen public struct SourceIndex: Hashable, Comparable, Sendable {
  public var rawValue: UInt8
  @inlinable public init(_ rawValue: UInt8) { self.rawValue = rawValue }
  @inlinable public static func < (left: SourceIndex, right: SourceIndex) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A source's name: 1 to 32 bytes of printable ASCII without blanks, kept inline.
@frozen public struct SourceName: Hashable, Sendable, CustomStringConvertible {
  @usableFromInline var words: (UInt64, UInt64, UInt64, UInt64)

  public static let lengthLimit = 32

  /// Reads a name, or nil where the bytes are not of its form.
  public init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count > 0, bytes.count <= SourceName.lengthLimit else { return nil }
    words = (0, 0, 0, 0)
    for index in 0..<bytes.count {
      let byte = bytes[index]
      guard byte > 0x20, byte < 0x7F else { return nil }
      let part = UInt64(byte) << UInt64(index % 8 * 8)
      switch index / 8 {
      case 0: words.0 |= part
      case 1: words.1 |= part
      case 2: words.2 |= part
      default: words.3 |= part
      }
    }
  }

  public init?(_ text: String) {
    var text = text
    guard let name = text.withUTF8({ SourceName($0) }) else { return nil }
    self = name
  }

  public static func == (left: SourceName, right: SourceName) -> Bool {
    left.words.0 == right.words.0 && left.words.1 == right.words.1
      && left.words.2 == right.words.2 && left.words.3 == right.words.3
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }

  /// The byte at `index`, 0 beyond the name's end.
  public subscript(index: Int) -> UInt8 {
    let word =
      switch index / 8 {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      default: words.3
      }
    return UInt8(truncatingIfNeeded: word >> UInt64(index % 8 * 8))
  }

  public var description: String {
    String(unsafeUninitializedCapacity: SourceName.lengthLimit) { buffer in
      var length = 0
      while length < SourceName.lengthLimit, self[length] != 0 {
        buffer[length] = self[length]
        length += 1
      }
      return length
    }
  }
}

/// The sources a run knows, in the order it met them.
///
/// A linear scan over four words a name: a desk has a handful of sources.
public struct SourceTable: Sendable {
  public private(set) var names: [SourceName] = []

  /// The most sources one run keeps apart.
  public static let countLimit = 64

  /// The names every deployment knows without configuring them.
  public static let builtIn = ["EXCEL", "SCHWAB", "MANUAL", "BACKFILL", "SIM", "REPLAY", "CSV"]

  public init() {}

  public init(_ names: [SourceName]) {
    for name in names { _ = add(name) }
  }

  public var count: Int { names.count }

  public func index(of name: SourceName) -> SourceIndex? {
    for index in 0..<names.count where names[index] == name { return SourceIndex(UInt8(index)) }
    return nil
  }

  /// The name's place, made where it is new; nil when `countLimit` names are taken.
  public mutating func add(_ name: SourceName) -> SourceIndex? {
    if let known = index(of: name) { return known }
    guard names.count < SourceTable.countLimit else { return nil }
    names.append(name)
    return SourceIndex(UInt8(names.count - 1))
  }

  public subscript(index: SourceIndex) -> SourceName { names[Int(index.rawValue)] }
}
