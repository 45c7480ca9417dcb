"""Query parameters: `IpPermissions.1.IpRanges.2.CidrIp=…` becomes dictionaries in dictionaries."""
from urllib.parse import parse_qsl

from .fault import Fault


def read(body):
    tree = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        *path, last = name.split(".")
        place = tree
        for part in path:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                raise malformed(name)
        if last in place:
            raise malformed(name)
        place[last] = value
    return tree


def malformed(name):
    return Fault("MalformedQueryString", f"The query string contains a syntax error at {name}")


def numbered(tree, name):
    """The members of the list `name`, in their order."""
    members = tree.get(name) or {}
    if not isinstance(members, dict) or not all(key.isdecimal() for key in members):
        raise malformed(name)
    return [members[key] for key in sorted(members, key=int)]


def texts(tree, name):
    members = numbered(tree, name)
    if not all(isinstance(member, str) for member in members):
        raise malformed(name)
    return members


def trees(tree, name):
    members = numbered(tree, name)
    if not all(isinstance(member, dict) for member in members):
        raise malformed(name)
    return members


def text(tree, name):
    value = tree.get(name, "")
    if not isinstance(value, str):
        raise malformed(name)
    return value
