/// Reads the bytes of a TZif file (RFC 8536), versions 1 to 4.
///
/// Files of version 2 and later hold their data twice; the second copy, with 64-bit times and the
/// footer's rule, is the one that is read.
struct ZoneFile {
  private let bytes: [UInt8]
  private let zone: String
  private let path: String
  private var index = 0

  /// The zone in `bytes`; `path` is for messages.
  ///
  /// - Throws: what was expected where the bytes are not a TZif file.
  static func read(
    _ bytes: [UInt8], zone: String, path: String
  ) throws(ZoneFailure) -> ZoneRules {
    var file = ZoneFile(bytes: bytes, zone: zone, path: path)
    return try file.rules()
  }

  private init(bytes: [UInt8], zone: String, path: String) {
    self.bytes = bytes
    self.zone = zone
    self.path = path
  }

  private struct Header {
    let version: UInt8
    let utcCount: Int
    let standardCount: Int
    let leapCount: Int
    let timeCount: Int
    let typeCount: Int
    let nameBytes: Int

    func size(timeBytes: Int) -> Int {
      timeCount * (timeBytes + 1) + typeCount * 6 + nameBytes + leapCount * (timeBytes + 4)
        + standardCount + utcCount
    }
  }

  private mutating func rules() throws(ZoneFailure) -> ZoneRules {
    let first = try header()
    guard first.version >= UInt8(ascii: "2") else {
      return try table(first, timeBytes: 4, hasFooter: false)
    }
    try skip(first.size(timeBytes: 4))
    return try table(try header(), timeBytes: 8, hasFooter: true)
  }

  private mutating func header() throws(ZoneFailure) -> Header {
    guard bytes.count - index >= 44, Array(bytes[index..<index + 4]) == Array("TZif".utf8) else {
      throw malformed("a TZif header of 44 bytes at byte \(index)")
    }
    let version = bytes[index + 4]
    index += 20
    var counts: [Int] = []
    for _ in 0..<6 { counts.append(Int(try integer(4))) }
    guard counts.allSatisfy({ (0...65_536).contains($0) }), counts[4] > 0 else {
      throw malformed("counts from 0 to 65536 and at least one kind of local time")
    }
    return Header(
      version: version, utcCount: counts[0], standardCount: counts[1], leapCount: counts[2],
      timeCount: counts[3], typeCount: counts[4], nameBytes: counts[5])
  }

  private mutating func table(
    _ header: Header, timeBytes: Int, hasFooter: Bool
  ) throws(ZoneFailure) -> ZoneRules {
    guard bytes.count - index >= header.size(timeBytes: timeBytes) else {
      throw malformed("\(header.size(timeBytes: timeBytes)) bytes of data after the header")
    }
    let end = index + header.size(timeBytes: timeBytes)
    var changes: [Int64] = []
    for _ in 0..<header.timeCount {
      let change = try integer(timeBytes)
      guard change > changes.last ?? .min || changes.isEmpty else {
        throw malformed("rising times of change")
      }
      changes.append(change)
    }
    let kinds = Array(bytes[index..<index + header.timeCount])
    index += header.timeCount
    var kindOffsets: [Int32] = []
    var nameStarts: [Int] = []
    for _ in 0..<header.typeCount {
      kindOffsets.append(Int32(truncatingIfNeeded: try integer(4)))
      nameStarts.append(Int(bytes[index + 1]))
      index += 2
    }
    let names = bytes[index..<index + header.nameBytes]
    let kindNames = nameStarts.map { start in
      String(decoding: names.dropFirst(start).prefix { $0 != 0 }, as: UTF8.self)
    }
    guard kindOffsets.allSatisfy({ (-93_599...93_599).contains($0) }),
      kinds.allSatisfy({ Int($0) < kindOffsets.count })
    else {
      throw malformed("offsets below 26 hours and kinds of time that exist")
    }
    index = end
    return ZoneRules(
      name: zone, changes: changes, offsets: kinds.map { kindOffsets[Int($0)] },
      firstOffset: kindOffsets[0], abbreviations: kinds.map { kindNames[Int($0)] },
      firstAbbreviation: kindNames[0], footer: hasFooter ? try footer() : nil)
  }

  private mutating func footer() throws(ZoneFailure) -> PosixZoneRule? {
    guard index < bytes.count, bytes[index] == 10,
      let end = bytes[(index + 1)...].firstIndex(of: 10)
    else { throw malformed("a footer between line ends at byte \(index)") }
    let text = bytes[(index + 1)..<end]
    if text.isEmpty { return nil }
    guard let rule = PosixZoneRule(text) else {
      throw malformed("a POSIX zone rule in the footer")
    }
    return rule
  }

  private mutating func skip(_ count: Int) throws(ZoneFailure) {
    guard bytes.count - index >= count else { throw malformed("\(count) bytes of data") }
    index += count
  }

  /// A big-endian signed number of 4 or 8 bytes.
  private mutating func integer(_ count: Int) throws(ZoneFailure) -> Int64 {
    guard bytes.count - index >= count else { throw malformed("\(count) bytes at byte \(index)") }
    var value: Int64 = Int8(bitPattern: bytes[index]) < 0 ? -1 : 0
    for byte in bytes[index..<index + count] { value = value << 8 | Int64(byte) }
    index += count
    return value
  }

  private func malformed(_ expected: String) -> ZoneFailure {
    .malformed(zone: zone, path: path, expected: expected)
  }
}
