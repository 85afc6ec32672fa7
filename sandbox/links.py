"""Links as Telegram reads them: what is one, what is none, and those that mean a person.

Follows TDLib's LinkManager: a host needs a dot, a scheme may be missing and is http then.
"""

import re
from urllib.parse import parse_qsl, urlsplit

_TG = re.compile(r"(tg|ton|tonsite):(?://)?(.*)", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"[A-Za-z0-9_-]+")


def checked(url: str, *, https: bool = False) -> str:
    """The link as Telegram keeps it; ValueError has its words for what is none."""
    if inner := _TG.fullmatch(url):
        scheme, rest = inner.groups()
        if https:
            raise ValueError("Only HTTPS links are allowed")
        host = re.split(r"[/?#]", rest, maxsplit=1)[0]
        if not _HOST.fullmatch(host):
            raise ValueError("Unallowed characters in URL host" if host else "URL host is empty")
        return f"{scheme.lower()}://{rest}"
    scheme, separator, rest = url.partition("://")
    if not separator:
        scheme, rest = "http", url
    if scheme.lower() not in ("http", "https"):
        raise ValueError("Unsupported URL protocol")
    if https and scheme.lower() != "https":
        raise ValueError("Only HTTPS links are allowed")
    split = urlsplit(f"{scheme}://{rest}")
    if not re.fullmatch(r"[^:]*|.*:0*[1-9]\d{0,4}|.*\]", split.netloc):
        raise ValueError("Wrong port number specified in the URL")
    if not split.hostname:
        raise ValueError("URL host is empty")
    if re.search(r"[\s\x00-\x1f\x7f]", split.hostname):
        raise ValueError("Disallowed character in URL host")
    if "." not in split.hostname and ":" not in split.hostname:
        raise ValueError("Wrong HTTP URL")
    end = f"{split.path or '/'}" + (f"?{split.query}" if split.query else "")
    end += f"#{split.fragment}" if split.fragment else ""
    return f"{scheme.lower()}://{split.netloc.lower()}{end}"


def kept(url: str) -> str | None:
    """The link, or None where Telegram takes it for no link."""
    try:
        return checked(url)
    except ValueError:
        return None


def query_of(url: str, host: str) -> dict[str, str] | None:
    """The query of tg://host?…, or None for any other link."""
    inner = _TG.fullmatch(url)
    if inner is None or inner.group(1).lower() != "tg":
        return None
    split = urlsplit(f"tg://{inner.group(2)}")
    return dict(parse_qsl(split.query)) if split.netloc.lower() == host else None


def user_of(url: str) -> int | None:
    """Whom tg://user?id=… means."""
    query = query_of(url, "user")
    number = (query or {}).get("id", "")
    return int(number) if number.isdigit() else None
