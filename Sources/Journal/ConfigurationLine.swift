/// A `configuration` event's line, told from the last one by what is configured alone.
enum ConfigurationLine {
  /// What stands between type and time in front and the user at the end.
  static func figures(_ line: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    let comma = UInt8(ascii: ",")
    guard let front = line.firstIndex(of: comma),
      let start = line[line.index(after: front)...].firstIndex(of: comma),
      let end = lastIndex(of: Array(",\"user\":".utf8), in: line), start < end
    else { return [] }
    return Array(line[start..<end])
  }

  private static func lastIndex(
    of text: [UInt8], in line: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    guard line.count >= text.count else { return nil }
    return (0...(line.count - text.count)).last { line[$0..<($0 + text.count)].elementsEqual(text) }
  }
}
