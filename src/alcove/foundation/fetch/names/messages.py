"""Questions and answers of the DNS, written and read by dnspython; loaded on first use (0.07 s)."""

from typing import Final, Literal, TypeAlias

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
from dns.message import QueryMessage

Kind: TypeAlias = Literal["A", "AAAA"]
KINDS: Final[tuple[Kind, Kind]] = ("A", "AAAA")
NEGATIVE_TTL: Final = 30.0

# RFC 8467: questions of one length tell less to who counts bytes.
_PADDING: Final = 128
_PAYLOAD: Final = 1232


class Unanswered(Exception):
    """A server answered without answering: it failed, refused, or sent something else."""


def question(host: str, kind: Kind, *, private: bool = False) -> QueryMessage:
    """Return the question for a host's addresses; `private` ones have id 0 and a padded length."""
    name = dns.name.from_text(host)
    if not private:
        return dns.message.make_query(name, kind, use_edns=0, payload=_PAYLOAD)
    return dns.message.make_query(name, kind, use_edns=0, payload=_PAYLOAD, pad=_PADDING, id=0)


def is_askable(host: str) -> bool:
    """Tell whether a host can be asked for at all: its labels fit."""
    try:
        dns.name.from_text(host)
    except (dns.exception.DNSException, UnicodeError):
        return False
    return True


def parse(wire: bytes) -> dns.message.Message:
    """Return an answer read from bytes; Unanswered."""
    try:
        return dns.message.from_wire(wire)
    except (dns.exception.DNSException, ValueError) as error:
        raise Unanswered("the answer cannot be read") from error


def addresses(asked: QueryMessage, answer: dns.message.Message) -> tuple[tuple[str, ...], float]:
    """Return the addresses an answer holds, aliases followed, and its seconds to live; Unanswered."""
    if not asked.is_response(answer) or not isinstance(answer, QueryMessage):
        raise Unanswered("the answer belongs to another question")
    if answer.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        raise Unanswered(dns.rcode.to_text(answer.rcode()))
    if answer.flags & dns.flags.TC:
        raise Unanswered("the answer is cut short")
    try:
        chain = answer.resolve_chaining()
    except dns.exception.DNSException as error:
        raise Unanswered("the answer contradicts itself") from error
    if chain.answer is None:
        return (), NEGATIVE_TTL
    return tuple(str(each.address) for each in chain.answer), float(chain.minimum_ttl)
