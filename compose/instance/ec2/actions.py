"""What the stand-in does of EC2."""
from fnmatch import fnmatchcase

from . import ingress, machine, permission
from .fault import Fault
from .request import text, texts, trees


def perform(name, asked):
    action = ACTIONS.get(name)
    if action is None:
        known = ", ".join(ACTIONS)
        raise Fault("InvalidAction", f"The action {name} is not valid for this web service: this stand-in for EC2 knows {known} only")
    return action(asked)


def describe_security_groups(asked):
    for each in texts(asked, "GroupId"):
        check_group_id(each)
    for each in texts(asked, "GroupName"):
        check_group_name(each)
    not_dry(asked)
    group = machine.group()
    known = {
        "group-id": group["groupId"], "group-name": group["groupName"],
        "description": group["groupDescription"], "owner-id": group["ownerId"], "vpc-id": group["vpcId"],
    }
    return {"securityGroupInfo": [group] if matches(asked, known) else []}


def describe_instances(asked):
    for each in texts(asked, "InstanceId"):
        check_instance_id(each)
    not_dry(asked)
    instance = machine.instance()
    known = {
        "instance-id": instance["instanceId"], "instance-state-name": instance["instanceState"]["name"],
        "instance-state-code": str(instance["instanceState"]["code"]), "instance-type": instance["instanceType"],
        "key-name": instance["keyName"], "tag:Name": machine.NAME, "tag-key": "Name", "vpc-id": instance["vpcId"],
        "ip-address": instance["ipAddress"], "private-ip-address": instance["privateIpAddress"],
        "dns-name": instance["dnsName"], "private-dns-name": instance["privateDnsName"],
        "instance.group-id": machine.group_id(), "instance.group-name": machine.GROUP_NAME,
    }
    if not matches(asked, known):
        return {"reservationSet": []}
    reservation = {
        "reservationId": machine.derived("r"), "ownerId": machine.OWNER, "groupSet": [], "instancesSet": [instance],
    }
    return {"reservationSet": [reservation]}


def authorize(asked):
    check_group(asked)
    wanted, rules = permission.asked_rules(asked), ingress.read()
    for rule in wanted:
        if rule in rules:
            raise Fault("InvalidPermission.Duplicate", f'the specified rule "{spoken(rule)}" already exists')
    not_dry(asked)
    ingress.keep({**rules, **wanted})
    return {"return": True, "securityGroupRuleSet": [described(*each) for each in wanted.items()]}


def revoke(asked):
    """A group that goes by a name is in a default VPC. There an unknown rule is no error: the answer lists it."""
    check_group(asked)
    rules = ingress.read()
    wanted = rules_by_id(asked, rules) or permission.asked_rules(asked)
    not_dry(asked)
    left = {rule: description for rule, description in rules.items() if rule not in wanted}
    if len(left) < len(rules):
        ingress.keep(left)
    unknown = {rule: "" for rule in wanted if rule not in rules}
    return {"return": True, "unknownIpPermissionSet": machine.permissions(unknown) if unknown else None}


def rules_by_id(asked, rules):
    found = {}
    by_id = {machine.rule_id(rule): rule for rule in rules}
    for each in texts(asked, "SecurityGroupRuleId"):
        if each not in by_id:
            raise Fault("InvalidSecurityGroupRuleId.NotFound", f"The security group rule ID '{each}' does not exist")
        found[by_id[each]] = ""
    return found


def spoken(rule):
    if rule.protocol == "-1":
        return f"peer: {rule.cidr}, ALL, ALLOW"
    return f"peer: {rule.cidr}, {rule.protocol.upper()}, from port: {rule.first}, to port: {rule.last}, ALLOW"


def described(rule, description):
    return {
        "securityGroupRuleId": machine.rule_id(rule), "groupId": machine.group_id(), "groupOwnerId": machine.OWNER,
        "isEgress": False, "ipProtocol": rule.protocol, "fromPort": rule.first, "toPort": rule.last,
        "cidrIpv4": rule.cidr, "description": description or None, "tagSet": [],
    }


def not_dry(asked):
    if text(asked, "DryRun") == "true":
        raise Fault("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)


def check_group(asked):
    group_id, name = text(asked, "GroupId"), text(asked, "GroupName")
    if group_id:
        check_group_id(group_id)
    elif name:
        check_group_name(name)
    else:
        raise Fault("MissingParameter", "The request must contain the parameter groupName or groupId")


def check_group_id(group_id):
    if not group_id.startswith("sg-"):
        raise Fault("InvalidGroupId.Malformed", f'Invalid id: "{group_id}" (expecting "sg-...")')
    if group_id != machine.group_id():
        raise Fault("InvalidGroup.NotFound", f"The security group '{group_id}' does not exist")


def check_group_name(name):
    if name != machine.GROUP_NAME:
        raise Fault("InvalidGroup.NotFound", f"The security group '{name}' does not exist in default VPC '{machine.vpc_id()}'")


def check_instance_id(instance_id):
    if not instance_id.startswith("i-"):
        raise Fault("InvalidInstanceID.Malformed", f'Invalid id: "{instance_id}"')
    if instance_id != machine.instance_id():
        raise Fault("InvalidInstanceID.NotFound", f"The instance ID '{instance_id}' does not exist")


def matches(asked, known):
    """Every filter, by one of its values; * and ? stand for any text and any character."""
    return all(matches_one(each, known) for each in trees(asked, "Filter"))


def matches_one(wanted, known):
    name = text(wanted, "Name")
    if name not in known and not name.startswith("tag:"):
        raise Fault("InvalidParameterValue", f"The filter '{name}' is invalid: this stand-in for EC2 knows {', '.join(known)}")
    # In EC2 brackets stand for themselves.
    return any(fnmatchcase(known.get(name, ""), value.replace("[", "[[]")) for value in texts(wanted, "Value"))


ACTIONS = {
    "AuthorizeSecurityGroupIngress": authorize,
    "RevokeSecurityGroupIngress": revoke,
    "DescribeSecurityGroups": describe_security_groups,
    "DescribeInstances": describe_instances,
}
