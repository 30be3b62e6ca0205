/// What only grows, in chunks that copies share.
///
/// A copy of the log is a copy of its chunk table: the full chunks are never written again, so a
/// branch costs one chunk at most at its first append, however long the log is.
public struct SharedLog<Element: Sendable>: Sendable {
  private var full: [[Element]] = []
  private var open: [Element] = []

  /// Elements in a chunk.
  static var chunkShift: Int { 10 }
  static var chunkCount: Int { 1 << chunkShift }

  public init() {}

  @inlinable public var isEmpty: Bool { count == 0 }
  public var count: Int { full.count << Self.chunkShift + open.count }

  public mutating func append(_ element: Element) {
    if open.count == Self.chunkCount {
      full.append(open)
      open = []
    }
    if open.isEmpty { open.reserveCapacity(Self.chunkCount) }
    open.append(element)
  }

  public subscript(index: Int) -> Element {
    // Lent, not copied: elements may be large.
    _read {
      let chunk = index >> Self.chunkShift
      let place = index & (Self.chunkCount - 1)
      if chunk < full.count { yield full[chunk][place] } else { yield open[place] }
    }
  }

  /// Changes one element: its chunk is copied if another copy of the log shares it.
  public mutating func replace(_ index: Int, with element: Element) {
    let chunk = index >> Self.chunkShift
    let place = index & (Self.chunkCount - 1)
    if chunk < full.count { full[chunk][place] = element } else { open[place] = element }
  }
}
