/// What a connection finds: whether our schema is there and what its user may do with it.
public struct DatabaseRights: Sendable, Equatable {
  public let user: String
  public let isReadOnly: Bool
  public let hasSchema: Bool
  public let mayUseSchema: Bool
  public let mayReadVersion: Bool
  public let mayReadEvents: Bool
  public let mayAddEvents: Bool
  /// Whether it may make the schema where there is none.
  public let mayCreateSchema: Bool

  /// Asked from the system's catalog, which everybody may read.
  static let question = """
    SELECT current_user::text, pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool,
      home.oid IS NOT NULL,
      coalesce(has_schema_privilege(home.oid, 'USAGE'), false),
      coalesce(has_table_privilege(version.oid, 'SELECT'), false),
      coalesce(has_table_privilege(events.oid, 'SELECT'), false),
      coalesce(has_table_privilege(events.oid, 'INSERT'), false),
      has_database_privilege(current_database(), 'CREATE')
    FROM (SELECT 1) one
    LEFT JOIN pg_namespace home ON home.nspname = 'thor'
    LEFT JOIN pg_class version
      ON version.relnamespace = home.oid AND version.relname = 'schema_version'
    LEFT JOIN pg_class events
      ON events.relnamespace = home.oid AND events.relname = 'journal_events'
    """

  init(_ rows: PostgresRows) {
    user = rows.text(0, 0) ?? ""
    isReadOnly = rows.bool(0, 1) ?? false
    hasSchema = rows.bool(0, 2) ?? false
    mayUseSchema = rows.bool(0, 3) ?? false
    mayReadVersion = rows.bool(0, 4) ?? false
    mayReadEvents = rows.bool(0, 5) ?? false
    mayAddEvents = rows.bool(0, 6) ?? false
    mayCreateSchema = rows.bool(0, 7) ?? false
  }

  /// What keeps somebody from reading the schema.
  var readingFault: DatabaseFault? {
    if !hasSchema { return .noSchema }
    if !mayUseSchema { return .noRight("use the schema thor") }
    if !mayReadVersion { return .noRight("read thor.schema_version") }
    return nil
  }

  /// What keeps a desk from adding events.
  public var fault: DatabaseFault? {
    if let readingFault { return readingFault }
    if !mayReadEvents { return .noRight("read thor.journal_events") }
    if !mayAddEvents { return .noRight("add to thor.journal_events") }
    return isReadOnly ? .readOnly : nil
  }
}

extension DatabaseFault {
  /// What a version of the schema means; nil for the one that is known.
  static func version(_ found: Int) -> DatabaseFault? {
    let known = DatabaseSchema.current.version
    if found > known { return .newerSchema(found: found, known: known) }
    return found < known ? .olderSchema(found: found, expected: known) : nil
  }

  /// A refused statement as what it means; connections end in many words.
  var explained: DatabaseFault {
    guard case .refused(let state, let message) = self else { return self }
    switch state {
    case "42501": return .noRight("do that (\(message))")
    case "25006": return .readOnly
    case "3F000", "42P01", "42883", "42703": return .noSchema
    case "28000", "28P01": return .notAdmitted(message)
    case "": return .unreachable(message)
    default:
      let ends = ["08", "57"].contains { state.hasPrefix($0) }
      return ends ? .unreachable(message) : self
    }
  }
}
