/// The tables that other tools ask: what follows from the events.
extension DatabaseSchema {
  // Only the keys begin with the account: without statistics, as in a new database, any index that
  // does looks as good as a key.
  static let tables = """
    CREATE TABLE thor.instruments(
      account text NOT NULL,
      epoch integer NOT NULL,
      symbol text NOT NULL,
      root text NOT NULL,
      kind text NOT NULL,
      multiplier numeric NOT NULL,
      tick numeric NOT NULL,
      currency text NOT NULL,
      sequence bigint NOT NULL,
      PRIMARY KEY (account, epoch, symbol)
    );

    CREATE TABLE thor.orders(
      account text NOT NULL,
      epoch integer NOT NULL,
      order_id text NOT NULL,
      place integer NOT NULL,
      symbol text,
      side text NOT NULL,
      order_type text NOT NULL,
      time_in_force text NOT NULL,
      status text NOT NULL,
      quantity numeric NOT NULL,
      filled_quantity numeric NOT NULL DEFAULT 0,
      average_fill_price numeric,
      limit_price numeric,
      stop_price numeric,
      trail numeric,
      expires_at timestamptz,
      post_only boolean NOT NULL DEFAULT false,
      reduce_only boolean NOT NULL DEFAULT false,
      overrides_stale_quote boolean NOT NULL DEFAULT false,
      flatten boolean NOT NULL DEFAULT false,
      triggered boolean NOT NULL DEFAULT false,
      list_kind text,
      leg integer,
      legs integer,
      reason text,
      detail text,
      fees numeric NOT NULL DEFAULT 0,
      filled_cost numeric NOT NULL DEFAULT 0,
      made_sequence bigint NOT NULL,
      made_at_ns bigint NOT NULL,
      made_at timestamptz NOT NULL GENERATED ALWAYS AS (thor.instant(made_at_ns)) STORED,
      last_sequence bigint NOT NULL,
      last_at_ns bigint NOT NULL,
      last_at timestamptz NOT NULL GENERATED ALWAYS AS (thor.instant(last_at_ns)) STORED,
      PRIMARY KEY (account, epoch, order_id),
      UNIQUE (place, epoch, account)
    );
    CREATE INDEX orders_made_at ON thor.orders (made_at);

    CREATE TABLE thor.trades(
      account text NOT NULL,
      sequence bigint NOT NULL,
      epoch integer NOT NULL,
      order_id text NOT NULL,
      fill integer NOT NULL,
      symbol text NOT NULL,
      side text NOT NULL,
      quantity numeric NOT NULL,
      price numeric NOT NULL,
      commission numeric NOT NULL,
      realized numeric NOT NULL,
      liquidity text,
      cause text,
      source text,
      bid numeric,
      ask numeric,
      at_ns bigint NOT NULL,
      at timestamptz NOT NULL GENERATED ALWAYS AS (thor.instant(at_ns)) STORED,
      PRIMARY KEY (account, sequence)
    );
    CREATE INDEX trades_at ON thor.trades (at);

    CREATE TABLE thor.positions_history(
      account text NOT NULL,
      sequence bigint NOT NULL,
      epoch integer NOT NULL,
      symbol text NOT NULL,
      quantity numeric NOT NULL,
      average_price numeric,
      cost numeric NOT NULL,
      realized numeric NOT NULL,
      fees numeric NOT NULL,
      valid_from_ns bigint NOT NULL,
      valid_to_ns bigint,
      valid_from timestamptz NOT NULL GENERATED ALWAYS AS (thor.instant(valid_from_ns)) STORED,
      valid_to timestamptz GENERATED ALWAYS AS (thor.instant(valid_to_ns)) STORED,
      PRIMARY KEY (account, sequence)
    );
    CREATE INDEX positions_history_current
      ON thor.positions_history (symbol, account) WHERE valid_to_ns IS NULL;
    CREATE INDEX positions_history_valid
      ON thor.positions_history (symbol, valid_from);

    CREATE VIEW thor.positions AS
      SELECT account, epoch, symbol, quantity, average_price, cost, realized, fees,
        sequence, valid_from_ns AS since_ns, valid_from AS since
      FROM thor.positions_history WHERE valid_to_ns IS NULL;

    CREATE TABLE thor.account_marks(
      account text NOT NULL,
      sequence bigint NOT NULL,
      epoch integer NOT NULL,
      kind text NOT NULL,
      cash numeric NOT NULL,
      realized numeric NOT NULL,
      fees numeric NOT NULL,
      trade_date date,
      day_start_equity numeric,
      peak_equity numeric,
      day_trades integer,
      at_ns bigint NOT NULL,
      at timestamptz NOT NULL GENERATED ALWAYS AS (thor.instant(at_ns)) STORED,
      PRIMARY KEY (account, sequence)
    );

    CREATE TABLE thor.audit_log(
      account text NOT NULL,
      sequence bigint NOT NULL,
      epoch integer NOT NULL,
      kind text NOT NULL,
      user_name text,
      reason text,
      subject text,
      state text,
      details jsonb NOT NULL,
      at_ns bigint NOT NULL,
      at timestamptz NOT NULL GENERATED ALWAYS AS (thor.instant(at_ns)) STORED,
      PRIMARY KEY (account, sequence)
    );

    """

  /// What a desk's own user needs, and no more: it can add events that follow, and read.
  static let grants = """
    REVOKE ALL ON FUNCTION thor.derive(text), thor.derive_anew(text) FROM PUBLIC;

    CREATE FUNCTION thor.grant_desk(user_name name) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      EXECUTE format('GRANT USAGE ON SCHEMA thor TO %I', user_name);
      EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA thor TO %I', user_name);
      EXECUTE format('GRANT INSERT ON thor.journal_events TO %I', user_name);
    END $$;

    CREATE FUNCTION thor.grant_reader(user_name name) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      EXECUTE format('GRANT USAGE ON SCHEMA thor TO %I', user_name);
      EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA thor TO %I', user_name);
    END $$;
    """
}
