"""The second engine's risk: the checks before an order, and the watch after every input."""

import copy
from fractions import Fraction

UNIT = 10**9
MILLISECOND = 10**6


def nanos(text):
    return int(Fraction(str(text)) * UNIT)


class RiskDesk:
    def __init__(self, venue):
        self.venue = venue
        self.limits = {}
        self.state = "ACTIVE"
        self.order_times = []
        self.filled_today = set()
        self.baseline = self.peak = 0
        self.trade_date = None
        self.margin_called = False
        self.has_ended_everything = False
        self.breached = set()  # until the loss is below the warning, 80 % of the limit

    def configure(self, limits):
        self.limits = limits
        self.baseline = self.peak = self.venue.cash

    def open_day(self, trade_date):
        if trade_date is None or trade_date != self.trade_date:
            self.trade_date = trade_date
            self.baseline = self.venue.equity
            self.filled_today = set()

    def note_order(self):
        self.order_times.append(self.venue.now)

    def note_fill(self, order):
        self.filled_today.add(order.id)

    def note_mid(self, symbol, market):
        """The circuit breaker: how far the mid has moved within the window."""
        rule, now, mid = self.limits.get("breaker"), self.venue.now, market.mid
        if rule is None or mid is None:
            return
        window = rule["window_ms"] * MILLISECOND
        market.mids = [(at, each) for at, each in market.mids if now - at <= window] + [(now, mid)]
        low, high = min(each for _, each in market.mids), max(each for _, each in market.mids)
        moved = max((mid - low) / low, (high - mid) / high) * 100
        is_open = market.breaker_until is None or now >= market.breaker_until
        if moved >= Fraction(str(rule["pct"])) and is_open:
            market.breaker_until = now + rule["cooldown_ms"] * MILLISECOND
            self.venue.say("risk", symbol=symbol, rule="circuit_breaker", state="breach")

    # Before an order

    def of_symbol(self, rule, symbol):
        limits = self.limits.get(rule, {})
        limit = limits.get(symbol, limits.get("*"))
        return None if limit is None else nanos(limit)

    def same_side(self, order, instead_of=None):
        """What works on the order's side of its symbol with it: of a group the largest, once."""
        alone, groups = 0, {}
        others = [
            each for each in self.venue.orders
            if each is not order and each is not instead_of and each.symbol == order.symbol
            and each.side == order.side and each.status in ("PENDING", "ACCEPTED")
        ]
        for each in others + [order]:
            if each.kind in ("OCO", "OUO") or each.is_child:
                groups[id(each.family)] = max(groups.get(id(each.family), 0), each.leaves)
            else:
                alone += each.leaves
        return alone + sum(groups.values())

    def change_refusal(self, order, message):
        changed = copy.copy(order)
        if "quantity" in message:
            changed.quantity = nanos(message["quantity"])
        if "limit" in message:
            changed.limit = nanos(message["limit"])
        if "limit" not in message and changed.quantity <= order.quantity:
            return None  # taking quantity back always passes
        return self.refusal(changed, instead_of=order) if changed.leaves > 0 else None

    def refusal(self, order, instead_of=None):
        """The first rule that denies an order, or None."""
        market = self.venue.markets[order.symbol]
        works = self.same_side(order, instead_of)
        if self.state == "HALTED":
            return "trading_halted"
        if market.position * order.sign < 0 and works <= abs(market.position):
            return None
        if self.state == "REDUCING":
            return "reducing"
        for rule in (
            self.quote_age, self.size_limits, self.counts, self.exposures, self.margin, self.prices):
            reason = rule(order, market, works, instead_of is None)
            if reason is not None:
                return reason
        return None

    def quote_age(self, order, market, works, is_new):
        oldest = self.limits.get("max_quote_age_ms")
        if oldest is None or "stale_quote" in order.override:
            return None
        if market.active is None:
            return "stale_quote"
        age = self.venue.now - market.books[market.active].updated_at
        return "stale_quote" if age > oldest * MILLISECOND else None

    def size_limits(self, order, market, works, is_new):
        limit = self.of_symbol("position_limit", order.symbol)
        if limit is not None and abs(market.position + order.sign * works) > limit:
            return "position_limit"
        limit = self.of_symbol("max_order_quantity", order.symbol)
        if limit is not None and order.leaves > limit:
            return "max_order_quantity"
        limit = self.of_symbol("max_notional_per_order", order.symbol)
        if limit is not None:
            price = next(
                (each for each in (order.limit, order.stop, market.touch(order.far)) if each is not None),
                None)
            if price is None or abs(price * Fraction(order.leaves, UNIT) * market.multiplier) > limit:
                return "max_notional"
        return None

    def counts(self, order, market, works, is_new):
        rate, now = self.limits.get("max_order_rate"), self.venue.now
        if rate is not None and is_new:
            recent = [at for at in self.order_times if now - at < rate["per_ms"] * MILLISECOND]
            if len(recent) >= rate["count"]:
                return "order_rate"
        most = self.limits.get("max_trades_per_day")
        if most is not None and is_new and len(self.filled_today) >= most:
            return "max_trades"
        return None

    def held_after(self, order):
        """Every symbol that would be held after the order, with its signed quantity."""
        for symbol, market in self.venue.markets.items():
            added = order.sign * order.leaves if symbol == order.symbol else 0
            if market.position + added != 0:
                yield market, market.position + added

    def exposures(self, order, market, works, is_new):
        worth = {"gross": 0, "net": 0, "group": 0}
        for held, quantity in self.held_after(order):
            if held.mid is None:
                value = None
            else:
                value = held.mid * Fraction(quantity, UNIT) * held.multiplier
            for name in worth:
                if name == "group" and held.group != market.group:
                    continue
                if value is None or worth[name] is None:
                    worth[name] = None
                else:
                    worth[name] += value if name == "net" else abs(value)
        for name, total in worth.items():
            limit = self.limits.get(f"max_{name}_exposure")
            if limit is None or (name == "group" and market.group is None):
                continue
            if total is None or abs(total) > nanos(limit):
                return f"{name}_exposure"
        return None

    def margin(self, order, market, works, is_new):
        if not self.limits.get("check_margin"):
            return None
        needed = 0
        for held, quantity in self.held_after(order):
            each = self.requirement(held, quantity, held.initial_margin)
            if each is None:
                return "margin"
            needed += each
        return "margin" if needed > self.venue.equity else None

    def requirement(self, market, quantity, margin):
        if margin is not None:
            return margin * Fraction(abs(quantity), UNIT)
        if market.margin_rate is None or market.mid is None:
            return None
        worth = abs(market.mid) * Fraction(abs(quantity), UNIT) * market.multiplier
        return worth * Fraction(str(market.margin_rate))

    def prices(self, order, market, works, is_new):
        if market.breaker_until is not None and self.venue.now < market.breaker_until:
            return "circuit_breaker"
        collar = self.limits.get("price_collar_ticks")
        # A stop's limit stands beyond a touch that is still to come, so it is not held against today's.
        if collar is not None and order.type == "LIMIT":
            touch = market.touch(order.far)
            if touch is None or (order.limit - touch) * order.sign > collar * market.tick:
                return "price_collar"
        return None

    # After every input

    def watch(self):
        self.has_ended_everything = True
        while self.has_ended_everything:  # closing costs as well, and may be too much for a next rule
            self.has_ended_everything = False
            self.look()

    def look(self):
        self.peak = max(self.peak, self.venue.equity)
        for rule, highest in (("daily_loss_limit", self.baseline), ("max_drawdown", self.peak)):
            if rule not in self.limits:
                continue
            loss, limit = highest - self.venue.equity, nanos(self.limits[rule])
            if loss >= limit and rule not in self.breached:
                self.breached.add(rule)
                self.breach(rule)
                if self.state != "HALTED":
                    self.state = "HALTED"
                    self.venue.say("trading_state", state="HALTED")
            elif loss * 5 < limit * 4:
                self.breached.discard(rule)
        self.watch_margin()

    def set_state(self, state):
        """A trader's word. Who sets a halted account going again is measured anew."""
        self.state = state
        if state == "ACTIVE":
            self.breached.clear()

    def watch_margin(self):
        if not self.limits.get("check_margin"):
            return
        needed = 0
        for market in self.venue.markets.values():
            if market.position != 0:
                needed += self.requirement(market, market.position, market.maintenance_margin) or 0
        is_short = needed > 0 and self.venue.equity <= needed
        if is_short and not self.margin_called:
            self.margin_called = True
            self.breach("margin_call")
        else:
            self.margin_called = is_short

    def breach(self, rule):
        self.has_ended_everything = True
        self.venue.say("risk", rule=rule, state="breach")
        self.venue.end_all(None, "canceled", "breach")
        for symbol in self.venue.markets:
            self.venue.flatten(symbol)
