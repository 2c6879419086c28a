#!/bin/sh
# Waits until the harness is gone, however it went: then its end of standard input closes. What it started and did not end
# is ended here: processes by the mark in their environment, containers and networks by their label.
# Argument: the harness as an owner label. Each line of input says anew whether it has `containers` or `none`.
trap '' HUP INT TERM
owner=$1
has=none
while read -r word; do has=$word; done

marked() {
  grep -lsFxz "CPM_LEAVE_OWNER=$owner" /proc/[0-9]*/environ | cut -d/ -f3
}

# Who is killed while it forks leaves a child behind: look again until nobody is found.
for _ in 1 2 3 4 5; do
  found=$(marked)
  [ -n "$found" ] || break
  # shellcheck disable=SC2086
  kill -9 $found 2>/dev/null
done

[ "$has" = containers ] || exit 0
label=label=cpm-leave.owner=$owner
docker ps --all --quiet --filter "$label" | xargs -r docker rm --force --volumes
docker network ls --quiet --filter "$label" | xargs -r docker network rm
