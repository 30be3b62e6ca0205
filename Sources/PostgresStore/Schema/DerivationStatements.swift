/// How the tables follow from the events: one event after the other, in the transaction that adds
/// them. All of it can be done anew from the events at any time.
///
/// What every event would change again (the account's figures, its positions) is carried along and
/// written once at the end: a row that one transaction writes ten thousand times is ten thousand
/// rows to look through.
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

    CREATE FUNCTION thor.mark_account(state thor.accounts, event_sequence bigint, at_ns bigint,
      kind text, body jsonb) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO thor.account_marks(
        account, sequence, epoch, kind, cash, realized, fees, trade_date, day_start_equity,
        peak_equity, day_trades, at_ns)
      VALUES (
        state.account, event_sequence, state.epoch, kind,
        state.opening_cash + state.realized - state.fees, state.realized, state.fees,
        (body ->> 'trade_date')::date, (body ->> 'baseline')::numeric,
        (body ->> 'peak')::numeric, (body ->> 'trades')::integer, at_ns);
    END $$;

    CREATE FUNCTION thor.audit(state thor.accounts, event_sequence bigint, at_ns bigint,
      kind text, body jsonb) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO thor.audit_log(
        account, sequence, epoch, kind, user_name, reason, subject, state, details, at_ns)
      VALUES (
        state.account, event_sequence, state.epoch, kind, body ->> 'user', body ->> 'reason',
        coalesce(body ->> 'rule', body ->> 'symbol', body ->> 'id'), body ->> 'state', body,
        at_ns);
    END $$;

    CREATE FUNCTION thor.define_instrument(state thor.accounts, event_sequence bigint, body jsonb)
    RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO thor.instruments
      VALUES (
        state.account, state.epoch, body ->> 'symbol', body ->> 'root', body ->> 'kind',
        (body ->> 'multiplier')::numeric, (body ->> 'tick')::numeric, body ->> 'currency',
        event_sequence)
      ON CONFLICT (account, epoch, symbol) DO UPDATE SET
        root = excluded.root, kind = excluded.kind, multiplier = excluded.multiplier,
        tick = excluded.tick, currency = excluded.currency, sequence = excluded.sequence;
    END $$;

    """

  /// What the tables cannot be made of is told in `accounts.derive_failure`. The events stay.
  static let fold = """
    CREATE FUNCTION thor.derive(named text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
      state thor.accounts;
      held jsonb;
      factors jsonb;
      booked jsonb;
      event record;
      body jsonb;
      reading bigint := 0;
    BEGIN
      SELECT * INTO state FROM thor.accounts
        WHERE account = named AND derive_failure IS NULL FOR UPDATE;
      IF NOT FOUND THEN RETURN; END IF;
      SELECT coalesce(jsonb_object_agg(symbol, jsonb_build_object(
          'quantity', quantity, 'cost', cost, 'realized', realized, 'fees', fees,
          'sequence', sequence)), '{}')
        INTO held FROM thor.positions_history WHERE account = named AND valid_to_ns IS NULL;
      SELECT coalesce(jsonb_object_agg(symbol, multiplier), '{}')
        INTO factors FROM thor.instruments WHERE account = named AND epoch = state.epoch;
      BEGIN
        FOR event IN
          SELECT sequence, at_ns, kind, payload FROM thor.journal_events
          WHERE account = named AND sequence > state.derived_sequence ORDER BY sequence
        LOOP
          reading := event.sequence;
          body := convert_from(event.payload, 'UTF8')::jsonb;
          CASE event.kind
          WHEN 'order' THEN
            state.order_count := state.order_count + 1;
            PERFORM thor.make_order(state, event.sequence, event.at_ns, body);
            IF (body ->> 'stale_quote')::boolean THEN
              PERFORM thor.audit(state, event.sequence, event.at_ns, 'override',
                body || '{"reason": "stale_quote"}');
            END IF;
          WHEN 'accepted', 'triggered', 'modified', 'denied', 'rejected', 'canceled', 'expired' THEN
            PERFORM thor.change_order(state, held, event.sequence, event.at_ns, event.kind, body);
          WHEN 'filled' THEN
            -- A position is valid until the next one of its symbol.
            UPDATE thor.positions_history SET valid_to_ns = event.at_ns
              WHERE account = named
                AND sequence = (held -> (body ->> 'symbol') ->> 'sequence')::bigint;
            booked := thor.book(
              held -> (body ->> 'symbol'), body, (factors ->> (body ->> 'symbol'))::numeric)
              || jsonb_build_object('sequence', event.sequence);
            held := jsonb_set(held, ARRAY[body ->> 'symbol'], booked);
            PERFORM thor.fill_order(state, event.sequence, event.at_ns, body, booked);
            state.realized := state.realized + (booked ->> 'gain')::numeric;
            state.fees := state.fees + (body ->> 'commission')::numeric;
            state.fill_count := state.fill_count + 1;
            PERFORM thor.mark_account(state, event.sequence, event.at_ns, event.kind, body);
          WHEN 'opening' THEN
            state.opening_cash := (body ->> 'cash')::numeric;
            state.currency := body ->> 'currency';
            PERFORM thor.mark_account(state, event.sequence, event.at_ns, event.kind, body);
          WHEN 'day' THEN
            PERFORM thor.mark_account(state, event.sequence, event.at_ns, event.kind, body);
            PERFORM thor.move_trailing(state, body);
          WHEN 'instrument' THEN
            factors := jsonb_set(
              factors, ARRAY[body ->> 'symbol'], to_jsonb((body ->> 'multiplier')::numeric));
            PERFORM thor.define_instrument(state, event.sequence, body);
          WHEN 'epoch' THEN
            UPDATE thor.positions_history SET valid_to_ns = event.at_ns
              WHERE account = named AND valid_to_ns IS NULL;
            held := '{}';
            factors := '{}';
            state.epoch := coalesce((body ->> 'epoch')::integer, state.epoch + 1);
            state.opening_cash := 0;
            state.realized := 0;
            state.fees := 0;
            state.order_count := 0;
            state.fill_count := 0;
            PERFORM thor.audit(state, event.sequence, event.at_ns, event.kind, body);
          WHEN 'limits', 'configuration', 'trading_state', 'risk', 'prefer_source' THEN
            PERFORM thor.audit(state, event.sequence, event.at_ns, event.kind, body);
          ELSE
            -- For the record alone, or of a later version: it is in journal_events.
            NULL;
          END CASE;
        END LOOP;
        UPDATE thor.accounts SET derived_sequence = greatest(state.derived_sequence, reading),
          epoch = state.epoch, currency = state.currency, opening_cash = state.opening_cash,
          realized = state.realized, fees = state.fees, order_count = state.order_count,
          fill_count = state.fill_count
        WHERE account = named;
      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
        UPDATE thor.accounts SET derive_failure = 'event ' || reading || ': ' || SQLERRM
          WHERE account = named;
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
