"""Gives random input to `thor engine` and to the second engine beside it, and compares what they say.

usage: random_streams.py THOR [--first SEED] [--streams N]
The first stream on which they differ is cut down to the lines that matter and printed with both
answers; the exit status is then 1.
"""

import argparse
import datetime
import json
import random
import subprocess
import sys

from paper_venue import PaperVenue, decimal

START = 1_710_253_800_000_000_000  # 2024-03-12T14:30:00Z
MILLISECOND = 10**6
TICK = 250_000_000
SYMBOLS = {"ES": (20_000, "50"), "NQ": (72_000, "20"), "ESH4": (20_000, "50"), "ESM4": (20_190, "50")}
MONTHS = ["ESH4", "ESM4"]  # of one product
COMPARED = {
    "filled": ("id", "symbol", "side", "price", "quantity", "leaves", "commission", "liquidity", "why"),
    "position": ("symbol", "quantity", "average_price", "realized", "fees"),
    "accepted": ("id",),
    "denied": ("id", "reason"),
    "rejected": ("id", "reason"),
    "triggered": ("id", "stop"),
    "modified": ("id", "quantity", "limit", "stop"),
    "canceled": ("id", "reason", "leaves"),
    "expired": ("id", "reason"),
    "cancel_rejected": ("id", "reason"),
    "modify_rejected": ("id", "reason"),
    "source": ("symbol", "from", "to", "reason"),
    "roll": ("symbol", "to", "quantity"),
    "roll_rejected": ("symbol", "to", "leg", "reason"),
    "trading_state": ("state",),
    "risk": ("rule", "symbol"),
}
BREACHES = ("daily_loss_limit", "max_drawdown", "margin_call", "circuit_breaker")


