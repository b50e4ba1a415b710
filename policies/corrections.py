"""What comes in from readers: screened here, without asking anybody else, and kept or turned away.

Who sends it is kept nowhere. The address a message comes from is turned into a hash with a key of this site and of the
day, which is counted in the cache for a day at most; it is no part of what is kept.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
import time
import unicodedata

from django.core import signing
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac

from policies.choices import CorrectionState
from policies.models import Correction

#: Characters of a message: fewer say nothing, more are a document.
SHORTEST, LONGEST = 10, 4000
#: Links in a message. One source has a field of its own.
MOST_LINKS = 3
LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)
#: Seconds between opening the form and sending it. Nobody reads and writes faster; after a day it is opened anew.
QUICKEST, SLOWEST = 3, 24 * 60 * 60
#: Messages from one address of the network, in an hour and in a day.
MOST_AN_HOUR, MOST_A_DAY = 5, 15
HOUR, DAY = 60 * 60, 24 * 60 * 60
#: The same words about the same page are one message for so long.
SAME_FOR = dt.timedelta(days=30)

_signer = signing.TimestampSigner(salt="policies.corrections.opened")


def opened(about: str) -> str:
    """Says, so that nobody can say it for themselves, that the form about a page was opened now."""
    return _signer.sign(about)


def seconds_since_opened(token: str, about: str) -> float | None:
    """None if the token is not of this page, is not ours, or is older than SLOWEST."""
    try:
        if _signer.unsign(token, max_age=SLOWEST) != about:
            return None
        stamp = token.rsplit(":", 2)[1]
        return max(0.0, time.time() - signing.b62_decode(stamp))
    except (signing.BadSignature, IndexError, ValueError):
        return None


def plain(text: str) -> str:
    """The text without what cannot be seen: control characters, and marks that turn the order of writing around."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c for c in lines if c in "\n\t" or not (unicodedata.category(c) == "Cc" or is_turning(c)))
    return "".join(kept).strip()


def is_turning(character: str) -> bool:
    """Embeddings, overrides and isolates of direction (Unicode UAX 9), behind which text is hidden."""
    return "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"


def links_in(text: str) -> int:
    return len(LINK.findall(text))


def is_repeated(kind: str, key: str, message: str) -> bool:
    """Whether the same was said of the same page lately."""
    since = timezone.now() - SAME_FOR
    return Correction.objects.filter(kind=kind, key=key, message=message, received_at__gte=since).exists()


def is_everywhere(kind: str, key: str, message: str) -> bool:
    """Whether the same was said of other pages lately: that is advertising."""
    since = timezone.now() - SAME_FOR
    return Correction.objects.filter(message=message, received_at__gte=since).exclude(kind=kind, key=key).exists()


def too_many_from(network_address: str) -> bool:
    """Counts one more message from an address, and says whether that is too many."""
    day = timezone.localdate().isoformat()
    who = salted_hmac(
        "policies.corrections.sender", f"{day} {network_of(network_address)}", algorithm="sha256"
    ).hexdigest()
    counts = []
    for name, seconds in (("hour", HOUR), ("day", DAY)):
        key = f"corrections-{name}-{who[:32]}"
        cache.add(key, 0, seconds)
        try:
            counts.append(cache.incr(key))
        except ValueError:  # it ran out between the two, or nothing is kept at all
            counts.append(1)
    return counts[0] > MOST_AN_HOUR or counts[1] > MOST_A_DAY


def network_of(address: str) -> str:
    """An IPv6 address without the half that its holder chooses."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)


def receive(
    kind: str, key: str, permalink: str, message: str, source_url: str = "", contact: str = "", suspect: bool = False
) -> Correction:
    """Keeps a message. One that is ``suspect`` is kept as spam, where staff can still find it, and without a contact."""
    spam = suspect or is_everywhere(kind, key, message)
    return Correction.objects.create(
        kind=kind,
        key=key,
        permalink=permalink,
        message=message,
        source_url=source_url,
        contact="" if spam else contact,
        state=CorrectionState.SPAM if spam else CorrectionState.NEW,
    )
