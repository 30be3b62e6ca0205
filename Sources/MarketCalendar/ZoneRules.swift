/// A time zone's offsets from UTC: what a TZif file says.
///
/// Up to the last change in its table the table counts, after it the rule in the file's footer.
public struct ZoneRules: Sendable {
  /// The zone's name, such as `America/Chicago`.
  public let name: String
  /// When the offset changes, in seconds since 1970, rising.
  let changes: [Int64]
  /// The offset from the change of the same index on, in seconds east of UTC.
  let offsets: [Int32]
  let firstOffset: Int32
  /// What the zone's clocks are called from the change of the same index on, such as `CST`.
  let abbreviations: [String]
  let firstAbbreviation: String
  let footer: PosixZoneRule?

  /// Seconds east of UTC at an instant.
  ///
  /// - Complexity: O(log n) in the zone's changes.
  public func offsetSeconds(atUnixSeconds instant: Int64) -> Int {
    if let footer, instant >= changes.last ?? .min {
      return footer.offsetSeconds(atUnixSeconds: instant)
    }
    let count = changes.boundary { $0 > instant }
    return Int(count == 0 ? firstOffset : offsets[count - 1])
  }

  /// What the zone's clocks are called at an instant: `CST`, `CDT`, `UTC`, `+0330`.
  ///
  /// - Complexity: O(log n) in the zone's changes.
  public func abbreviation(atUnixSeconds instant: Int64) -> String {
    if let footer, instant >= changes.last ?? .min {
      return footer.abbreviation(atUnixSeconds: instant)
    }
    let count = changes.boundary { $0 > instant }
    return count == 0 ? firstAbbreviation : abbreviations[count - 1]
  }

  /// The instant at which the zone's clocks show `localSeconds` (seconds since 1970-01-01 00:00
  /// on the wall).
  ///
  /// A time that a clock shows twice is the first of the two; one that is skipped counts as if the
  /// clocks had not been moved.
  public func unixSeconds(ofLocalSeconds localSeconds: Int64) -> Int64 {
    let before = Int64(offsetSeconds(atUnixSeconds: localSeconds - 93_600))
    let first = localSeconds - before
    if offsetSeconds(atUnixSeconds: first) == before { return first }
    let after = Int64(offsetSeconds(atUnixSeconds: localSeconds + 93_600))
    let second = localSeconds - after
    return offsetSeconds(atUnixSeconds: second) == after ? second : first
  }
}

/// Why a zone cannot be had.
public enum ZoneFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// No such file below the directory of zones.
  case unknown(zone: String, path: String)
  /// The file is there and cannot be read.
  case unreadable(zone: String, path: String, errno: Int32)
  /// The file's bytes are not what RFC 8536 says.
  case malformed(zone: String, path: String, expected: String)

  public var description: String {
    switch self {
    case .unknown(let zone, let path):
      "zone '\(zone)': expected a TZif file at \(path) (package tzdata; TZDIR names another "
        + "directory), got none"
    case .unreadable(let zone, let path, let errno):
      "zone '\(zone)': expected a readable file at \(path), got error \(errno)"
    case .malformed(let zone, let path, let expected):
      "zone '\(zone)': expected \(expected) in \(path)"
    }
  }
}
