#!/bin/bash
# The instance: sshd, the EC2 API, and a firewall that holds the security group's rules. Runs as root in its container.
#
#   /var/lib/instance/id        the instance's id; where there is none, this is the first start
#   /var/lib/instance/ingress   the security group: "PROTOCOL FROM TO CIDR [DESCRIPTION]" a line
#   /var/lib/ec2                shared with the learner's computer: the key pair's private half, and the API's socket
#   /run/instance-ready         all of it answers
set -euo pipefail
state=/var/lib/instance
key=/var/lib/ec2/test-kafka-server-key.pem

# A key pair outlives its instances, as in EC2: the learner may have downloaded it already.
make_key_pair() {
  [ ! -e "$key" ] || return 0
  ssh-keygen -q -t ed25519 -N '' -C test-kafka-server-key -f "$key.new"
  rm "$key.new.pub"
  mv "$key.new" "$key"
}

# Done as ec2-user: root has no power in this container over what is another's.
authorize_key() {
  ssh-keygen -y -f "$key" | setpriv --reuid=ec2-user --regid=ec2-user --init-groups \
    sh -c 'umask 077 && mkdir -p ~ec2-user/.ssh && cat >~ec2-user/.ssh/authorized_keys'
}

# As in EC2 the machine's full name is known on the machine only: a broker that tells it to its clients is not found by them.
# (Docker lets everybody on the network find the host's name, in some versions.)
name_itself() {
  local address name hosts
  address=$(hostname -i)
  name=ip-${address//./-}
  hosts=$(sed "s/^$address[[:blank:]].*/$address\t$name.ec2.internal $name $HOSTNAME/" /etc/hosts)
  echo "$hosts" >/etc/hosts
}

# The id is written when all else is there: a first start that was cut short is done again.
first_start() {
  mkdir -p "$state"
  make_key_pair
  authorize_key
  [ -e /etc/ssh/ssh_host_ed25519_key ] || ssh-keygen -q -t ed25519 -N '' -C '' -f /etc/ssh/ssh_host_ed25519_key
  echo 'tcp 22 22 0.0.0.0/0' >"$state/ingress"
  echo "i-0$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')" >"$state/id.new"
  mv "$state/id.new" "$state/id"
}

# sshd's port is looked up among those listened on (0A): a connection would be in its log.
answers() {
  [ -S /dev/log ] && [ -S /var/lib/ec2/api.sock ] && grep -q ':0016 00000000:0000 0A' /proc/net/tcp
}

# To be stopped is to end well; the rest ends with the container.
trap 'exit 0' TERM
# What is left of a run before.
rm -f /run/instance-ready /var/lib/ec2/api.sock /dev/log

[ -e "$state/id" ] || first_start
name_itself
/opt/instance/ec2-api.py --apply
chmod 700 /opt/kafka
install -d -m 755 /run/sshd
# sshd writes down here who is on which terminal.
touch /run/utmp
install -d -m 700 /run/labs-sessions
chown ec2-user:ec2-user /run/labs-sessions

/opt/instance/secure-log.py &
/opt/instance/ec2-api.py &
/usr/sbin/sshd -D -f /opt/instance/etc/sshd_config &
until answers; do
  [ "$(jobs -pr | wc -l)" -eq 3 ] || exit 1
  sleep 0.02
done
touch /run/instance-ready

# An instance without one of them is none.
wait -n || true
exit 1
