import Glibc

/// The directory of the system's time zones.
///
/// Thor reads it itself: a statically linked Foundation may find no zones at all.
public struct ZoneDirectory: Sendable {
  public let path: String

  /// The zones below `path`.
  public init(path: String) { self.path = path }

  /// `$TZDIR` when it is set, else /usr/share/zoneinfo.
  public static var system: ZoneDirectory {
    guard let override = getenv("TZDIR"), override.pointee != 0 else {
      return ZoneDirectory(path: "/usr/share/zoneinfo")
    }
    return ZoneDirectory(path: String(cString: override))
  }

  /// The zone of this machine's user: `$TZ` where that names one, else where /etc/localtime points.
  ///
  /// - Throws: why that zone cannot be had.
  public func local() throws(ZoneFailure) -> ZoneRules {
    if let variable = getenv("TZ"), variable.pointee != 0 {
      let name = String(cString: variable)
      return try zone(named: String(name.drop { $0 == ":" }))
    }
    guard let target = realpath("/etc/localtime", nil) else { return try zone(named: "UTC") }
    defer { free(target) }
    let parts = String(cString: target).split(separator: "/")
    guard let root = parts.lastIndex(of: "zoneinfo"), root + 1 < parts.count else {
      return try zone(named: "UTC")
    }
    return try zone(named: parts[(root + 1)...].joined(separator: "/"))
  }

  /// Reads a zone such as `America/Chicago`.
  ///
  /// - Throws: that there is none, that it cannot be read, or what its bytes should have been.
  public func zone(named name: String) throws(ZoneFailure) -> ZoneRules {
    let file = path + "/" + name
    // A name that climbs out of the directory is no zone.
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { $0.isEmpty || $0.hasPrefix(".") }), !name.utf8.contains(0)
    else { throw .unknown(zone: name, path: file) }
    return try ZoneFile.read(try bytes(of: name, file), zone: name, path: file)
  }

  /// Every zone's name, sorted: for a hint when one is misspelt. Empty without the directory.
  public func names() -> [String] {
    var result: [String] = []
    collect("", depth: 0, into: &result)
    return result.sorted()
  }

  private func bytes(of zone: String, _ file: String) throws(ZoneFailure) -> [UInt8] {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let isAbsent = errno == ENOENT || errno == ENOTDIR
      throw isAbsent
        ? .unknown(zone: zone, path: file) : .unreadable(zone: zone, path: file, errno: errno)
    }
    defer { close(descriptor) }
    // The largest zone has under 4 kB; more than this is something else.
    var bytes = [UInt8](repeating: 0, count: 1 << 18)
    var count = 0
    while count < bytes.count {
      let room = bytes.count - count
      let received = bytes.withUnsafeMutableBytes { buffer in
        read(descriptor, buffer.baseAddress.map { $0 + count }, room)
      }
      if received == 0 { break }
      guard received > 0 else {
        if errno == EINTR { continue }
        throw .unreadable(zone: zone, path: file, errno: errno)
      }
      count += received
    }
    return Array(bytes[..<count])
  }

  private func collect(_ prefix: String, depth: Int, into names: inout [String]) {
    guard depth < 3, let stream = opendir(path + "/" + prefix) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let isDirectory = Int(entry.pointee.d_type) == Int(DT_DIR)
      // Zones begin with a capital; posix/, right/ and the tables beside them do not.
      guard let first = name.utf8.first, (65...90).contains(first) else { continue }
      if isDirectory {
        collect(prefix + name + "/", depth: depth + 1, into: &names)
      } else {
        names.append(prefix + name)
      }
    }
  }
}
