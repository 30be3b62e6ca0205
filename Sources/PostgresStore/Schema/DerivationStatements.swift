/// How the tables follow from the events: one event after the other, in the transaction that adds
/// them. All of it can be done anew from the events at any time.
extension DatabaseSchema {
  static let derivation = """
    CREATE FUNCTION thor.half_even(value numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
      SELECT CASE
        WHEN abs(round(value, 30) - trunc(round(value, 30), 9)) = 0.0000000005
          AND mod(trunc(round(value, 30), 9) * 1000000000, 2) = 0
        THEN trunc(round(value, 30), 9)
        ELSE round(round(value, 30), 9)
      END
    $$;

    CREATE FUNCTION thor.mark_account(named text, event_sequence bigint, at_ns bigint, kind text,
      body jsonb) RETURNS void LANGUAGE sql AS $$
      INSERT INTO thor.account_marks(
        account, sequence, epoch, kind, cash, realized, fees, trade_date, day_start_equity,
        peak_equity, day_trades, at_ns)
      SELECT account, event_sequence, epoch, mark_account.kind, cash, realized, fees,
        (body ->> 'trade_date')::date, (body ->> 'baseline')::numeric,
        (body ->> 'peak')::numeric, (body ->> 'trades')::integer, mark_account.at_ns
      FROM thor.accounts WHERE account = named
    $$;

    CREATE FUNCTION thor.audit(named text, event_sequence bigint, at_ns bigint, kind text,
      body jsonb) RETURNS void LANGUAGE sql AS $$
      INSERT INTO thor.audit_log(
        account, sequence, epoch, kind, user_name, reason, subject, state, details, at_ns)
      SELECT account, event_sequence, epoch, audit.kind, body ->> 'user', body ->> 'reason',
        coalesce(body ->> 'rule', body ->> 'symbol', body ->> 'id'), body ->> 'state', body,
        audit.at_ns
      FROM thor.accounts WHERE account = named
    $$;

    CREATE FUNCTION thor.begin_epoch(named text, at_ns bigint, body jsonb) RETURNS void
    LANGUAGE sql AS $$
      UPDATE thor.positions_history SET valid_to_ns = begin_epoch.at_ns
        WHERE account = named AND valid_to_ns IS NULL;
      UPDATE thor.accounts SET epoch = coalesce((body ->> 'epoch')::integer, epoch + 1),
        opening_cash = 0, realized = 0, fees = 0, order_count = 0, fill_count = 0
        WHERE account = named;
    $$;

    CREATE FUNCTION thor.derive_event(
      named text, event_sequence bigint, at_ns bigint, kind text, body jsonb
    ) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      CASE kind
      WHEN 'order' THEN
        PERFORM thor.make_order(named, event_sequence, at_ns, body);
        IF (body ->> 'stale_quote')::boolean THEN
          PERFORM thor.audit(named, event_sequence, at_ns, 'override',
            body || '{"reason": "stale_quote"}');
        END IF;
      WHEN 'accepted', 'triggered', 'modified', 'denied', 'rejected', 'canceled', 'expired' THEN
        PERFORM thor.change_order(named, event_sequence, at_ns, kind, body);
      WHEN 'filled' THEN
        PERFORM thor.fill_order(named, event_sequence, at_ns, body);
        PERFORM thor.mark_account(named, event_sequence, at_ns, kind, body);
      WHEN 'opening' THEN
        UPDATE thor.accounts SET opening_cash = (body ->> 'cash')::numeric,
          currency = body ->> 'currency' WHERE account = named;
        PERFORM thor.mark_account(named, event_sequence, at_ns, kind, body);
      WHEN 'day' THEN
        PERFORM thor.mark_account(named, event_sequence, at_ns, kind, body);
        PERFORM thor.move_trailing(named, body);
      WHEN 'instrument' THEN
        INSERT INTO thor.instruments
          SELECT account, epoch, body ->> 'symbol', body ->> 'root', body ->> 'kind',
            (body ->> 'multiplier')::numeric, (body ->> 'tick')::numeric, body ->> 'currency',
            event_sequence
          FROM thor.accounts WHERE account = named
        ON CONFLICT (account, epoch, symbol) DO UPDATE SET
          root = excluded.root, kind = excluded.kind, multiplier = excluded.multiplier,
          tick = excluded.tick, currency = excluded.currency, sequence = excluded.sequence;
      WHEN 'epoch' THEN
        PERFORM thor.begin_epoch(named, at_ns, body);
        PERFORM thor.audit(named, event_sequence, at_ns, kind, body);
      WHEN 'limits', 'configuration', 'trading_state', 'risk', 'prefer_source' THEN
        PERFORM thor.audit(named, event_sequence, at_ns, kind, body);
      ELSE
        -- For the record alone, or of a later version: it is in journal_events.
        NULL;
      END CASE;
    END $$;

    -- What the tables cannot be made of is told in accounts.derive_failure. The events stay.
    CREATE FUNCTION thor.derive(named text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
      event record;
      reached bigint;
      reading bigint := 0;
    BEGIN
      SELECT derived_sequence INTO reached FROM thor.accounts
        WHERE account = named AND derive_failure IS NULL FOR UPDATE;
      IF NOT FOUND THEN RETURN; END IF;
      BEGIN
        FOR event IN
          SELECT sequence, at_ns, kind, payload FROM thor.journal_events
          WHERE account = named AND sequence > reached ORDER BY sequence
        LOOP
          reading := event.sequence;
          PERFORM thor.derive_event(named, event.sequence, event.at_ns, event.kind,
            convert_from(event.payload, 'UTF8')::jsonb);
          reached := event.sequence;
        END LOOP;
        UPDATE thor.accounts SET derived_sequence = reached WHERE account = named;
      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
        UPDATE thor.accounts SET derive_failure =
          'event ' || reading || ': ' || SQLERRM WHERE account = named;
      END;
    END $$;

    CREATE FUNCTION thor.derive_anew(named text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      PERFORM 1 FROM thor.accounts WHERE account = named FOR UPDATE;
      DELETE FROM thor.audit_log WHERE account = named;
      DELETE FROM thor.account_marks WHERE account = named;
      DELETE FROM thor.positions_history WHERE account = named;
      DELETE FROM thor.trades WHERE account = named;
      DELETE FROM thor.orders WHERE account = named;
      DELETE FROM thor.instruments WHERE account = named;
      UPDATE thor.accounts SET derived_sequence = 0, derive_failure = NULL, epoch = 1,
        currency = NULL, opening_cash = 0, realized = 0, fees = 0, order_count = 0, fill_count = 0
        WHERE account = named;
      PERFORM thor.derive(named);
    END $$;

    """
}
