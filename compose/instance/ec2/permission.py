"""The rules that a request asks for."""
import ipaddress

from .fault import Fault
from .ingress import Rule
from .request import text, trees

PROTOCOLS = {"tcp": "tcp", "6": "tcp", "udp": "udp", "17": "udp", "-1": "-1", "all": "-1"}
# Sources that EC2 knows, and this firewall does not, where a request names them.
OTHER_SOURCES = {
    "Ipv6Ranges": "IPv6 ranges", "Groups": "source security groups",
    "UserIdGroupPairs": "source security groups", "PrefixListIds": "prefix lists",
}


def asked_rules(asked):
    """Each rule with its description."""
    if text(asked, "SourceSecurityGroupName"):
        raise unsupported("source security groups")
    permissions = trees(asked, "IpPermissions") or [flat(asked)]
    rules = {}
    for each in permissions:
        rules.update(rules_of(each))
    return rules


def flat(asked):
    """The older way: one rule, its parts beside the group."""
    if not text(asked, "IpProtocol"):
        raise Fault("MissingParameter", "The request must contain the parameter ipPermissions")
    ports = {name: asked[name] for name in ("IpProtocol", "FromPort", "ToPort") if name in asked}
    cidr = text(asked, "CidrIp")
    return {**ports, "IpRanges": {"1": {"CidrIp": cidr}} if cidr else {}}


def rules_of(permission):
    for name, words in OTHER_SOURCES.items():
        if permission.get(name):
            raise unsupported(words)
    protocol = protocol_of(text(permission, "IpProtocol"))
    first, last = ports_of(protocol, permission)
    ranges = trees(permission, "IpRanges")
    if not ranges:
        raise Fault("MissingParameter", "The request must contain a source: an IPv4 range in CIDR notation")
    return {Rule(protocol, first, last, cidr_of(text(each, "CidrIp"))): description_of(each) for each in ranges}


def unsupported(words):
    return Fault("UnsupportedOperation", f"This stand-in for EC2 has no {words}: give an IPv4 range, such as 203.0.113.7/32")


def protocol_of(written):
    protocol = PROTOCOLS.get(written.lower())
    if protocol:
        return protocol
    if written.lower() in ("icmp", "1", "icmpv6", "58"):
        raise Fault("UnsupportedOperation", "This stand-in for EC2 has no ICMP rules: tcp, udp or -1 (all)")
    raise Fault("InvalidParameterValue", f"Invalid value '{written}' for IP protocol. Unknown protocol.")


def ports_of(protocol, permission):
    if protocol == "-1":
        return -1, -1
    if not text(permission, "FromPort") or not text(permission, "ToPort"):
        raise Fault("InvalidParameterValue", "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.")
    first, last = (port_of(text(permission, name)) for name in ("FromPort", "ToPort"))
    if first > last:
        raise Fault("InvalidParameterValue", f"Invalid TCP/UDP port range ({first}:{last})")
    return first, last


def port_of(written):
    try:
        port = int(written)
    except ValueError:
        raise Fault("InvalidParameterValue", f"Invalid value '{written}' for port. It must be a number.") from None
    if not 0 <= port <= 65535:
        raise Fault("InvalidParameterValue", f"TCP/UDP port ({port}) out of range")
    return port


def cidr_of(written):
    """As EC2 does, bits beyond the prefix are dropped."""
    try:
        if "/" not in written:
            raise ValueError
        return str(ipaddress.IPv4Network(written, strict=False))
    except ValueError:
        raise Fault("InvalidParameterValue", f"CIDR block {written} is malformed") from None


def description_of(ip_range):
    description = text(ip_range, "Description")
    if len(description) > 255 or not description.isprintable():
        raise Fault("InvalidParameterValue", "Invalid rule description: at most 255 characters, on one line.")
    return description