class Stream:
    """One random session: instruments, a configuration, then ticks and commands."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.ids = []
        self.now = START
        self.symbols = self.random.choice([["ES"], ["ES", "NQ"], MONTHS])
        self.mid = {symbol: SYMBOLS[symbol][0] for symbol in self.symbols}
        self.sources = ["A", "B"][: self.random.randint(1, 2)]
        self.define()
        for _ in range(self.random.randint(20, 90)):
            self.now += self.random.choice([0, 1, 1, 2, 5]) * MILLISECOND + self.random.randint(0, 999)
            self.step(self.random.choice(self.symbols))
        self.add("clock", at=self.now + 100 * MILLISECOND)

    def chance(self, share):
        return self.random.random() < share

    def add(self, line_type, at=None, **members):
        self.lines.append({"type": line_type, "ts": self.now if at is None else at, **members})

    def price(self, ticks):
        return decimal(ticks * TICK)

    def some(self, most):
        return str(self.random.randint(1, most))

    def define(self):
        for symbol in self.symbols:
            terms = {"type": "instrument", "symbol": symbol, "multiplier": SYMBOLS[symbol][1], "tick": "0.25"}
            if self.chance(0.5):
                terms["initial_margin"] = "13200"
            elif self.chance(0.6):
                terms["initial_margin_rate"] = "0.05"
            if self.chance(0.7):
                terms["group"] = "index"
            self.lines.append(terms)
        config = {"type": "config", "cash": "1000000"}
        for share, member, value in [
            (0.5, "commission", "2.25"), (0.3, "pnl_method", "FIFO"), (0.3, "liquidity_consumption", False),
            (0.4, "reject_stop_in_market", False), (0.4, "queue_position", True),
            (0.4, "latency_ms", self.random.choice([1, 3, 7])), (0.3, "slippage_ticks", self.random.randint(1, 2)),
            (0.2, "stop_trigger", "LAST"),
        ]:
            if self.chance(share):
                config[member] = value
        if len(self.sources) > 1:
            config["sources"] = self.sources[: self.random.randint(0, 2)]
            config["fresh_ms"] = self.random.choice([3, 10])
        if self.chance(0.5):
            config["risk"] = self.limits(config)
        self.lines.append(config)

    def limits(self, config):
        some = self.random.randint
        limits = {}
        for member, value in [
            ("position_limit", {self.random.choice(["*", "ES"]): str(some(3, 12))}),
            ("max_order_quantity", {"*": str(some(2, 6)), "ES": str(some(2, 6))}),
            ("max_notional_per_order", {"*": str(some(3, 15) * 100_000)}),
            ("max_order_rate", {"count": some(1, 4), "per_ms": some(5, 40)}),
            ("max_trades_per_day", some(2, 8)),
            ("max_gross_exposure", str(some(5, 40) * 100_000)),
            ("max_net_exposure", str(some(3, 30) * 100_000)),
            ("max_group_exposure", str(some(5, 40) * 100_000)),
            ("price_collar_ticks", some(0, 3)),
            ("max_quote_age_ms", some(5, 40)),
            ("daily_loss_limit", str(some(1, 20) * 100)),
            ("max_drawdown", str(some(1, 20) * 100)),
            ("breaker", {"pct": self.random.choice(["0.01", "0.02", "0.03"]), "window_ms": some(5, 60),
                         "cooldown_ms": some(5, 50)}),
        ]:
            if self.chance(0.25):
                limits[member] = value
        if self.chance(0.3):
            limits["check_margin"] = True
            config["cash"] = str(some(1, 12) * 10_000)
        return limits

    def step(self, symbol):
        whole = {} if self.chance(0.4) else {"symbol": symbol}
        steps = [
            (45, lambda: self.tick(symbol)), (10, lambda: self.trade(symbol)),
            (20, lambda: self.add("submit", **self.order(symbol))), (7, lambda: self.submit_list(symbol)),
            (6, self.cancel), (5, lambda: self.modify(symbol)), (1.5, lambda: self.add("flatten", **whole)),
            (1, lambda: self.add("reverse", symbol=symbol)), (1, lambda: self.add("cancel_all", **whole)),
            (1, lambda: self.add("session_close", symbol=symbol)), (0.5, lambda: self.session_open(symbol)),
            (1, lambda: self.add(
                "market_status", symbol=symbol,
                status=self.random.choice(["HALT", "CLOSED", "TRADING", "TRADING"]))),
            (0.5, lambda: self.add("trading_state", state=self.random.choice(["ACTIVE", "REDUCING", "HALTED"]))),
        ]
        if symbol in MONTHS:
            steps.append((8, lambda: self.roll(symbol)))
        self.random.choices([each for _, each in steps], [weight for weight, _ in steps])[0]()

    def roll(self, symbol):
        other = MONTHS[1 - MONTHS.index(symbol)]
        self.add("roll", symbol=symbol, to=symbol if self.chance(0.03) else other)

    def session_open(self, symbol):
        dated = {"trade_date": self.random.choice(["2024-03-12", "2024-03-13"])} if self.chance(0.7) else {}
        self.add("session_open", symbol=symbol, **dated)

    def tick(self, symbol):
        self.mid[symbol] += self.random.randint(-3, 3)
        bid = self.mid[symbol]
        ask = bid + self.random.choice([1, 1, 1, 1, 2, 2, 2, 0, -1 if self.chance(0.4) else 1])
        tick = {
            "symbol": symbol, "source": self.random.choice(self.sources), "bid": self.price(bid),
            "ask": self.price(ask), "bidSize": self.some(8), "askSize": self.some(8),
        }
        if self.chance(0.05):
            tick[self.random.choice(["bidSize", "askSize"])] = "0"
        if self.chance(0.1):
            tick.pop(self.random.choice(["bidSize", "askSize", "bid", "ask"]))
        if self.chance(0.3):
            tick["last"] = self.price(self.random.choice([bid, ask]))
            if self.chance(0.7):
                tick["lastSize"] = self.some(9)
        self.add("tick", **tick)

    def trade(self, symbol):
        price = self.price(self.mid[symbol] + self.random.randint(-3, 4))
        said = {"aggressor": self.random.choice(["BUYER", "SELLER"])} if self.chance(0.7) else {}
        self.add(
            "tick", symbol=symbol, source=self.random.choice(self.sources), last=price,
            lastSize=self.some(20), **said)

    def order(self, symbol):
        side = self.random.choice(["BUY", "SELL"])
        kind = self.random.choice(["MARKET", "LIMIT", "LIMIT", "LIMIT", "STOP", "STOP_LIMIT", "TRAILING_STOP"])
        order = {
            "id": f"o{len(self.ids) + 1}", "symbol": symbol, "side": side, "order_type": kind,
            "quantity": self.some(6),
        }
        self.ids.append(order["id"])
        mid, away = self.mid[symbol], 1 if side == "BUY" else -1
        if kind == "LIMIT":
            order["limit"] = self.price(mid + self.random.randint(-4, 4))
        if kind in ("STOP", "STOP_LIMIT"):
            stop = mid + away * (self.random.randint(1, 5) if self.chance(0.8) else self.random.randint(-4, 4))
            order["stop"] = self.price(stop)
            if kind == "STOP_LIMIT":
                order["limit"] = self.price(stop + self.random.randint(-2, 2))
        if kind == "TRAILING_STOP":
            order["trail"] = self.price(self.random.randint(1, 6))
        tif = self.random.choices(["GTC", "IOC", "FOK", "DAY", "GTD"], [72, 8, 6, 6, 8])[0]
        if tif != "GTC":
            order["tif"] = tif
        if tif == "GTD":
            order["expires"] = self.now + self.random.randint(1, 30) * MILLISECOND
        if kind == "LIMIT" and tif not in ("IOC", "FOK") and self.chance(0.1):
            order["post_only"] = True
        if self.chance(0.15):
            order["reduce_only"] = True
        return order

    def submit_list(self, symbol):
        kind = self.random.choice(["OCO", "OUO", "BRACKET", "BRACKET"])
        orders = [self.order(symbol) for _ in range(3 if kind == "BRACKET" else 2)]
        if kind == "BRACKET":
            orders = self.bracket(symbol, *(order["id"] for order in orders))
        self.add("submit_list", kind=kind, orders=orders)

    def bracket(self, symbol, entry, stop, target):
        mid, away = self.mid[symbol], self.random.choice([1, -1])
        side, exit_side = ("BUY", "SELL") if away == 1 else ("SELL", "BUY")
        quantity = self.some(6)
        first = {"id": entry, "symbol": symbol, "side": side, "quantity": quantity, "order_type": "MARKET"}
        if self.chance(0.5):
            first |= {"order_type": "LIMIT", "limit": self.price(mid + self.random.randint(-2, 2))}
        last = {"symbol": symbol, "side": exit_side, "quantity": quantity if self.chance(0.8) else self.some(6)}
        return [
            first,
            {**last, "id": stop, "order_type": "STOP",
             "stop": self.price(mid - away * self.random.randint(1, 6))},
            {**last, "id": target, "order_type": "LIMIT",
             "limit": self.price(mid + away * self.random.randint(0, 6))},
        ]

    def cancel(self):
        if self.ids:
            self.add("cancel", id=self.random.choice(self.ids[-6:]))

    def modify(self, symbol):
        if not self.ids:
            return
        change = {"id": self.random.choice(self.ids[-6:])}
        if self.chance(0.6):
            change["quantity"] = self.some(7)
        if self.chance(0.5) or len(change) == 1:
            change["limit"] = self.price(self.mid[symbol] + self.random.randint(-4, 4))
        self.add("modify", **change)


def instant(text):
    day, _, fraction = text.rstrip("Z").partition(".")
    seconds = int(datetime.datetime.fromisoformat(day + "+00:00").timestamp())
    return seconds * 10**9 + int((fraction + "0" * 9)[:9])


def compared(effect):
    """What of an effect is held against the other's; None for what only one of them says."""
    kind = effect["type"]
    if kind not in COMPARED:
        return None
    if kind == "risk" and (effect["state"] != "breach" or effect["rule"] not in BREACHES):
        return None
    at = effect["ts"] if isinstance(effect["ts"], int) else instant(effect["ts"])
    return (kind, at - START, *(effect.get(member) for member in COMPARED[kind]))


