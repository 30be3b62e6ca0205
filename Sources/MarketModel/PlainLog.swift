/// Plain records that only grow in number, in chunks that copies share.
///
/// A full chunk is shared until one of its records is replaced, which copies that chunk alone; a
/// branch costs one chunk at its first append, however long the log is. Unlike `PlainTable` it asks
/// by itself whether a chunk is shared.
@frozen public struct PlainLog<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  @usableFromInline var full: [PlainBlock<Element>] = []
  @usableFromInline var fullBases: [UnsafeMutablePointer<Element>] = []
  @usableFromInline var open: PlainBlock<Element>
  @usableFromInline var openBase: UnsafeMutablePointer<Element>
  @usableFromInline var filled = 0

  /// Chunks of about 64 KiB: large enough to be few, small enough to come from the heap.
  @inlinable static var chunkShift: Int {
    let fitting = max(65_536 / MemoryLayout<Element>.stride, 1)
    return Int.bitWidth - 1 - fitting.leadingZeroBitCount
  }
  @inlinable static var chunkCount: Int { 1 << chunkShift }

  public init() {
    open = PlainBlock(capacity: 16)
    openBase = open.base
  }

  @inlinable public var count: Int { filled }

  public mutating func append(_ element: Element) {
    let place = filled & (Self.chunkCount - 1)
    if place == 0, filled > 0 { startChunk() }
    if place == open.capacity { growOpen(to: min(place * 8, Self.chunkCount)) }
    if !isKnownUniquelyReferenced(&open) { growOpen(to: open.capacity) }
    (openBase + place).initialize(to: element)
    filled += 1
  }

  /// A record in place. The caller keeps `index` within the log.
  @inlinable public subscript(index: Int) -> Element {
    unsafeAddress { address(of: index) }
  }

  /// Where a record lies, for another type's subscript; until the log changes.
  @inlinable public func address(of index: Int) -> UnsafePointer<Element> {
    assert(index >= 0 && index < filled, "outside of a log")
    let chunk = index >> Self.chunkShift
    let place = index & (Self.chunkCount - 1)
    return UnsafePointer((chunk < fullBases.count ? fullBases[chunk] : openBase) + place)
  }

  /// Changes one record.
  public mutating func replace(_ index: Int, with element: Element) {
    let chunk = index >> Self.chunkShift
    let place = index & (Self.chunkCount - 1)
    if chunk == full.count {
      if !isKnownUniquelyReferenced(&open) { growOpen(to: open.capacity) }
      openBase[place] = element
    } else {
      if !isKnownUniquelyReferenced(&full[chunk]) { detachFull(chunk) }
      fullBases[chunk][place] = element
    }
  }

  private mutating func startChunk() {
    full.append(open)
    fullBases.append(openBase)
    open = PlainBlock(capacity: Self.chunkCount)
    openBase = open.base
  }

  /// Moves the open chunk, of which as much is filled as the log does not have in full ones.
  private mutating func growOpen(to capacity: Int) {
    let larger = PlainBlock<Element>(capacity: capacity)
    larger.base.initialize(from: openBase, count: filled - full.count << Self.chunkShift)
    open = larger
    openBase = larger.base
  }

  private mutating func detachFull(_ chunk: Int) {
    let own = PlainBlock<Element>(capacity: Self.chunkCount)
    own.base.initialize(from: fullBases[chunk], count: Self.chunkCount)
    full[chunk] = own
    fullBases[chunk] = own.base
  }
}
