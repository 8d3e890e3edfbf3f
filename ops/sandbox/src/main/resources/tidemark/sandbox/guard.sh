# Starts one server and ends it when standard input ends, which the kernel sees to however the owner dies.
# Usage: guard.sh FOLDER LOG SIGNAL COMMAND...     SIGNAL asks the server to end in order.
# Started through setsid: a Ctrl-C on the owner's terminal is the owner's business.
# Prints the server's process id; exits with the server's exit code.
folder=$1 log=$2 signal=$3
shift 3
exec 3<&0
(cd "$folder" && exec "$@") </dev/null >>"$log" 2>&1 3<&- &
server=$!
echo "$server"
exec >/dev/null
(
  while read -r _; do :; done
  # The server may have been stopped by SIGSTOP.
  kill -CONT "$server"
  kill "-$signal" "$server"
  tries=0
  while kill -0 "$server" && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
  kill -QUIT "$server"
  tries=0
  while kill -0 "$server" && [ $tries -lt 20 ]; do sleep 0.1; tries=$((tries + 1)); done
  kill -KILL "$server"
) <&3 2>/dev/null &
watcher=$!
exec 3<&-
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit $code
