#!/bin/sh
# Starts programs for the harness, one for each line on stdin: words quoted for a shell, namely an id, a working
# directory, a file for stdout, a file for stderr, and the program with its arguments. Tells on stdout when each began
# ("ID began PID") and how it ended ("ID ended STATUS", 128 and more for a signal). Ends all of them when stdin ends.

# SIPp wakes up every millisecond to look whether there is something to do. What it waits for wakes it up anyway; with
# 20 ms of slack the kernel puts the idle wake-ups together, and a waiting SIPp costs a fifteenth. Children inherit it;
# attention.ts takes it from one that has something to do.
echo 20000000 2>/dev/null >/proc/self/timerslack_ns

export TZ=UTC TERM=dumb

while IFS= read -r line; do
  eval "set -- $line"
  (
    id=$1 output=$3 errors=$4
    cd "$2" || { echo "$id ended 127"; exit; }
    shift 4
    "$@" </dev/null >"$output" 2>"$errors" &
    echo "$id began $!"
    wait $!
    echo "$id ended $?"
  ) &
done

kill -KILL 0
