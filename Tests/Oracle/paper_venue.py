"""A second paper engine: slow, plain, and written from the rules of docs/engine.md alone.

It shares no line with Thor. Orders are kept in one list and walked from end to end, prices are whole
numbers of 1e-9, costs are exact fractions. `random_streams.py` gives both engines the same input and
holds what they say side by side. Where the rules are silent it does what Thor does, and a comment
says so.
"""

import copy
import heapq
import itertools
from fractions import Fraction

from risk_desk import RiskDesk

UNIT = 10**9
OPEN = ("PENDING", "INACTIVE", "ACCEPTED")


def nanos(text):
    """A decimal in units of 1e-9; None stays None."""
    return None if text is None else int(Fraction(str(text)) * UNIT)


def decimal(value):
    """The shortest exact form of units of 1e-9."""
    if value is None:
        return None
    whole, rest = divmod(abs(value), UNIT)
    digits = f"{rest:09d}".rstrip("0")
    return ("-" if value < 0 else "") + str(whole) + ("." + digits if digits else "")


class Book:
    """One source's quote of one symbol."""

    def __init__(self):
        self.price = {"bid": None, "ask": None}
        self.size = {"bid": None, "ask": None}  # None: never given, so without bound
        self.last = None
        self.event_at = None
        self.updated_at = None


class Market:
    """What is known of one symbol, and what is held of it."""

    def __init__(self, terms):
        self.multiplier = Fraction(str(terms["multiplier"]))
        self.tick = nanos(terms["tick"])
        self.negative_prices = terms.get("negative_prices", False)
        self.initial_margin = nanos(terms.get("initial_margin"))
        self.maintenance_margin = nanos(terms.get("maintenance_margin", terms.get("initial_margin")))
        self.margin_rate = terms.get("initial_margin_rate")
        self.group = terms.get("group")
        self.status = "TRADING"
        self.books = {}
        self.active = None
        self.shown = {"bid": None, "ask": None}
        self.left = {"bid": 0, "ask": 0}
        self.mark = {"bid": None, "ask": None}
        self.position = 0
        self.lots = []  # [price, quantity], oldest first
        self.cost = Fraction(0)  # exact, of what is held, at the average
        self.realized = 0
        self.fees = 0
        self.mids = []
        self.breaker_until = None

    def touch(self, side):
        """The price in force on a side; None where that side is not there."""
        if self.active is None:
            return None
        book = self.books[self.active]
        return None if book.size[side] == 0 else book.price[side]

    def size(self, side):
        return self.books[self.active].size[side]

    @property
    def is_crossed(self):
        bid, ask = self.touch("bid"), self.touch("ask")
        return bid is not None and ask is not None and bid > ask

    @property
    def mid(self):
        bid, ask = self.mark["bid"], self.mark["ask"]
        return None if bid is None or ask is None else Fraction(bid + ask, 2)


class Order:
    def __init__(self, terms):
        self.id = terms["id"]
        self.symbol = terms["symbol"]
        self.side = terms["side"]
        self.type = terms["order_type"]
        self.acts_as = self.type if self.type in ("MARKET", "LIMIT") else "STOP"
        self.quantity = self.asked = nanos(terms["quantity"])
        self.filled = 0
        self.limit = nanos(terms.get("limit"))
        self.stop = nanos(terms.get("stop"))
        self.trail = nanos(terms.get("trail"))
        self.tif = terms.get("tif", "GTC")
        self.expires = terms.get("expires")
        self.post_only = terms.get("post_only", False)
        self.reduce_only = terms.get("reduce_only", False)
        self.override = terms.get("override", [])
        self.status = "PENDING"
        self.kind, self.family = None, [self]  # the list it belongs to, entry first
        self.priority = self.arrived = 0
        self.ahead = 0  # queue ahead of it; None while its price is behind the touch
        self.flattens = False

    @property
    def leaves(self):
        return self.quantity - self.filled

    @property
    def sign(self):
        return 1 if self.side == "BUY" else -1

    @property
    def far(self):
        """The side of the book it fills from."""
        return "ask" if self.side == "BUY" else "bid"

    @property
    def near(self):
        return "bid" if self.side == "BUY" else "ask"

    @property
    def is_child(self):
        return self.kind == "BRACKET" and self is not self.family[0]

    def reaches(self, price):
        return price is not None and (price - self.limit) * self.sign <= 0