def answers(thor, lines):
    text = "".join(json.dumps(line) + "\n" for line in lines)
    run = subprocess.run([thor, "engine"], input=text, capture_output=True, text=True, timeout=60)
    theirs = [json.loads(line) for line in run.stdout.splitlines()]
    errors = [effect for effect in theirs if effect["type"] == "error"]
    if run.returncode != 0 or errors:
        sys.exit(f"{thor} engine ended with {run.returncode}: {errors[:1] or run.stderr}")
    venue = PaperVenue()
    for line in lines:
        venue.apply(line)
    return [
        [each for each in map(compared, effects) if each is not None] for effects in (theirs, venue.said)
    ]


def differs(thor, lines):
    thors, seconds = answers(thor, lines)
    return thors != seconds


def cut_down(thor, lines):
    """The same difference in as few lines as can be had by leaving single ones out."""
    while True:
        before = len(lines)
        for place in range(len(lines) - 1, 0, -1):
            fewer = lines[:place] + lines[place + 1:]
            if lines[place]["type"] not in ("instrument", "config") and differs(thor, fewer):
                lines = fewer
        if len(lines) == before:
            return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("thor")
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    parser.add_argument("--streams", type=int, default=100, metavar="N")
    asked = parser.parse_args()
    effects = 0
    for seed in range(asked.first, asked.first + asked.streams):
        lines = Stream(seed).lines
        thors, seconds = answers(asked.thor, lines)
        effects += len(thors)
        if thors != seconds:
            lines = cut_down(asked.thor, lines)
            thors, seconds = answers(asked.thor, lines)
            place = next(
                (at for at, pair in enumerate(zip(thors, seconds)) if pair[0] != pair[1]),
                min(len(thors), len(seconds)))
            print(f"seed {seed}: they differ at effect {place + 1}")
            for line in lines:
                print("  ", json.dumps(line))
            for name, said in (("thor", thors), ("second engine", seconds)):
                print(f"{name}:", *said[max(0, place - 2): place + 3], sep="\n   ")
            print(f"again: {sys.argv[0]} {asked.thor} --first {seed} --streams 1")
            return 1
    print(json.dumps({"streams": asked.streams, "effects": effects, "differences": 0}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
