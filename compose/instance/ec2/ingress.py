"""The security group's rules: a text file, a rule a line, and the firewall made of it."""
import ipaddress
import os
import subprocess
from collections import namedtuple

FILE = "/var/lib/instance/ingress"

# A rule is the same one with any description, or none.
Rule = namedtuple("Rule", "protocol first last cidr")


def read():
    """Each rule with its description."""
    rules = {}
    with open(FILE, encoding="utf-8") as file:
        for line in file:
            protocol, first, last, cidr, *description = line.rstrip("\n").split(" ", 4)
            rules[Rule(protocol, int(first), int(last), cidr)] = description[0] if description else ""
    return rules


def keep(rules):
    """Firewall first: what it does not take is not written down."""
    temporary = FILE + ".new"
    with open(temporary, "w", encoding="utf-8") as file:
        file.writelines(line(rule, description) + "\n" for rule, description in rules.items())
    apply(rules)
    os.rename(temporary, FILE)


def line(rule, description):
    return " ".join([*map(str, rule), *([description] if description else [])])


def apply(rules):
    """The whole table is replaced at once. Who is connected already stays so, as in EC2."""
    accepted = "\n".join(f"    {statement(rule)}" for rule in rules)
    script = f"""\
table inet ingress
delete table inet ingress
table inet ingress {{
  chain input {{
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    iif lo accept
{accepted}
  }}
}}
"""
    subprocess.run(["/usr/sbin/nft", "-f", "-"], input=script, text=True, check=True)


def statement(rule):
    # nft has no word for a prefix that holds every address.
    source = "" if ipaddress.ip_network(rule.cidr).prefixlen == 0 else f"ip saddr {rule.cidr} "
    if rule.protocol == "-1":
        return f"meta nfproto ipv4 {source}accept"
    ports = rule.first if rule.first == rule.last else f"{rule.first}-{rule.last}"
    return f"meta nfproto ipv4 {source}{rule.protocol} dport {ports} accept"
