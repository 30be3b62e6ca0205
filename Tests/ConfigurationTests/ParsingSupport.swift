import Foundation
import Testing

@testable import Configuration

/// The tree of `text`, as if it stood in t.yaml.
func parse(_ text: String) throws -> YAMLNode {
  try YAMLParser.parse(Array(text.utf8), file: "t.yaml")
}

/// The lines of the errors that `body` throws; empty when it throws none.
func errorLines(_ body: () throws -> Void) -> [String] {
  do {
    try body()
    return []
  } catch let errors as ConfigurationErrors {
    return errors.all.map(\.description)
  } catch {
    return ["another error: \(error)"]
  }
}

/// The error lines of `text` read as config.yaml.
func configurationErrors(_ text: String) -> [String] {
  errorLines { _ = try WorkstationConfiguration.parse(Array(text.utf8), file: "config.yaml") }
}

/// The error lines of `text` read as instruments.yaml.
func instrumentErrors(_ text: String) -> [String] {
  errorLines { _ = try InstrumentsFile.parse(Array(text.utf8), file: "instruments.yaml") }
}

/// The directory that holds Package.swift.
let packageRoot = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

/// Runs `body` with a new directory that is removed afterwards.
func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("thor-configuration-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  try body(directory.path)
}
