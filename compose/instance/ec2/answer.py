"""Answers as XML. A dictionary is a list of elements, a list an <item> for each member; what is None is left out."""
import uuid
from xml.sax.saxutils import escape

NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def xml(value):
    if isinstance(value, dict):
        return "".join(element(name, each) for name, each in value.items() if each is not None)
    if isinstance(value, list):
        return "".join(element("item", each) for each in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value))


def element(name, value):
    return f"<{name}>{xml(value)}</{name}>"


def result(action, content):
    body = xml({"requestId": uuid.uuid4(), **content})
    return f'{HEAD}<{action}Response xmlns="{NAMESPACE}">{body}</{action}Response>\n'


def error(code, message):
    body = {"Errors": {"Error": {"Code": code, "Message": message}}, "RequestID": uuid.uuid4()}
    return HEAD + element("Response", body) + "\n"
