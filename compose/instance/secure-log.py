#!/usr/bin/python3 -IS
"""What sshd reports to the system's log, a line each in /var/log/secure, as on Amazon Linux. There is no other log here."""
import os
import re
import socket

listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind("/dev/log")
os.chmod("/dev/log", 0o666)

# ec2-user may read it: sudo gives nobody more here than they have.
log = open("/var/log/secure", "a", buffering=1, encoding="utf-8")
os.chmod("/var/log/secure", 0o644)

while True:
    message = listener.recv(65536).decode("utf-8", "replace").rstrip("\0\n")
    # "<PRIORITY>Mmm dd hh:mm:ss TAG: TEXT": the priority goes, the host's name comes in after the time.
    found = re.match(r"<\d+>(.{15}) (.*)", message, re.DOTALL)
    line = f"{found[1]} {socket.gethostname()} {found[2]}" if found else message
    log.write(line.replace("\n", " ") + "\n")
