/// Records of plain numbers behind one pointer, for the tables that the engine's loop runs through:
/// reaching an element costs an addition, no reference count and no question whether a copy shares
/// it.
///
/// That question is the owner's. A copy shares the records, so whoever may have been copied calls
/// `detach()` before the first write to an element; `Engine` asks once an input for all its tables.
/// Only `append` asks by itself.
@frozen public struct PlainTable<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  @usableFromInline var block: PlainBlock<Element>
  @usableFromInline var base: UnsafeMutablePointer<Element>
  @usableFromInline var filled = 0

  public init() { self.init(capacity: 4) }

  @usableFromInline init(capacity: Int) {
    block = PlainBlock(capacity: capacity)
    base = block.base
  }

  /// `count` times the same element.
  public init(repeating element: Element, count: Int) {
    self.init(capacity: max(count, 1))
    base.initialize(repeating: element, count: count)
    filled = count
  }

  @inlinable public var count: Int { filled }
  @inlinable public var indices: Range<Int> { 0..<count }

  /// An element in place. The caller keeps `place` within the table.
  @inlinable public subscript(place: Int) -> Element {
    unsafeAddress {
      assert(place >= 0 && place < filled, "outside of a table")
      return UnsafePointer(base + place)
    }
    nonmutating unsafeMutableAddress {
      assert(place >= 0 && place < filled, "outside of a table")
      return base + place
    }
  }

  /// Where an element lies, for another type's subscript; until the table changes its number.
  @inlinable public func address(of place: Int) -> UnsafePointer<Element> {
    UnsafePointer(base + place)
  }
  @inlinable public func mutableAddress(of place: Int) -> UnsafeMutablePointer<Element> {
    base + place
  }

  public mutating func append(_ element: Element) {
    if count == block.capacity || !isKnownUniquelyReferenced(&block) {
      move(toCapacity: count == block.capacity ? count * 2 : block.capacity)
    }
    (base + count).initialize(to: element)
    filled += 1
  }

  /// Takes the last element off.
  @inlinable public mutating func removeLast() -> Element {
    precondition(count > 0, "a table without an element")
    filled -= 1
    return base[filled]
  }

  /// Gets records of its own where a copy shares them.
  public mutating func detach() {
    if !isKnownUniquelyReferenced(&block) { move(toCapacity: block.capacity) }
  }

  private mutating func move(toCapacity capacity: Int) {
    let larger = PlainBlock<Element>(capacity: capacity)
    larger.base.initialize(from: base, count: count)
    block = larger
    base = larger.base
  }
}

/// Memory that is given back when the last table or log lets go of it.
@usableFromInline
final class PlainBlock<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<Element>
  @usableFromInline let capacity: Int

  @usableFromInline init(capacity: Int) {
    base = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit { base.deallocate() }
}
