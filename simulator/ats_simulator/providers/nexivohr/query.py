"""
The `q` parameter: boolean search words, compiled to one SQL condition over `wire_index.search`.

    any    = all { OR all }
    all    = one { [AND] one }                 standing side by side means AND
    one    = (NOT | "-") one | "(" any ")" | "a phrase" | word

A word matches as a substring, folded to lower case, accents kept. `AND`, `OR` and `NOT` are
operators in any case; in quotes they are words. Nothing else has a meaning: `%` and `_` are
letters like others. Length, operands and depth are bounded, so that no query can exhaust the
parser or the database. Source: SPEC section 3.1 (our-choice).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ats_simulator.store.records import EVERYTHING, Where

MAX_LENGTH: Final = 2000
MAX_OPERANDS: Final = 50
MAX_DEPTH: Final = 50

_TOKEN: Final = re.compile(r'\s*(?:(?P<mark>[()-])|"(?P<phrase>[^"]*)"|(?P<word>[^\s()"]+))')
_OPERATORS: Final = frozenset({"and", "or", "not"})
_END: Final = ("end", "")

Token = tuple[str, str]
"""Kind ("operator", "(", ")", "text", "end") and the operator's name or the folded text."""


class BadQuery(ValueError):
    """The query cannot be read; the message is a sentence for `errors.q`."""


def where_of(query: str) -> Where:
    """
    Compile *query*; a blank one matches everything.

    Raises: BadQuery for unbalanced quotes or parentheses, an operator without operand, or a
        query beyond the bounds.
    """
    if len(query) > MAX_LENGTH:
        raise BadQuery(f"The q may not be longer than {MAX_LENGTH} characters.")
    tokens = tokens_of(query)
    if not tokens:
        return EVERYTHING
    if sum(kind == "text" for kind, _ in tokens) > MAX_OPERANDS:
        raise BadQuery(f"The q may not hold more than {MAX_OPERANDS} words and phrases.")
    parser = _Parser(tokens)
    where = parser.any_of(0)
    if parser.next != _END:
        raise BadQuery("The q has a closing parenthesis without an opening one.")
    return where


def tokens_of(query: str) -> list[Token]:
    """
    Cut *query* into tokens.

    Raises: BadQuery for a quote that is never closed, or a phrase without text.
    """
    tokens: list[Token] = []
    at, end = 0, len(query.rstrip())
    while at < end:
        found = _TOKEN.match(query, at)
        if found is None:
            raise BadQuery("The q has a quote that is never closed.")
        tokens.append(_token(found))
        at = found.end()
    return tokens


def _token(found: re.Match[str]) -> Token:
    mark, phrase, word = found["mark"], found["phrase"], found["word"]
    if mark is not None:
        return ("operator", "not") if mark == "-" else (mark, "")
    if phrase is not None:
        if not phrase.strip():
            raise BadQuery("The q has a quoted phrase without text.")
        return ("text", phrase.casefold())
    folded = word.casefold()
    return ("operator", folded) if folded in _OPERATORS else ("text", folded)


@dataclass(slots=True)
class _Parser:
    """Reads tokens from left to right, one function per line of the grammar."""

    tokens: list[Token]
    at: int = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _END

    def any_of(self, depth: int) -> Where:
        parts = [self.all_of(depth)]
        while self.next == ("operator", "or"):
            self.at += 1
            parts.append(self.all_of(depth))
        return _join(parts, " OR ")

    def all_of(self, depth: int) -> Where:
        parts = [self.one(depth)]
        while self.next[0] in ("text", "(") or self.next[1] in ("and", "not"):
            if self.next == ("operator", "and"):
                self.at += 1
            parts.append(self.one(depth))
        return _join(parts, " AND ")

    def one(self, depth: int) -> Where:
        if depth > MAX_DEPTH:
            raise BadQuery(f"The q may not be nested deeper than {MAX_DEPTH} levels.")
        kind, text = self.next
        self.at += 1
        if kind == "text":
            return Where("instr(search, ?) > 0", (text,))
        if (kind, text) == ("operator", "not"):
            inner = self.one(depth + 1)
            return Where(f"NOT ({inner.sql})", inner.params)
        if kind == "(":
            return self.inside(depth + 1)
        raise BadQuery(_complaint(kind, text))

    def inside(self, depth: int) -> Where:
        inner = self.any_of(depth)
        if self.next[0] != ")":
            raise BadQuery("The q has an opening parenthesis that is never closed.")
        self.at += 1
        return inner


def _join(parts: list[Where], operator: str) -> Where:
    if len(parts) == 1:
        return parts[0]
    sql = operator.join(part.sql for part in parts)
    return Where(f"({sql})", tuple(value for part in parts for value in part.params))


def _complaint(kind: str, text: str) -> str:
    if kind == "operator":
        return f"The q has {text.upper()} where a word is expected."
    if kind == ")":
        return "The q has a closing parenthesis where a word is expected."
    return "The q ends where a word is expected."
