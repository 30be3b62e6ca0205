/// What the schema `thor` holds, by version, and the way from each version to the next.
public struct DatabaseSchema: Sendable {
  /// The n-th one, counted from 0, leads from version n to n + 1.
  let migrations: [String]

  /// The version that these lead to.
  public var version: Int { migrations.count }

  /// What this program writes.
  public static let current = DatabaseSchema(migrations: [
    events + tables + derivation + orderRules + positionRules + fold + grants
  ])

  /// Makes sure that only one program migrates at a time: "thor" as a number.
  static let lock = "SELECT pg_advisory_xact_lock(1953000306)"

  /// Where the schema's version is, made before the first migration.
  static let foundation = """
    CREATE SCHEMA IF NOT EXISTS thor;
    CREATE TABLE IF NOT EXISTS thor.schema_version(
      version integer PRIMARY KEY,
      migrated_at timestamptz NOT NULL DEFAULT now(),
      migrated_by text NOT NULL DEFAULT current_user
    );
    """
}
