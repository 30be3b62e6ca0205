import Foundation
import Testing

@testable import Configuration

@Suite struct FilesTests {
  private let mark = Mark(file: "config.yaml", line: 2, column: 18)

  private func write(_ text: String, to path: String, mode: Int = 0o600) throws {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  @Test func passwordFileMustBePrivate() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/password"
      try write("secret word\nmore\n", to: path)
      #expect(try PasswordFile.read(Marked(path, at: mark), home: nil) == "secret word")
      #expect(
        try PasswordFile.read(Marked("~/password", at: mark), home: directory) == "secret word")
      try write("secret", to: path, mode: 0o640)
      #expect(
        errorLines { _ = try PasswordFile.read(Marked(path, at: mark), home: nil) }
          == ["\(path): expected mode 0600 (chmod 600), got mode 0640"])
      try write("\n", to: path)
      #expect(
        errorLines { _ = try PasswordFile.read(Marked(path, at: mark), home: nil) }
          == ["\(path): expected a password on the first line, got none"])
    }
  }

  @Test func passwordPathMustBeAbsolute() {
    #expect(
      errorLines { _ = try PasswordFile.read(Marked("password", at: mark), home: "/h") }
        == ["config.yaml:2:18: expected an absolute path or one in ~/, got \"password\""])
    #expect(
      errorLines { _ = try PasswordFile.read(Marked("~/password", at: mark), home: nil) }.count == 1
    )
  }

  @Test func unreadableFilesSayWhy() throws {
    try withTemporaryDirectory { directory in
      let missing = directory + "/none.yaml"
      #expect(
        errorLines { _ = try WorkstationConfiguration.load(path: missing) }
          == ["\(missing): expected a readable file, got No such file or directory"])
      #expect(
        errorLines { _ = try WorkstationConfiguration.load(path: directory) }
          == ["\(directory): expected a readable file, got something that is no regular file"])
      let pipe = directory + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      #expect(
        errorLines { _ = try WorkstationConfiguration.load(path: pipe) }
          == ["\(pipe): expected a readable file, got something that is no regular file"])
      let large = directory + "/large.yaml"
      try write(String(repeating: "#\n", count: 600_000), to: large)
      #expect(
        errorLines { _ = try WorkstationConfiguration.load(path: large) }
          == ["\(large): expected at most 1048576 bytes, got a larger file"])
    }
  }

  @Test func shareDirectoryIsFound() throws {
    try withTemporaryDirectory { directory in
      let manager = FileManager.default
      func makeShare(_ path: String) throws {
        try manager.createDirectory(atPath: path + "/themes", withIntermediateDirectories: true)
        try write("instruments: []\n", to: path + "/instruments.yaml")
      }
      let program = directory + "/checkout/.build/release/thor"
      #expect(
        errorLines { _ = try ShareDirectory.find(override: nil, executablePath: program) }.count
          == 1)
      try makeShare(directory + "/checkout")
      #expect(
        try ShareDirectory.find(override: nil, executablePath: program) == directory + "/checkout")
      try makeShare(directory + "/checkout/.build/share/thor")
      #expect(
        try ShareDirectory.find(override: "", executablePath: program)
          == directory + "/checkout/.build/share/thor")
      try makeShare(directory + "/mine")
      #expect(
        try ShareDirectory.find(override: directory + "/mine", executablePath: program)
          == directory + "/mine")
      #expect(
        errorLines { _ = try ShareDirectory.find(override: "/dev", executablePath: program) } == [
          "THOR_SHARE_DIR: expected a directory with instruments.yaml and themes/, got \"/dev\""
        ])
    }
  }

  @Test func programKnowsItsPath() throws {
    let path = try #require(ShareDirectory.executablePath())
    #expect(path.hasPrefix("/") && FileManager.default.isExecutableFile(atPath: path))
  }

  @Test func userDirectoriesFollowXDG() {
    let plain = UserDirectories { ["HOME": "/u"][$0] }
    #expect(plain.configuration == "/u/.config/thor")
    #expect(plain.data == "/u/.local/share/thor" && plain.state == "/u/.local/state/thor")
    let moved = UserDirectories {
      ["HOME": "/u", "XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "relative"][$0]
    }
    #expect(moved.configuration == "/c/thor" && moved.data == "/u/.local/share/thor")
    #expect(UserDirectories { _ in nil }.configuration == nil)
  }
}
