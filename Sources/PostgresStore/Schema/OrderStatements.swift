/// How an order becomes what it is, and a fill a position: the engine's own rules.
extension DatabaseSchema {
  static let orderRules = """
    CREATE FUNCTION thor.make_order(named text, event_sequence bigint, at_ns bigint, body jsonb)
    RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
      number integer;
      current_epoch integer;
    BEGIN
      UPDATE thor.accounts SET order_count = order_count + 1 WHERE account = named
        RETURNING order_count, epoch INTO number, current_epoch;
      INSERT INTO thor.orders(
        account, epoch, order_id, place, symbol, side, order_type, time_in_force, status, quantity,
        limit_price, stop_price, trail, expires_at, post_only, reduce_only, overrides_stale_quote,
        flatten, list_kind, leg, legs, made_sequence, made_at_ns, last_sequence, last_at_ns)
      VALUES (
        named, current_epoch, body ->> 'id', number, body ->> 'symbol', body ->> 'side',
        body ->> 'order_type', body ->> 'tif',
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

    CREATE FUNCTION thor.find_order(named text, id text) RETURNS thor.orders
    LANGUAGE plpgsql AS $$
    DECLARE
      found_order thor.orders;
    BEGIN
      SELECT orders.* INTO found_order FROM thor.orders JOIN thor.accounts
        ON accounts.account = orders.account AND accounts.epoch = orders.epoch
        WHERE orders.account = named AND orders.order_id = id;
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
    CREATE FUNCTION thor.clamped(given thor.orders) RETURNS thor.orders
    LANGUAGE plpgsql AS $$
    DECLARE
      held numeric;
    BEGIN
      IF given.reduce_only THEN
        SELECT quantity INTO held FROM thor.positions_history
          WHERE account = given.account AND symbol = given.symbol AND valid_to_ns IS NULL;
        held := CASE given.side WHEN 'BUY' THEN -coalesce(held, 0) ELSE coalesce(held, 0) END;
        given.quantity := least(given.quantity, given.filled_quantity + greatest(held, 0));
      END IF;
      RETURN given;
    END $$;

    CREATE FUNCTION thor.change_order(
      named text, event_sequence bigint, event_at_ns bigint, kind text, body jsonb
    ) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
      this thor.orders;
    BEGIN
      IF kind = 'rejected' AND body ->> 'reason' = 'duplicate_id' THEN RETURN; END IF;
      this := thor.find_order(named, body ->> 'id');
      IF kind <> 'triggered' THEN this := thor.activated(this); END IF;
      CASE kind
      WHEN 'accepted' THEN
        IF this.status = 'PENDING' THEN
          this := thor.clamped(this);
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
      WHERE account = named AND epoch = this.epoch AND order_id = this.order_id;
    END $$;

    CREATE FUNCTION thor.move_trailing(named text, body jsonb) RETURNS void
    LANGUAGE plpgsql AS $$
    BEGIN
      IF body -> 'trailing' IS NULL THEN RETURN; END IF;
      UPDATE thor.orders SET stop_price = stops.value::numeric
      FROM jsonb_each_text(body -> 'trailing') stops, thor.accounts
      WHERE accounts.account = named AND orders.account = named
        AND orders.epoch = accounts.epoch AND orders.order_id = stops.key;
    END $$;

    """

  static let positionRules = """
    CREATE FUNCTION thor.fill_order(
      named text, event_sequence bigint, event_at_ns bigint, body jsonb
    ) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
      this thor.orders := thor.find_order(named, body ->> 'id');
      filled numeric := (body ->> 'quantity')::numeric;
      paid numeric := (body ->> 'price')::numeric;
      charged numeric := (body ->> 'commission')::numeric;
      gain numeric;
    BEGIN
      this.filled_quantity := this.filled_quantity + filled;
      this.filled_cost := this.filled_cost + filled * paid;
      UPDATE thor.orders SET filled_quantity = this.filled_quantity,
        filled_cost = this.filled_cost, fees = fees + charged,
        average_fill_price =
          thor.half_even(round(this.filled_cost, 40) / this.filled_quantity),
        status = CASE WHEN this.filled_quantity >= this.quantity THEN 'FILLED' ELSE status END,
        last_sequence = event_sequence, last_at_ns = event_at_ns
      WHERE account = named AND epoch = this.epoch AND order_id = this.order_id;
      gain := thor.book(
        named, event_sequence, event_at_ns, body ->> 'symbol', body ->> 'side', filled, paid,
        charged);
      INSERT INTO thor.trades(
        account, sequence, epoch, order_id, fill, symbol, side, quantity, price, commission,
        realized, liquidity, cause, source, bid, ask, at_ns)
      VALUES (
        named, event_sequence, this.epoch, this.order_id, (body ->> 'fill')::integer,
        body ->> 'symbol', body ->> 'side', filled, paid, charged, gain, body ->> 'liquidity',
        body ->> 'why', body ->> 'source', (body ->> 'bid')::numeric, (body ->> 'ask')::numeric,
        event_at_ns);
      UPDATE thor.accounts SET realized = realized + gain, fees = fees + charged,
        fill_count = fill_count + 1 WHERE account = named;
    END $$;

    -- At the average cost; what is realised, rounded half to even at 1e-9.
    CREATE FUNCTION thor.book(
      named text, event_sequence bigint, event_at_ns bigint, traded text, side text,
      filled numeric, paid numeric, charged numeric
    ) RETURNS numeric LANGUAGE plpgsql AS $$
    DECLARE
      before thor.positions_history;
      change numeric := CASE side WHEN 'BUY' THEN filled ELSE -filled END;
      closed numeric := 0;
      released numeric := 0;
      gain numeric := 0;
      factor numeric;
      cost numeric;
    BEGIN
      SELECT multiplier INTO factor FROM thor.instruments JOIN thor.accounts USING (account, epoch)
        WHERE account = named AND symbol = traded;
      IF factor IS NULL THEN RAISE EXCEPTION 'the terms of % are not in the journal', traded; END IF;
      UPDATE thor.positions_history SET valid_to_ns = event_at_ns
        WHERE account = named AND symbol = traded AND valid_to_ns IS NULL
        RETURNING * INTO before;
      before.quantity := coalesce(before.quantity, 0);
      cost := coalesce(before.cost, 0);
      IF sign(before.quantity) * sign(change) < 0 THEN
        closed := sign(before.quantity) * least(abs(before.quantity), abs(change));
        released := CASE WHEN closed = before.quantity THEN cost
          ELSE round(cost, 40) * closed / before.quantity END;
        gain := thor.half_even((paid * closed - released) * factor);
        cost := round(cost - released, 40);
      END IF;
      cost := cost + paid * (change + closed);
      INSERT INTO thor.positions_history(
        account, sequence, epoch, symbol, quantity, average_price, cost, realized, fees,
        valid_from_ns)
      SELECT named, event_sequence, epoch, traded, before.quantity + change,
        CASE WHEN before.quantity + change <> 0
          THEN thor.half_even(round(cost, 40) / (before.quantity + change)) END,
        cost, coalesce(before.realized, 0) + gain, coalesce(before.fees, 0) + charged, event_at_ns
      FROM thor.accounts WHERE account = named;
      RETURN gain;
    END $$;

    """
}
