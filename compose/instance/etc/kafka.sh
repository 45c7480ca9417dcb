# On the instance the Kafka home is closed to those who log in: there it is fetched and unpacked first.
[ ! -x /opt/kafka/bin ] || PATH=/opt/kafka/bin:$PATH
