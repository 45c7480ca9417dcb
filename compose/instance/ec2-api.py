#!/usr/bin/python3 -I
"""A stand-in for EC2's Query API on a UNIX socket: one instance, one security group. Its rules are the firewall's own.

    ec2-api.py            serves
    ec2-api.py --apply    puts the rules that were kept into the firewall, and ends

https://docs.aws.amazon.com/AWSEC2/latest/APIReference
"""
import os
import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from ec2 import actions, answer, ingress, request  # noqa: E402
from ec2.fault import Fault  # noqa: E402

SOCKET = "/var/lib/ec2/api.sock"
# A change reads the rules, and writes them: one at a time.
TURN = threading.Lock()


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 32


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, text = respond(body.decode("utf-8", "replace"))
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/xml;charset=UTF-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    # A UNIX socket has no address to write down, and nobody reads it here.
    def log_message(self, *_):
        pass


def respond(body):
    try:
        asked = request.read(body)
        name = asked.get("Action", "")
        with TURN:
            return 200, answer.result(name, actions.perform(name, asked))
    except Fault as fault:
        return fault.status, answer.error(fault.code, fault.message)
    except Exception as error:  # whatever it is, the client gets an answer, and the container's log the cause
        print(f"ec2-api: {error!r}", file=sys.stderr, flush=True)
        return 500, answer.error("InternalError", "An internal error has occurred")


def serve():
    with Server(SOCKET + ".new", Handler) as server:
        os.chmod(SOCKET + ".new", 0o666)
        # It is seen only when it answers.
        os.rename(SOCKET + ".new", SOCKET)
        server.serve_forever()


if sys.argv[1:] == ["--apply"]:
    ingress.apply(ingress.read())
else:
    serve()