class PaperVenue:
    def __init__(self):
        self.now = 0
        self.config = {}
        self.cash = 0
        self.markets = {}
        self.orders = []
        self.by_id = {}
        self.source_order = []
        self.deadlines = []
        self.count = itertools.count()
        self.to_activate = []
        self.names = {}
        self.said = []
        self.risk = RiskDesk(self)

    def say(self, effect, **members):
        self.said.append({"type": effect, "ts": self.now, **members})

    def apply(self, message):
        if "ts" in message:
            until = max(message["ts"], self.now)
            while self.deadlines and self.deadlines[0][0] <= until:
                due, _, action = heapq.heappop(self.deadlines)
                self.now = max(self.now, due)
                action()
                self.activate_children()
                if not self.deadlines or self.deadlines[0][0] > due:
                    self.settle()  # what is due together is looked at together
            self.now = until
        getattr(self, "on_" + message["type"])(message)
        self.settle()

    def settle(self):
        self.activate_children()
        self.risk.watch()

    def on_clock(self, _):
        pass

    def on_instrument(self, terms):
        self.markets[terms["symbol"]] = Market(terms)

    def on_config(self, config):
        self.config = config
        self.cash = nanos(config.get("cash", "1000000"))
        self.risk.configure(config.get("risk", {}))

    # Ticks

    def on_tick(self, tick):
        symbol, source = tick["symbol"], tick["source"]
        market = self.markets[symbol]
        if source not in self.source_order:
            self.source_order.append(source)
        book = market.books.setdefault(source, Book())
        event_at = tick.get("event_ts", self.now)
        if book.event_at is not None and event_at < book.event_at:
            return
        book.event_at, book.updated_at = event_at, self.now
        for side in ("bid", "ask"):
            if side in tick:
                book.price[side] = nanos(tick[side])
            if side + "Size" in tick:
                book.size[side] = nanos(tick[side + "Size"] or "0")
        if tick.get("last") is not None:
            book.last = nanos(tick["last"])
        switched = self.choose_source(symbol, market)
        if not switched and source != market.active:
            return
        if switched or any(key in tick for key in ("bid", "bidSize", "ask", "askSize")):
            self.quote(symbol, market)
            self.risk.note_mid(symbol, market)
        if source == market.active and tick.get("last") is not None:
            self.activate_children()
            if nanos(tick.get("lastSize") or "0") > 0:
                self.trade(symbol, market, tick)
            if self.config.get("stop_trigger") == "LAST":
                self.trigger_stops(symbol, market, by_last=nanos(tick["last"]))

    def choose_source(self, symbol, market):
        preferred = self.config.get("sources", [])
        ranking = [name for name in preferred if name in market.books]
        ranking += [name for name in self.source_order if name in market.books and name not in preferred]
        fresh = self.config.get("fresh_ms", 5000) * 10**6
        chosen = next(
            (name for name in ranking if self.now - market.books[name].updated_at < fresh), market.active)
        if chosen == market.active:
            return False
        before, market.active = market.active, chosen
        reason = "first"
        if before is not None:
            reason = "preferred" if ranking.index(chosen) < ranking.index(before) else "stale"
        self.say("source", symbol=symbol, **{"from": before, "to": chosen, "reason": reason})
        return True

    def quote(self, symbol, market):
        for side in ("bid", "ask"):
            price = market.touch(side)
            now = None if price is None else (price, market.size(side))
            if now != market.shown[side] or not self.consumes:
                market.shown[side], market.left[side] = now, (now[1] if now else 0)
        if market.is_crossed:
            return
        for side in ("bid", "ask"):
            if market.touch(side) is not None:
                market.mark[side] = market.touch(side)
        if market.status == "TRADING":
            self.match(symbol, market)

    @property
    def consumes(self):
        return self.config.get("liquidity_consumption", True)

    # Matching

    def working(self, symbol, acts_as, side=None):
        return [
            order for order in self.orders
            if order.symbol == symbol and order.status == "ACCEPTED" and order.acts_as == acts_as
            and side in (None, order.side)
        ]

    def match(self, symbol, market):
        for order in self.working(symbol, "LIMIT"):
            if order.ahead is None:
                self.queue_up(order, market)  # still behind the touch, at it, or alone in front
        for side in ("BUY", "SELL"):
            for order in self.by_price(symbol, side):
                if order.status == "ACCEPTED" and order.reaches(market.touch(order.far)):
                    quantity = self.available(order, market)
                    if quantity > 0:
                        self.fill(order, quantity, order.limit, "MAKER", "quote", consuming=True)
            for order in self.working(symbol, "LIMIT", side):
                if order.reaches(market.touch(order.far)):
                    order.ahead = 0
        for order in self.working(symbol, "STOP"):
            self.ratchet(order, market)
        if self.config.get("stop_trigger") != "LAST":
            self.trigger_stops(symbol, market)
        for order in [each for each in self.orders if each.flattens and each.status == "PENDING"]:
            if order.symbol == symbol:
                self.arrive(order)

    def by_price(self, symbol, side):
        orders = self.working(symbol, "LIMIT", side)
        return sorted(orders, key=lambda order: (-order.sign * order.limit, order.priority))

    def available(self, order, market):
        """What the touch still has for an order."""
        if market.shown[order.far] is None:
            return 0
        left = market.left[order.far]
        return order.leaves if left is None else min(order.leaves, left)

    def ratchet(self, order, market):
        """Puts a trailing stop behind the side it would be filled from, never back."""
        touch = market.touch(order.far)
        if order.trail is None or touch is None or market.is_crossed:
            return
        stop = touch + order.sign * order.trail
        if order.stop is None or (order.stop - stop) * order.sign > 0:
            order.stop = stop

    def is_hit(self, order, market, by_last=None):
        if order.stop is None:
            return False
        if self.config.get("stop_trigger") == "LAST":
            price = by_last
        else:
            price = None if market.is_crossed else market.touch(order.far)
        return price is not None and (price - order.stop) * order.sign >= 0

    def is_hit_on_arrival(self, order):
        """By LAST only a bracket's child looks back at the last price there was."""
        market = self.markets[order.symbol]
        looks_back = order.is_child and market.active is not None
        return self.is_hit(order, market, market.books[market.active].last if looks_back else None)

    def trigger_stops(self, symbol, market, by_last=None):
        if market.status != "TRADING" or market.is_crossed:
            return
        for side in ("BUY", "SELL"):
            hit = [each for each in self.working(symbol, "STOP", side) if self.is_hit(each, market, by_last)]
            for order in sorted(hit, key=lambda order: (order.sign * order.stop, order.priority)):
                if order.status == "ACCEPTED":
                    self.trigger(order, market)

    def trigger(self, order, market):
        self.say("triggered", id=order.id, stop=decimal(order.stop))
        order.acts_as = "LIMIT" if order.type == "STOP_LIMIT" else "MARKET"
        order.priority = next(self.count)
        self.act(order, market, "trigger")

    def act(self, order, market, why):
        """An order meets the book: it takes what it may, and rests or ends as its time in force says."""
        if order.acts_as == "STOP":
            return
        touch = market.touch(order.far)
        takes = touch is not None and (order.acts_as == "MARKET" or order.reaches(touch))
        takes = takes and market.status == "TRADING" and not market.is_crossed
        quantity = self.available(order, market) if takes else 0
        if order.acts_as == "MARKET" and touch is None:
            self.end(order, "canceled", "no_market")
            return
        if order.tif == "FOK" and quantity < order.leaves:
            self.end(order, "canceled", "fok")
            return
        if order.acts_as == "LIMIT":
            self.queue_up(order, market)
        if quantity > 0:
            self.fill(order, quantity, self.slipped(order, touch, market), "TAKER", why, consuming=True)
        if order.status != "ACCEPTED":
            return
        if order.tif in ("IOC", "FOK"):
            self.end(order, "canceled", order.tif.lower())
        elif order.acts_as == "MARKET":
            worse = self.slipped(order, touch + order.sign * market.tick, market)
            self.fill(order, order.leaves, worse, "TAKER", "slip")

    def queue_up(self, order, market):
        """Reads the size ahead of a limit that starts to rest."""
        touch = market.touch(order.near)
        order.ahead = 0
        if self.config.get("queue_position") and touch is not None:
            if order.limit == touch:
                order.ahead = market.size(order.near) or 0
            elif (touch - order.limit) * order.sign > 0:
                order.ahead = None

    def slipped(self, order, price, market):
        ticks = self.config.get("slippage_ticks", 0)
        slipped = price + order.sign * ticks * market.tick
        if order.acts_as == "LIMIT":
            slipped = min(slipped, order.limit) if order.side == "BUY" else max(slipped, order.limit)
        return slipped

    def trade(self, symbol, market, tick):
        price, size = nanos(tick["last"]), nanos(tick["lastSize"])
        if market.status != "TRADING" or market.is_crossed:
            return
        aggressor = tick.get("aggressor")
        if aggressor is None:
            bid, ask = market.touch("bid"), market.touch("ask")
            if ask is not None and price >= ask:
                aggressor = "BUYER"
            elif bid is not None and price <= bid:
                aggressor = "SELLER"
            else:
                return
        left = size
        for order in self.by_price(symbol, "BUY" if aggressor == "SELLER" else "SELL"):
            if order.status != "ACCEPTED" or not order.reaches(price):
                continue
            can = left
            if self.config.get("queue_position"):
                if order.limit != price:
                    order.ahead = 0
                elif order.ahead is None:
                    continue
                else:
                    can = max(0, left - order.ahead)
                    order.ahead = max(0, order.ahead - left)
            quantity = min(order.leaves, can)
            if quantity > 0:
                left -= quantity
                self.fill(order, quantity, order.limit, "MAKER", "trade")

    # Fills

    def fill(self, order, quantity, price, liquidity, why, consuming=False):
        market = self.markets[order.symbol]
        if consuming and self.consumes and market.left[order.far] is not None:
            market.left[order.far] -= quantity
        order.filled += quantity
        commission = round(nanos(self.config.get("commission", "0")) * Fraction(quantity, UNIT))
        realized = self.book(market, order.side, quantity, price)
        market.realized += realized
        market.fees += commission
        self.cash += realized - commission
        self.risk.note_fill(order)
        if order.leaves == 0:
            order.status = "FILLED"
        self.say(
            "filled", id=order.id, symbol=order.symbol, side=order.side, price=decimal(price),
            quantity=decimal(quantity), leaves=decimal(order.leaves), commission=decimal(commission),
            liquidity=liquidity, why=why)
        self.say(
            "position", symbol=order.symbol, quantity=decimal(market.position),
            average_price=decimal(self.average(market)), realized=decimal(market.realized),
            fees=decimal(market.fees))
        self.after_fill(order, quantity)
        self.shrink(order.symbol, market)

    @property
    def is_fifo(self):
        return self.config.get("pnl_method") == "FIFO"

    def cost(self, market):
        """Exact, in units of 1e-9 times whole quantities, before the multiplier."""
        if self.is_fifo:
            return sum(Fraction(price) * Fraction(quantity, UNIT) for price, quantity in market.lots)
        return market.cost

    def average(self, market):
        if market.position == 0:
            return None
        return round(self.cost(market) / Fraction(abs(market.position), UNIT))

    def book(self, market, side, quantity, price):
        """Takes a fill into the position; what it realises, in units of 1e-9 of money."""
        signed = quantity if side == "BUY" else -quantity
        realized = Fraction(0)
        if market.position * signed < 0:
            held = 1 if market.position > 0 else -1
            closing = min(quantity, abs(market.position))
            worth = Fraction(price) * Fraction(closing, UNIT)
            if self.is_fifo:
                cost, left = Fraction(0), closing
                while left > 0:
                    lot = market.lots[0]
                    part = min(lot[1], left)
                    cost += Fraction(lot[0]) * Fraction(part, UNIT)
                    lot[1] -= part
                    left -= part
                    if lot[1] == 0:
                        market.lots.pop(0)
            else:
                cost = market.cost * Fraction(closing, abs(market.position))
            market.cost -= cost
            realized = (worth - cost) * held * market.multiplier
            market.position -= held * closing
            quantity -= closing
            signed = quantity if side == "BUY" else -quantity
            if market.position == 0:
                market.cost, market.lots = Fraction(0), []
        if quantity > 0:
            market.position += signed
            market.cost += Fraction(price) * Fraction(quantity, UNIT)
            market.lots.append([price, quantity])
        return round(realized)

    def unrealized(self, market):
        """At the side that would close it, of the last book that was not crossed."""
        price = market.mark["bid" if market.position > 0 else "ask"]
        if market.position == 0 or price is None:
            return 0
        worth = Fraction(price) * Fraction(abs(market.position), UNIT)
        held = 1 if market.position > 0 else -1
        return round((worth - self.cost(market)) * held * market.multiplier)

    @property
    def equity(self):
        return self.cash + sum(self.unrealized(market) for market in self.markets.values())

    # Lists and reduce-only

    def room(self, order):
        """What a reduce-only order may still take off the position."""
        return max(0, -order.sign * self.markets[order.symbol].position)

    def say_modified(self, order):
        self.say(
            "modified", id=order.id, quantity=decimal(order.quantity), limit=decimal(order.limit),
            stop=decimal(order.stop))

    def after_fill(self, order, quantity):
        if order.kind == "OCO":
            for other in order.family:
                if other is not order and other.status in OPEN:
                    self.end(other, "canceled", "oco", alone=True)
        elif order.kind == "OUO":
            self.update_others(order, quantity, order.family)
        elif order.is_child:
            self.update_others(order, quantity, order.family[1:])
            if order.family[0].status in OPEN:
                self.end(order.family[0], "canceled", "oco", alone=True)
        elif order.kind == "BRACKET":
            for child in order.family[1:]:
                self.grow(child, quantity)

    def update_others(self, order, quantity, family):
        for other in family:
            if other is order or other.status not in OPEN:
                continue
            other.asked -= quantity
            if other.leaves <= quantity:
                self.end(other, "canceled", "ouo", alone=True)
                continue
            other.quantity -= quantity
            if other.status != "INACTIVE" or other in self.to_activate:
                self.say_modified(other)

    def grow(self, child, quantity):
        """A bracket's child after a fill of its entry."""
        if child.status == "INACTIVE":
            if child not in self.to_activate:
                self.to_activate.append(child)
                child.quantity = 0
            child.quantity = min(child.asked, child.quantity + quantity)
        elif child.status == "ACCEPTED":
            grown = min(child.asked, child.quantity + quantity, child.filled + self.room(child))
            if grown > child.quantity:
                child.quantity = grown
                self.say_modified(child)

    def activate_children(self):
        """Children become active when what filled their entry has acted to its end."""
        while self.to_activate:
            child = self.to_activate.pop(0)
            if child.status == "INACTIVE":
                self.arrive(child)

    def shrink(self, symbol, market):
        for order in sorted(self.orders, key=lambda order: order.arrived):
            if order.symbol != symbol or order.status != "ACCEPTED" or not order.reduce_only:
                continue
            if self.room(order) == 0:
                self.end(order, "canceled", "reduce_only")
            elif order.leaves > self.room(order):
                order.quantity = order.filled + self.room(order)
                self.say_modified(order)

    def end(self, order, effect, reason, alone=False, together=()):
        """Ends an order and, unless alone, what hangs on it; `together` ends by the same command."""
        order.status = {"canceled": "CANCELED", "expired": "EXPIRED", "rejected": "REJECTED"}[effect]
        leaves = {"leaves": decimal(order.leaves)} if effect == "canceled" else {}
        self.say(effect, id=order.id, reason=reason, **leaves)
        if alone:
            return
        entry = order.family[0]
        others = [each for each in order.family if each is not order and each.status in OPEN]
        others = [each for each in others if each not in together]
        if order.kind == "OCO":
            for other in others:
                self.end(other, "canceled", "oco", alone=True)
        elif order.kind == "ROLL":
            for other in others if order.filled == 0 else []:
                self.end(other, "canceled", "roll", alone=True)
        elif order.is_child:
            if (effect == "rejected" or reason == "reduce_only") and entry in others:
                self.end(entry, "canceled", "oco", alone=True)
        elif order.kind == "BRACKET" and order.filled == 0:
            for other in others:
                self.end(other, "canceled", "parent", alone=True)

    def end_all(self, symbol, effect, reason, among=None, tif=None):
        ending = [
            order for order in (self.orders if among is None else among)
            if order.status in OPEN and symbol in (None, order.symbol) and tif in (None, order.tif)
        ]
        for order in ending:
            if order.status in OPEN:
                self.end(order, effect, reason, together=ending)

    # Orders

    def later(self, action):
        delay = int(self.config.get("latency_ms", 0) * 10**6)
        if delay == 0:
            action()
        else:
            heapq.heappush(self.deadlines, (self.now + delay, next(self.count), action))

    def enter(self, order, is_checked=True):
        """Takes an order in and asks risk; what came of it."""
        if order.id in self.by_id:
            self.say("rejected", id=order.id, reason="duplicate_id")
            return False
        self.by_id[order.id] = order
        self.orders.append(order)
        reason = self.risk.refusal(order) if is_checked else None
        if reason is not None:
            order.status = "DENIED"
            self.say("denied", id=order.id, reason=reason)
            return False
        if is_checked:
            self.risk.note_order()
        return True

    def send(self, order):
        self.later(lambda: self.arrive(order) if order.status == "PENDING" else None)

    def expire_later(self, order):
        def expire():
            if order.status in OPEN:
                self.end(order, "expired", "gtd")

        if order.tif == "GTD":
            heapq.heappush(self.deadlines, (order.expires, next(self.count), expire))

    def on_submit(self, message):
        order = Order(message)
        if self.enter(order):
            self.expire_later(order)
            self.send(order)

    def on_submit_list(self, message):
        kind, family = message["kind"], [Order(each) for each in message["orders"]]
        for order in family:
            order.kind, order.family = kind, family
        taken, is_refused = [], False
        for order in family:
            if order.is_child:
                order.status, order.reduce_only = "INACTIVE", True
            is_checked = not order.is_child and not (kind == "OCO" and is_refused)
            if self.enter(order, is_checked):
                taken.append(order)
            else:
                is_refused = True
        if is_refused and kind != "OUO":
            for order in taken:
                self.end(order, "canceled", "parent" if order.is_child else "oco", alone=True)
            return
        for order in taken:
            self.expire_later(order)
        if kind == "OCO":
            self.later(lambda: self.arrive_together(taken))
        else:
            for order in taken:
                if order.status == "PENDING":
                    self.send(order)

    def arrive_together(self, legs):
        """An OCO goes whole or not at all."""
        for leg in legs:
            reason = self.refusal(leg) if leg.status == "PENDING" else None
            if reason is not None:
                self.end(leg, "rejected", reason)
                return
        for leg in legs:
            if leg.status == "PENDING":
                self.arrive(leg)

    def refusal(self, order):
        """Why the venue would not have an order, or None."""
        market = self.markets[order.symbol]
        prices = [order.limit, order.stop, order.trail]
        if any(price is not None and price % market.tick != 0 for price in prices):
            return "price_not_on_tick"
        if order.type == "MARKET":
            if market.touch(order.far) is None:
                return "no_market"
            if market.is_crossed:
                return "crossed_book"
        checks_stop = order.acts_as == "STOP" and order.type != "TRAILING_STOP"
        if checks_stop and self.config.get("reject_stop_in_market", True) and self.is_hit_on_arrival(order):
            return "stop_in_market"
        if order.post_only and not market.is_crossed and order.reaches(market.touch(order.far)):
            return "would_cross"
        if order.reduce_only and self.room(order) == 0:
            return "reduce_only"
        return {"HALT": "market_halted", "CLOSED": "market_closed"}.get(market.status)

    def arrive(self, order):
        market = self.markets[order.symbol]
        cannot_trade = market.status != "TRADING" or market.is_crossed or market.touch(order.far) is None
        if order.flattens and cannot_trade:
            return  # it waits for a market
        reason = self.refusal(order)
        if reason is not None:
            self.end(order, "rejected", reason)
            return
        if order.reduce_only:
            order.quantity = min(order.quantity, order.filled + self.room(order))
        order.status = "ACCEPTED"
        order.priority = order.arrived = next(self.count)
        self.say("accepted", id=order.id)
        self.ratchet(order, market)
        if order.acts_as == "STOP" and self.is_hit_on_arrival(order):
            self.trigger(order, market)
        else:
            self.act(order, market, "touch")

    def on_cancel(self, message):
        def cancel():
            order = self.by_id.get(message["id"])
            if order is None or order.status not in OPEN:
                self.say("cancel_rejected", id=message["id"], reason="unknown_order")
            else:
                self.end(order, "canceled", "user")

        self.later(cancel)

    def on_cancel_all(self, message):
        symbol = message.get("symbol")
        among = [order for order in self.orders if order.status in OPEN]
        self.later(lambda: self.end_all(symbol, "canceled", "user", among))

    def on_modify(self, message):
        order = self.by_id.get(message["id"])
        if order is not None and order.status in OPEN:
            reason = self.risk.change_refusal(order, message)
            if reason is not None:
                self.say("modify_rejected", id=order.id, reason=reason)
                return
        self.later(lambda: self.modify(message))

    def modify(self, message):
        order = self.by_id.get(message["id"])
        if order is None or order.status not in OPEN:
            self.say("modify_rejected", id=message["id"], reason="unknown_order")
            return
        market = self.markets[order.symbol]
        changed = copy.copy(order)
        if "quantity" in message:
            changed.quantity = changed.asked = nanos(message["quantity"])
        changed.limit = nanos(message["limit"]) if "limit" in message else order.limit
        reason = None
        if changed.quantity < order.filled:
            reason = "below_filled"
        elif changed.limit is not None and changed.limit % market.tick != 0:
            reason = "price_not_on_tick"
        elif "limit" in message and order.type not in ("LIMIT", "STOP_LIMIT"):
            reason = "bad_price"
        elif order.post_only and order.status == "ACCEPTED" and not market.is_crossed:
            if changed.reaches(market.touch(order.far)):
                reason = "would_cross"
        if reason is not None:
            self.say("modify_rejected", id=order.id, reason=reason)
            return
        loses_place = changed.limit != order.limit or changed.quantity > order.quantity
        if order.reduce_only and order.status == "ACCEPTED":
            changed.quantity = min(changed.quantity, order.filled + self.room(order))
        is_changed = changed.limit != order.limit or changed.quantity != order.quantity
        order.quantity, order.asked, order.limit = changed.quantity, changed.asked, changed.limit
        self.say_modified(order)
        if order.leaves == 0:
            order.status = "FILLED"
        if order.status == "ACCEPTED" and loses_place:
            order.priority = next(self.count)
            if is_changed:
                self.act(order, market, "touch")

    # Commands and sessions

    def own_order(self, name, symbol, quantity, **terms):
        market = self.markets[symbol]
        self.names[name, symbol] = number = self.names.get((name, symbol), 0) + 1
        identity = f"{name}-{symbol}" + (f"-{number}" if number > 1 else "")
        side = "SELL" if market.position > 0 else "BUY"
        return Order(
            {"id": identity, "symbol": symbol, "side": side, "order_type": "MARKET",
             "quantity": decimal(quantity), **terms})

    def on_flatten(self, message):
        symbol = message.get("symbol")
        self.end_all(symbol, "canceled", "flatten")
        for each in [symbol] if symbol else self.markets:
            self.flatten(each)

    def flatten(self, symbol):
        if self.markets[symbol].position != 0:
            held = abs(self.markets[symbol].position)
            order = self.own_order("FLATTEN", symbol, held, reduce_only=True)
            order.flattens = True
            self.enter(order, is_checked=False)
            self.arrive(order)

    def on_reverse(self, message):
        symbol = message["symbol"]
        self.end_all(symbol, "canceled", "user")
        if self.markets[symbol].position != 0:
            order = self.own_order("REVERSE", symbol, 2 * abs(self.markets[symbol].position))
            if self.enter(order):
                self.send(order)

    def on_roll(self, message):
        old, new = message["symbol"], message["to"]
        trial = copy.deepcopy(self)  # it is tried on the side first
        leg, reason = trial.refused_leg(old, new)
        if reason is not None:
            self.say("roll_rejected", symbol=old, to=new, leg=leg, reason=reason)
            return
        self.say("roll", symbol=old, to=new, quantity=decimal(self.markets[old].position))
        self.end_all(old, "canceled", "roll")
        legs = self.roll_orders(old, new)
        for order in legs:
            order.kind, order.family = "ROLL", legs
            self.enter(order, is_checked=False)
            self.risk.note_order()
        self.later(lambda: self.arrive_rolled(legs))

    def roll_orders(self, old, new):
        held = abs(self.markets[old].position)
        close = self.own_order("ROLL", old, held, reduce_only=True)
        opening = self.own_order("ROLL", new, held)
        opening.side = "BUY" if close.side == "SELL" else "SELL"
        return [close, opening]

    def refused_leg(self, old, new):
        """Both legs one after the other, without latency; the leg that may not go, and why."""
        if old == new:
            return new, "other_product"
        if self.markets[old].position == 0:
            return old, "reduce_only"
        self.end_all(old, "canceled", "roll")
        close, opening = self.roll_orders(old, new)
        reason = self.risk.refusal(close) or self.refusal(close)
        if reason is not None:
            return old, reason
        self.enter(close)
        self.arrive(close)
        return new, self.risk.refusal(opening) or self.refusal(opening)

    def arrive_rolled(self, legs):
        """Both go or neither; the new month gets what the old one gave up."""
        close, opening = legs
        for leg in legs:
            reason = self.refusal(leg) if leg.status == "PENDING" else None
            if reason is not None:
                self.end(leg, "rejected", reason)
                return
        if close.status == "PENDING":
            self.arrive(close)
        if opening.status == "PENDING":
            if close.filled < opening.quantity:
                opening.quantity = opening.asked = close.filled
                self.say_modified(opening)
            self.arrive(opening)

    def on_market_status(self, message):
        market = self.markets[message["symbol"]]
        resumes = market.status != "TRADING" and message["status"] == "TRADING"
        market.status = message["status"]
        if resumes and not market.is_crossed:
            self.match(message["symbol"], market)

    def on_session_open(self, message):
        self.risk.open_day(message.get("trade_date"))

    def on_session_close(self, message):
        self.end_all(message["symbol"], "expired", "day", tif="DAY")

    def on_trading_state(self, message):
        self.risk.set_state(message["state"])
        self.say("trading_state", state=message["state"])
