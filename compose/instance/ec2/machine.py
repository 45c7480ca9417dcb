"""The one instance, and the one security group, as EC2 describes them."""
import hashlib
import os
import socket
import time

from . import ingress

ID_FILE = "/var/lib/instance/id"
NAME = "test-kafka-server"
GROUP_NAME = "test-kafka-server-sg"
OWNER = "111122223333"


def instance_id():
    with open(ID_FILE, encoding="utf-8") as file:
        return file.read().strip()


def derived(prefix, *of):
    """An id that is the same as long as the instance is: 17 hexadecimal digits, as EC2's are."""
    digest = hashlib.sha256(" ".join([prefix, instance_id(), *map(str, of)]).encode()).hexdigest()
    return f"{prefix}-0{digest[:16]}"


def group_id():
    return derived("sg")


def vpc_id():
    return derived("vpc")


def rule_id(rule):
    return derived("sgr", *rule)


def permissions(rules):
    """Rules on the same ports are one permission with several ranges."""
    grouped = {}
    for rule, description in rules.items():
        ranges = grouped.setdefault((rule.protocol, rule.first, rule.last), [])
        ranges.append({"cidrIp": rule.cidr, "description": description or None})
    return [permission(*key, ranges) for key, ranges in grouped.items()]


def permission(protocol, first, last, ranges):
    ports = {} if protocol == "-1" else {"fromPort": first, "toPort": last}
    return {
        "ipProtocol": protocol, **ports,
        "groups": [], "ipRanges": ranges, "ipv6Ranges": [], "prefixListIds": [],
    }


def group():
    return {
        "ownerId": OWNER,
        "groupId": group_id(),
        "groupName": GROUP_NAME,
        "groupDescription": f"Who may reach {NAME}",
        "vpcId": vpc_id(),
        "ipPermissions": permissions(ingress.read()),
        "ipPermissionsEgress": [permission("-1", -1, -1, [{"cidrIp": "0.0.0.0/0"}])],
    }


def instance():
    # There is one network, so one address is both the private and the public one.
    address = socket.gethostbyname(socket.gethostname())
    launched = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(os.stat(ID_FILE).st_mtime))
    groups = [{"groupId": group_id(), "groupName": GROUP_NAME}]
    return {
        "instanceId": instance_id(),
        "imageId": derived("ami"),
        "instanceState": {"code": 16, "name": "running"},
        "privateDnsName": socket.getfqdn(),
        "dnsName": NAME,
        "keyName": f"{NAME}-key",
        "amiLaunchIndex": 0,
        "instanceType": "t2.micro",
        "launchTime": launched,
        "placement": {"availabilityZone": "us-east-1a", "tenancy": "default"},
        "vpcId": vpc_id(),
        "privateIpAddress": address,
        "ipAddress": address,
        "groupSet": groups,
        "architecture": "x86_64",
        "tagSet": [{"key": "Name", "value": NAME}],
    }
