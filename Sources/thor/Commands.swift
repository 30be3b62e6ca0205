extension CommandTable {
  static let workstation = Command(
    words: [], summary: "the workstation on the configured Redis",
    example: "thor --redis unix:///run/redis.sock",
    run: { _ throws(CommandFailure) in .done })
  static let demo = Command(
    words: ["demo"], summary: "demo", example: "thor demo",
    run: { _ throws(CommandFailure) in .done })
  static let feedSimulate = Command(
    words: ["feed", "simulate"], summary: "demo", example: "thor demo",
    run: { _ throws(CommandFailure) in .done })
  static let feedFile = Command(
    words: ["feed", "file"], summary: "demo", example: "thor demo",
    run: { _ throws(CommandFailure) in .done })
  static let engine = Command(
    words: ["engine"], summary: "demo", example: "thor demo",
    run: { _ throws(CommandFailure) in .done })
  static let benchFeed = Command(
    words: ["bench", "feed"], summary: "demo",
    options: [.value("redis", "URL", "read", environment: "THOR_REDIS_URL")], example: "thor demo",
    run: { _ throws(CommandFailure) in .done })
}
