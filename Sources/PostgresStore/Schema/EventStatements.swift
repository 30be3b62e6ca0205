/// The events themselves: append-only, and each held against the chain by the server.
extension DatabaseSchema {
  static let events = """
    CREATE FUNCTION thor.instant(nanos bigint) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
      SELECT timestamptz 'epoch' + (nanos / 1000) * interval '1 microsecond'
    $$;

    CREATE FUNCTION thor.genesis(account text) RETURNS bytea
    LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
      SELECT sha256(convert_to(E'thor journal\\n' || account || E'\\n1\\n', 'UTF8'))
    $$;

    CREATE FUNCTION thor.link(
      previous bytea, sequence bigint, at_ns bigint, kind text, payload bytea
    ) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
      SELECT sha256(
        previous || int8send(sequence) || int8send(at_ns)
        || int4send(octet_length(convert_to(kind, 'UTF8'))) || convert_to(kind, 'UTF8')
        || int4send(octet_length(payload)) || payload)
    $$;

    CREATE TABLE thor.accounts(
      account text PRIMARY KEY CHECK (account ~ '^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$'),
      last_sequence bigint NOT NULL DEFAULT 0,
      last_hash bytea NOT NULL CHECK (octet_length(last_hash) = 32),
      last_at_ns bigint,
      derived_sequence bigint NOT NULL DEFAULT 0,
      derive_failure text,
      epoch integer NOT NULL DEFAULT 1,
      currency text,
      opening_cash numeric NOT NULL DEFAULT 0,
      realized numeric NOT NULL DEFAULT 0,
      fees numeric NOT NULL DEFAULT 0,
      cash numeric NOT NULL GENERATED ALWAYS AS (opening_cash + realized - fees) STORED,
      order_count integer NOT NULL DEFAULT 0,
      fill_count integer NOT NULL DEFAULT 0
    );

    CREATE TABLE thor.journal_events(
      account text NOT NULL,
      sequence bigint NOT NULL CHECK (sequence > 0),
      at_ns bigint NOT NULL,
      at timestamptz NOT NULL GENERATED ALWAYS AS (thor.instant(at_ns)) STORED,
      kind text NOT NULL,
      payload bytea NOT NULL,
      hash bytea NOT NULL CHECK (octet_length(hash) = 32),
      PRIMARY KEY (account, sequence)
    );

    CREATE FUNCTION thor.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'events of a journal are never changed or deleted'
        USING ERRCODE = 'TH003';
    END $$;
    CREATE TRIGGER journal_events_stay
      BEFORE UPDATE OR DELETE OR TRUNCATE ON thor.journal_events
      FOR EACH STATEMENT EXECUTE FUNCTION thor.refuse_change();

    CREATE FUNCTION thor.follow() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
      named text;
      head thor.accounts;
      broken bigint;
    BEGIN
      FOR named IN SELECT DISTINCT added.account FROM added ORDER BY 1 LOOP
        INSERT INTO thor.accounts(account, last_hash) VALUES (named, thor.genesis(named))
          ON CONFLICT DO NOTHING;
        SELECT * INTO head FROM thor.accounts WHERE account = named FOR UPDATE;
        SELECT min(one.sequence) INTO broken FROM (
          SELECT added.sequence, added.hash,
            head.last_sequence + row_number() OVER ordered AS expected_sequence,
            thor.link(
              lag(added.hash, 1, head.last_hash) OVER ordered, added.sequence, added.at_ns,
              added.kind, added.payload) AS expected_hash
          FROM added WHERE added.account = named
          WINDOW ordered AS (ORDER BY added.sequence)
        ) one
        WHERE one.sequence <> one.expected_sequence OR one.hash <> one.expected_hash;
        IF broken IS NOT NULL THEN
          RAISE EXCEPTION 'event % of account % does not follow event %',
            broken, named, head.last_sequence USING ERRCODE = 'TH001';
        END IF;
        UPDATE thor.accounts SET
          last_sequence = last.sequence, last_hash = last.hash, last_at_ns = last.at_ns
        FROM (
          SELECT added.sequence, added.hash, added.at_ns FROM added
          WHERE added.account = named ORDER BY added.sequence DESC LIMIT 1
        ) last
        WHERE accounts.account = named;
        PERFORM thor.derive(named);
      END LOOP;
      RETURN NULL;
    END $$;
    CREATE TRIGGER journal_events_follow
      AFTER INSERT ON thor.journal_events
      REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION thor.follow();

    """
}
