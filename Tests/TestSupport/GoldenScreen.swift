import Foundation
import TerminalKit
import Testing

/// Drawings kept as text files under Tests/Fixtures/screens, each reviewed by eye.
///
/// `THOR_UPDATE_GOLDEN=1` writes the files anew instead of comparing; what changed is then seen in
/// the difference to the last commit.
public enum GoldenScreen {
  /// Compares the text of a surface with the file of that name.
  public static func expect(
    _ surface: Surface, named name: String, location: SourceLocation = #_sourceLocation
  ) {
    expect(surface.lines, named: name, location: location)
  }

  /// The same with a letter a cell for its style below, and what the letters stand for.
  public static func expectStyled(
    _ surface: Surface, named name: String, location: SourceLocation = #_sourceLocation
  ) {
    expect(surface.lines + [""] + styles(surface), named: name, location: location)
  }

  /// Compares lines with the file of that name.
  public static func expect(
    _ lines: [String], named name: String, location: SourceLocation = #_sourceLocation
  ) {
    let path = folder + "/\(name).txt"
    let drawn = lines.joined(separator: "\n") + "\n"
    if ProcessInfo.processInfo.environment["THOR_UPDATE_GOLDEN"] == "1" {
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
        try drawn.write(toFile: path, atomically: true, encoding: .utf8)
      } catch {
        Issue.record("cannot write \(path): \(error)", sourceLocation: location)
      }
      return
    }
    guard let kept = try? String(contentsOfFile: path, encoding: .utf8) else {
      Issue.record("no golden screen \(path); it was drawn as\n\(drawn)", sourceLocation: location)
      return
    }
    guard kept != drawn else { return }
    Issue.record(
      "\(name) is not as it was:\n\(difference(kept, drawn))", sourceLocation: location)
  }

  private static let folder: String = {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/screens").path
  }()

  /// The lines that differ, the kept ones first.
  private static func difference(_ kept: String, _ drawn: String) -> String {
    let old = kept.split(separator: "\n", omittingEmptySubsequences: false)
    let new = drawn.split(separator: "\n", omittingEmptySubsequences: false)
    var report: [String] = []
    for row in 0..<max(old.count, new.count) {
      let before = row < old.count ? String(old[row]) : "(none)"
      let after = row < new.count ? String(new[row]) : "(none)"
      if before != after { report += ["\(row + 1) - \(before)", "\(row + 1) + \(after)"] }
    }
    return report.joined(separator: "\n")
  }

  // MARK: Styles

  private static let letters = Array(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

  /// A letter a cell, blank for the commonest style; then a line a letter.
  private static func styles(_ surface: Surface) -> [String] {
    var counts: [Style: Int] = [:]
    var order: [Style] = []
    for cell in surface.cells {
      if counts[cell.style] == nil { order.append(cell.style) }
      counts[cell.style, default: 0] += 1
    }
    let ground = order.max { counts[$0, default: 0] < counts[$1, default: 0] }
    let named = order.filter { $0 != ground }
    func letter(_ style: Style) -> Character {
      named.firstIndex(of: style).map { $0 < letters.count ? letters[$0] : "?" } ?? " "
    }
    let map = (0..<surface.height).map { row in
      var line = String((0..<surface.width).map { letter(surface[$0, row].style) })
      while line.last == " " { line.removeLast() }
      return line
    }
    let legend = named.map { "\(letter($0)) = \(name(of: $0))" }
    return map + ["", "blank = \(ground.map(name) ?? "nothing")"] + legend
  }

  private static func name(of style: Style) -> String {
    let attributes: [(Style.Attributes, String)] = [
      (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"),
      (.reverse, "reverse"),
    ]
    let words = attributes.filter { style.attributes.contains($0.0) }.map(\.1)
    return ([name(of: style.foreground) + " on " + name(of: style.background)] + words)
      .joined(separator: " ")
  }

  private static func name(of color: Color) -> String {
    switch color.kind {
    case .standard: "default"
    case .indexed(let index): "\(index)"
    case .rgb(let red, let green, let blue):
      "#" + [red, green, blue].map { String(format: "%02x", $0) }.joined()
    }
  }
}
