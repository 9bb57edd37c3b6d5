"""From a wrong expression of the faulty reference to the submission's, through a value that nobody else makes.

A wrong expression may have a value that is right elsewhere (`C_t = C[t]`).  What is computed from it, further on, is
not.  There the submission is entered, and the way that led up in the reference is gone down in the submission,
whatever the names: through its temporaries, its copies and its helpers.
"""

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from harness.diagnosis.flow import Flow
from harness.diagnosis.signatures import NOTHING, Signature

# Steps that are gone up until a value is unique, and ways that are kept.
HIGHEST = 10
MOST_WAYS = 6
# Copies of copies: deeper than anybody writes.
DEEPEST = 8
# A function that so many places call is a helper of the program, not a part of one expression.
SHARED = 2
# Expressions that compute nothing.
LEAF = (ast.Name, ast.Subscript, ast.Attribute)


class Found(NamedTuple):
    """An expression of the submission; `bound` where it is what a name is given, not where the name is used."""

    node: ast.expr
    bound: bool


class Search(NamedTuple):
    """The faulty reference's flow and the submission's; the latter's backward values may be divided too."""

    faulty: Flow
    own: Flow
    divisor: float

    def places(self, spot: ast.expr, *, taken: bool = False) -> list[Found]:
        """Return where the submission does what the reference does at `spot`; empty where that is not certain.

        Where a value that is right elsewhere is `taken`, the place is where it is used.
        """
        makes = not taken and not self.faulty.passes(spot)
        found: list[Found | None] = []
        consumers = self._consumers(spot)
        for way in self._ways(spot):
            for divisor in {1.0, self.divisor}:
                signatures = [self._scaled(node, divisor) for node in way]
                for maker in self.own.makers(signatures[-1]):
                    steps = list(zip(way, signatures, strict=True))
                    placed = self._down(maker, steps)
                    if placed is not None:
                        settled = self._settled(placed, spot, consumers, divisor, makes=makes)
                        found.append(self._handed_in(settled, spot) if taken and settled else settled)
        return [one for one in found if one is not None]

    def _handed_in(self, found: Found, spot: ast.expr) -> Found | None:
        """Return the call that hands a helper the value that is taken wrongly; None where several may.

        A helper that others call computes what it should, and so does one that is given the value itself.
        """
        helper = self.own.function(found.node)
        calls = list(self.own.calls(helper)) if helper is not None else []
        arguments = [argument for call in calls for argument in call.args]
        for value in (spot, *(self.faulty.operands(spot) if len(calls) >= SHARED else ())):
            wanted = [self._scaled(value, divisor) for divisor in {1.0, self.divisor}]
            given = [one for one in arguments if any(self.own.has(one, signature) for signature in wanted)]
            if given:
                return Found(given[0], bound=True) if len(given) == 1 else None
        return None if len(calls) >= SHARED else found

    def _scaled(self, node: ast.expr, divisor: float) -> Signature:
        found = self.faulty.signature(node)
        return (found or NOTHING).scaled(divisor)

    # --- up in the reference ---

    def _ways(self, spot: ast.expr) -> Iterator[list[ast.expr]]:
        """Yield ways from the spot up to the nearest expressions whose values nobody else makes."""
        waiting: list[list[ast.expr]] = [[spot]]
        seen = {id(spot)}
        count = 0
        while waiting and count < MOST_WAYS:
            way = waiting.pop(0)
            if self._unique(way[-1]):
                user = self.faulty.user(way[-1])
                if self._made(way[-1]) or user is None:
                    count += 1
                    if not any(self._copies(node, spot) for node in way[1:]):
                        yield self._without_repeats(way)
                elif not self._cut(way[-1]):
                    # The submission has no such part, perhaps a function with another one: the whole is the place.
                    waiting.append([user])
                # Else the line that made the larger array is the place, and its values are not these.
                continue
            if len(way) < HIGHEST:
                for further in self._onwards(way[-1]):
                    if id(further) not in seen:
                        seen.add(id(further))
                        waiting.append([*way, further])

    def _unique(self, node: ast.expr) -> bool:
        signature = self.faulty.signature(node)
        if signature is None or signature.zero:
            return False
        makers = self.faulty.makers(signature)
        return len(makers) == 1 and makers[0] is node

    def _copies(self, node: ast.expr, spot: ast.expr) -> bool:
        """Whether another line hands the spot's value on: nobody could say which of the two a copy stands for."""
        signature, around = self.faulty.signature(spot), self.faulty.parent(node)
        copied = isinstance(node, LEAF) and isinstance(around, ast.Assign) and around.value is node
        return copied and signature is not None and self.faulty.has(node, signature)

    def _made(self, node: ast.expr) -> bool:
        """Whether the submission makes these values too."""
        return any(self.own.makers(self._scaled(node, divisor)) for divisor in {1.0, self.divisor})

    def _cut(self, node: ast.expr) -> bool:
        """Whether the submission takes these values from a larger array."""
        found = [one for divisor in {1.0, self.divisor} for one in self.own.nodes_of(self._scaled(node, divisor))]
        return any(isinstance(one, ast.Subscript) for one in found)

    def _onwards(self, node: ast.expr) -> list[ast.expr]:
        """Return the expressions that use the value of one, in its statement or under the name that it is given."""
        user = self.faulty.user(node)
        if user is not None:
            return [user] if self.faulty.signature(user) is not None else []
        return [use for use in self.faulty.uses(node) if self.faulty.signature(use) is not None]

    def _without_repeats(self, way: Sequence[ast.expr]) -> list[ast.expr]:
        """Return the way without the steps that only hand on a value, which every program does in its own way."""
        kept = [way[0]]
        for node in way[1:]:
            last, signature = self.faulty.signature(kept[-1]), self.faulty.signature(node)
            if last is None or signature is None or not signature.same(last):
                kept.append(node)
        return kept

    def _consumers(self, spot: ast.expr) -> list[Signature]:
        """Return what is computed first from the value of the spot."""
        own = self.faulty.signature(spot)
        found: list[Signature] = []
        waiting, seen = [spot], {id(spot)}
        while waiting:
            for further in self._onwards(waiting.pop()):
                signature = self.faulty.signature(further)
                if id(further) in seen or signature is None or own is None:
                    continue
                seen.add(id(further))
                if signature.same(own):
                    waiting.append(further)
                else:
                    found.append(signature)
        return found

    # --- down in the submission ---

    def _down(self, node: ast.expr, steps: list[tuple[ast.expr, Signature]]) -> ast.expr | None:
        """Follow the steps back from an expression that has the last one's values; None where they part."""
        for _, wanted in reversed(steps[:-1]):
            found = self._operand(node, wanted, 0)
            if found is None and not wanted.zero:
                return None
            # Zeros that are added need not stand there.
            node = found or node
        return node

    def _operand(self, node: ast.expr, wanted: Signature, depth: int) -> ast.expr | None:
        """Return the nearest expression with these values from which `node` is computed."""
        level = self.own.operands(node)
        inside: list[ast.expr] = [node] if self.own.is_sum(node) or isinstance(node, ast.Name | ast.Subscript) else []
        while level:
            if hit := next((one for one in level if self.own.has(one, wanted)), None):
                return hit
            inside += level
            level = [below for one in level for below in self.own.operands(one)]
        if depth > DEEPEST:
            return None
        for one in inside:
            if not (isinstance(one, ast.Name | ast.Subscript) or self.own.is_sum(one) or self.own.own_call(one)):
                continue
            definitions = self.own.definitions(one)
            exact = [other for other in definitions if self.own.has(other, wanted)]
            if len(exact) == 1:
                return exact[0]
            # A temporary: what it was given is part of the expression.
            own = self.own.signature(one)
            parts = [
                other for other in definitions if own is not None and self.own.has(other, own) and other is not node
            ]
            if len(parts) == 1 and (hit := self._operand(parts[0], wanted, depth + 1)):
                return hit
        return None

    def _settled(
        self, node: ast.expr, spot: ast.expr, consumers: Sequence[Signature], divisor: float, *, makes: bool
    ) -> Found | None:
        """Return the place itself: what a name was given, where only what is wrong is computed from it.

        None where the spot makes its value, and no more than a name that reads it is found: that line makes nothing.
        """
        signature = self.own.signature(node)
        scaled = [one.scaled(divisor) for one in consumers]
        # What an operation adds up, `+=` too, may be its only non-zero part; the operation is meant.
        operation = not isinstance(spot, LEAF) or self.faulty.is_sum(spot)
        place, bound, followed = node, False, None
        for _ in range(DEEPEST):
            if signature is None or not self.own.passes(node) or (isinstance(node, ast.Subscript) and not makes):
                break
            given = [one for one in self.own.definitions(node) if self.own.has(one, signature)]
            operands = [] if given or operation else self.own.operands(node)
            inside = [one for one in operands if self.own.has(one, signature)]
            if len(given) + len(inside) != 1:
                break
            node = (given or inside)[0]
            if inside:
                continue
            maker = not self.own.passes(node) or (operation and isinstance(node, ast.BinOp))
            if not makes and (strangers := [*self._strangers(node, scaled, 0)]):
                if not any(self.faulty.nodes_of(one.scaled(1 / divisor)) for one in strangers):
                    return None  # what others make of it the reference does not know: they may be as wrong as this one
                break  # it is right for others: its use here is wrong
            # What is handed to a helper, or back from it, is given on another line, if it is given anywhere.
            if maker or not (self.own.handed(node) or self.own.own_call(node)):
                place, bound = node, True
            followed = node
            if not makes and self.own.own_call(node):
                # The helper computes what it should; what its value is taken for is wrong.
                return Found(node, bound=True)
            if bound and not makes and isinstance(node, type(spot)):
                break
        argument = followed is node and not bound and self.own.argument(node)
        place, bound = (node, True) if argument else (place, bound)
        read = isinstance(place, LEAF) and not bound and not self.own.is_sum(place)
        return None if makes and read else Found(place, bound)

    def _strangers(self, node: ast.expr, consumers: Sequence[Signature], depth: int) -> Iterator[Signature]:
        """Yield what is computed first from what a name was given, and is not among these values."""
        own, user = self.own.signature(node), self.own.user(node)
        for use in [user] if user is not None else self.own.uses(node):
            signature = self.own.signature(use)
            if signature is None or own is None or use is node or any(signature.same(one) for one in consumers):
                continue
            if not signature.same(own) or depth > DEEPEST:
                yield signature
            else:
                yield from self._strangers(use, consumers, depth + 1)
