/// How an order becomes what it is, and a fill a position: the engine's own rules.
extension DatabaseSchema {
  static let orderRules = """
    CREATE FUNCTION thor.make_order(
      state thor.accounts, event_sequence bigint, at_ns bigint, body jsonb
    ) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO thor.orders(
        account, epoch, order_id, place, symbol, side, order_type, time_in_force, status, quantity,
        limit_price, stop_price, trail, expires_at, post_only, reduce_only, overrides_stale_quote,
        flatten, list_kind, leg, legs, made_sequence, made_at_ns, last_sequence, last_at_ns)
      VALUES (
        state.account, state.epoch, body ->> 'id', state.order_count, body ->> 'symbol',
        body ->> 'side', body ->> 'order_type', body ->> 'tif',
        CASE WHEN body ->> 'list' = 'BRACKET' AND (body ->> 'leg')::integer > 0
          THEN 'INACTIVE' ELSE 'PENDING' END,
        (body ->> 'quantity')::numeric, (body ->> 'limit')::numeric, (body ->> 'stop')::numeric,
        (body ->> 'trail')::numeric, (body ->> 'expires')::timestamptz,
        coalesce((body ->> 'post_only')::boolean, false),
        coalesce((body ->> 'reduce_only')::boolean, false),
        coalesce((body ->> 'stale_quote')::boolean, false),
        coalesce((body ->> 'flatten')::boolean, false), body ->> 'list',
        (body ->> 'leg')::integer, (body ->> 'legs')::integer, event_sequence, at_ns,
        event_sequence, at_ns);
    END $$;

    CREATE FUNCTION thor.find_order(state thor.accounts, id text) RETURNS thor.orders
    LANGUAGE plpgsql AS $$
    DECLARE
      found_order thor.orders;
    BEGIN
      SELECT * INTO found_order FROM thor.orders
        WHERE account = state.account AND epoch = state.epoch AND order_id = id;
      IF NOT FOUND THEN RAISE EXCEPTION 'no order % has been made', id; END IF;
      RETURN found_order;
    END $$;

    -- A bracket's child becomes active for what its entry has filled.
    CREATE FUNCTION thor.activated(given thor.orders) RETURNS thor.orders
    LANGUAGE plpgsql AS $$
    DECLARE
      entered numeric;
    BEGIN
      IF given.status = 'INACTIVE' THEN
        SELECT filled_quantity INTO entered FROM thor.orders
          WHERE account = given.account AND epoch = given.epoch AND place = given.place - given.leg;
        IF entered > 0 THEN
          given.quantity := least(given.quantity, entered);
          given.status := 'PENDING';
        END IF;
      END IF;
      RETURN given;
    END $$;

    -- A reduce-only order is for what there is to close.
    CREATE FUNCTION thor.clamped(given thor.orders, position_quantity numeric)
    RETURNS thor.orders LANGUAGE plpgsql AS $$
    DECLARE
      closable numeric :=
        coalesce(position_quantity, 0) * CASE given.side WHEN 'BUY' THEN -1 ELSE 1 END;
    BEGIN
      IF given.reduce_only THEN
        given.quantity := least(given.quantity, given.filled_quantity + greatest(closable, 0));
      END IF;
      RETURN given;
    END $$;

    CREATE FUNCTION thor.change_order(
      state thor.accounts, held jsonb, event_sequence bigint, event_at_ns bigint, kind text,
      body jsonb
    ) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
      this thor.orders;
    BEGIN
      IF kind = 'rejected' AND body ->> 'reason' = 'duplicate_id' THEN RETURN; END IF;
      this := thor.find_order(state, body ->> 'id');
      IF kind <> 'triggered' THEN this := thor.activated(this); END IF;
      CASE kind
      WHEN 'accepted' THEN
        IF this.status = 'PENDING' THEN
          this := thor.clamped(this, (held -> this.symbol ->> 'quantity')::numeric);
          this.status := 'ACCEPTED';
        END IF;
      WHEN 'triggered' THEN
        this.triggered := true;
        this.stop_price := coalesce((body ->> 'stop')::numeric, this.stop_price);
      WHEN 'modified' THEN
        this.quantity :=
          greatest(coalesce((body ->> 'quantity')::numeric, this.quantity), this.filled_quantity);
        this.limit_price := coalesce((body ->> 'limit')::numeric, this.limit_price);
        this.stop_price := coalesce((body ->> 'stop')::numeric, this.stop_price);
        IF this.status = 'ACCEPTED' AND this.quantity = this.filled_quantity THEN
          this.status := 'FILLED';
        END IF;
      ELSE
        this.status := upper(kind);
        this.reason := body ->> 'reason';
        this.detail := body ->> 'detail';
      END CASE;
      UPDATE thor.orders SET status = this.status, quantity = this.quantity,
        limit_price = this.limit_price, stop_price = this.stop_price, triggered = this.triggered,
        reason = this.reason, detail = this.detail, last_sequence = event_sequence,
        last_at_ns = event_at_ns
      WHERE account = this.account AND epoch = this.epoch AND order_id = this.order_id;
    END $$;

    CREATE FUNCTION thor.move_trailing(state thor.accounts, body jsonb) RETURNS void
    LANGUAGE plpgsql AS $$
    DECLARE
      stop record;
    BEGIN
      IF body -> 'trailing' IS NULL THEN RETURN; END IF;
      FOR stop IN SELECT key, value::numeric AS price FROM jsonb_each_text(body -> 'trailing') LOOP
        UPDATE thor.orders SET stop_price = stop.price
        WHERE account = state.account AND epoch = state.epoch AND order_id = stop.key
          AND stop_price IS DISTINCT FROM stop.price;
      END LOOP;
    END $$;

    """

