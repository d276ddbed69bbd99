"""
The properties that a truthful unified API has, in one sentence each: what checks serve.

A property says what must hold; how it is found out is the checks' affair. Numbers never change
their meaning; a new property gets a new number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PROPERTIES: Final[Mapping[str, str]] = {
    "P-01": "A walk over a list shows every record of the provider.",
    "P-02": "No record is listed twice.",
    "P-03": "A walk ends, and no cursor comes back.",
    "P-04": "No page before the last one is empty.",
    "P-05": "Records that are there from before a walk until after it are seen, whatever changes.",
    "P-06": "A cursor is opaque, can be used again, and belongs to its account, list and filter.",
    "P-07": "Reading twice what has not changed gives the same.",
    "P-08": "A list and a single read agree on every field that both show.",
    "P-09": "The page size changes how many pages there are, never which records.",
    "P-10": "A count is the number of what it counts.",
    "P-11": "A time filter gives exactly the records that meet it, in whatever zone it is written.",
    "P-12": "A later bound never gives more records than an earlier one.",
    "P-13": "Polling by the time of change misses nothing.",
    "P-14": "When a part of a record changes, its time of change moves.",
    "P-15": "What is not supported is refused; the answer is never as if nothing had been asked.",
    "P-16": "Every record has the declared shape, and an id that is a text.",
    "P-17": "Every field shows what the provider holds.",
    "P-18": "No value is invented.",
    "P-19": "A value outside the known lists goes the declared way, and costs no record.",
    "P-20": "Every instant has a zone and is the provider's own; one that cannot be read is null.",
    "P-21": "References lead to records that exist, and embedded copies agree with them.",
    "P-22": "One broken record changes nothing about the others.",
    "P-23": "Raw data is the provider's record, unchanged.",
    "P-24": "After a 429 the provider is left alone for as long as it asked.",
    "P-25": "One request never becomes a storm.",
    "P-26": "A limit in the middle of a walk loses and repeats nothing.",
    "P-27": "Every failure is told apart; none ever becomes a shorter list.",
    "P-28": "A refused credential is asked about once, and blocks only its own account.",
    "P-29": "A create that is sent again makes one record.",
    "P-30": "What was written is what is stored and read back; an update changes nothing else.",
    "P-31": "No credential, in whatever encoding, leaves the integration.",
    "P-32": "Accounts never mix.",
    "P-33": "Equal-opportunity answers are shown only where they belong.",
    "P-34": "A downloaded file is the provider's, byte by byte, and reached by its owner only.",
    "P-35": "A webhook whose signature does not hold changes nothing.",
    "P-36": "An event that comes twice has the effect of one.",
    "P-37": "The order in which events come does not matter in the end.",
    "P-38": "An event that a consumer missed comes again, or its loss can be seen.",
    "P-39": "A deleted record disappears, and a read that failed deletes nothing.",
    "P-40": "The number of requests to the provider stays within a bound.",
    "P-41": "Fields that a provider adds change nothing.",
    "P-42": "What is not supported says so, and never with an empty list.",
    "P-43": "No request of a client, however odd, ends in a server error.",
}
