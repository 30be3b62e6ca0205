/// Which hashes of newest quotes are still to be read, in pipelines of bounded length.
struct SnapshotPlan {
  enum Step: Equatable {
    case scan(String)
    case hash(String)
  }

  /// Hashes asked for and not yet answered, at most.
  private static let pipelineLimit = 256

  private let limit: Int
  /// Where the next SCAN goes on; nil while none is to be sent.
  private var scanPlace: String?
  private var isScanning = false
  private var keys: [String] = []
  private var outstanding = 0
  private var asked = 0
  /// Hashes that were there.
  private(set) var hashes = 0

  init(_ options: FeedOptions) {
    limit = options.snapshotLimit
    guard options.readsSnapshot else { return }
    if let symbols = options.symbols {
      keys = symbols.prefix(limit).map { options.latestPrefix + $0.description }.reversed()
    } else {
      scanPlace = "0"
    }
  }

  var isDone: Bool { scanPlace == nil && !isScanning && keys.isEmpty && outstanding == 0 }

  /// The next command to send; nil when answers have to come first.
  mutating func nextStep() -> Step? {
    if outstanding < SnapshotPlan.pipelineLimit, asked < limit, let key = keys.popLast() {
      outstanding += 1
      asked += 1
      return .hash(key)
    }
    if asked >= limit {
      keys.removeAll()
      scanPlace = nil
    }
    if keys.isEmpty, let place = scanPlace {
      scanPlace = nil
      isScanning = true
      return .scan(place)
    }
    return nil
  }

  /// Takes the keys of a SCAN; false where the answer is of another form.
  mutating func take(scan reply: Reply) -> Bool {
    guard reply.elements(0) == 2, reply.isString(1), reply.isArray(2) else { return false }
    isScanning = false
    for place in 0..<reply.elements(2) {
      let name = reply.bytes(3 + place)
      // A key that is no UTF-8 holds no symbol.
      if let key = String(validating: name, as: UTF8.self) { keys.append(key) }
    }
    let next = reply.string(1)
    scanPlace = next == "0" ? nil : next
    return true
  }

  mutating func took(hash isThere: Bool) {
    outstanding -= 1
    if isThere { hashes += 1 }
  }

  /// A command was refused: a SCAN that may not be ends the scan, a hash is skipped.
  mutating func failed(isScan: Bool) {
    if isScan {
      isScanning = false
      scanPlace = nil
    } else {
      outstanding -= 1
    }
  }
}