  static let positionRules = """
    -- At the average cost; what is realised, rounded half to even at 1e-9.
    CREATE FUNCTION thor.book(before jsonb, body jsonb, factor numeric)
    RETURNS jsonb LANGUAGE plpgsql AS $$
    DECLARE
      filled numeric := (body ->> 'quantity')::numeric;
      paid numeric := (body ->> 'price')::numeric;
      change numeric := CASE body ->> 'side' WHEN 'BUY' THEN filled ELSE -filled END;
      held numeric := coalesce((before ->> 'quantity')::numeric, 0);
      cost numeric := coalesce((before ->> 'cost')::numeric, 0);
      closed numeric := 0;
      released numeric := 0;
      gain numeric := 0;
    BEGIN
      IF factor IS NULL THEN
        RAISE EXCEPTION 'the terms of % are not in the journal', body ->> 'symbol';
      END IF;
      IF sign(held) * sign(change) < 0 THEN
        closed := sign(held) * least(abs(held), abs(change));
        released := CASE WHEN closed = held THEN cost ELSE round(cost, 40) * closed / held END;
        gain := thor.half_even((paid * closed - released) * factor);
        cost := round(cost - released, 40);
      END IF;
      RETURN jsonb_build_object(
        'quantity', held + change, 'cost', cost + paid * (change + closed), 'gain', gain,
        'realized', coalesce((before ->> 'realized')::numeric, 0) + gain,
        'fees', coalesce((before ->> 'fees')::numeric, 0) + (body ->> 'commission')::numeric);
    END $$;

    CREATE FUNCTION thor.fill_order(
      state thor.accounts, event_sequence bigint, event_at_ns bigint, body jsonb, booked jsonb
    ) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
      this thor.orders := thor.find_order(state, body ->> 'id');
      filled numeric := (body ->> 'quantity')::numeric;
      paid numeric := (body ->> 'price')::numeric;
      charged numeric := (body ->> 'commission')::numeric;
      held numeric := (booked ->> 'quantity')::numeric;
      held_cost numeric := (booked ->> 'cost')::numeric;
    BEGIN
      this.filled_quantity := this.filled_quantity + filled;
      this.filled_cost := this.filled_cost + filled * paid;
      UPDATE thor.orders SET filled_quantity = this.filled_quantity,
        filled_cost = this.filled_cost, fees = fees + charged,
        average_fill_price =
          thor.half_even(round(this.filled_cost, 40) / this.filled_quantity),
        status = CASE WHEN this.filled_quantity >= this.quantity THEN 'FILLED' ELSE status END,
        last_sequence = event_sequence, last_at_ns = event_at_ns
      WHERE account = this.account AND epoch = this.epoch AND order_id = this.order_id;
      INSERT INTO thor.trades(
        account, sequence, epoch, order_id, fill, symbol, side, quantity, price, commission,
        realized, liquidity, cause, source, bid, ask, at_ns)
      VALUES (
        this.account, event_sequence, this.epoch, this.order_id, (body ->> 'fill')::integer,
        body ->> 'symbol', body ->> 'side', filled, paid, charged,
        (booked ->> 'gain')::numeric, body ->> 'liquidity', body ->> 'why', body ->> 'source',
        (body ->> 'bid')::numeric, (body ->> 'ask')::numeric, event_at_ns);
      INSERT INTO thor.positions_history(
        account, sequence, epoch, symbol, quantity, average_price, cost, realized, fees,
        valid_from_ns)
      VALUES (
        this.account, event_sequence, this.epoch, body ->> 'symbol', held,
        CASE WHEN held <> 0 THEN thor.half_even(round(held_cost, 40) / held) END, held_cost,
        (booked ->> 'realized')::numeric, (booked ->> 'fees')::numeric, event_at_ns);
    END $$;

    """
}
