extension CommandTable {
  static let feedSimulate = Subcommand(
    words: ["feed", "simulate"], summary: "demo", example: "thor demo",
    run: { _ throws(CommandFailure) in .done })
  static let feedFile = Subcommand(
    words: ["feed", "file"], summary: "demo", example: "thor demo",
    run: { _ throws(CommandFailure) in .done })
  static let engine = Subcommand(
    words: ["engine"], summary: "demo", example: "thor demo",
    run: { _ throws(CommandFailure) in .done })
  static let benchFeed = Subcommand(
    words: ["bench", "feed"], summary: "demo",
    options: [.value("redis", "URL", "read", environment: "THOR_REDIS_URL")], example: "thor demo",
    run: { _ throws(CommandFailure) in .done })
}
