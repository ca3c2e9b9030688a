#!/usr/bin/env bash
# The packages in a clean Debian: installed, enrolled with certificates, one station's reads played, upgraded in the middle, removed, purged.
# A tree of debootstrap in a network of its own, where only these programs run; without a process 1, so tests/Install/systemctl starts the
# units' programs. tests/hardware.sh runs the unit under systemd. One line a check, the last line counts.
# tests/install.sh --built takes the packages of the run before. What was written is left in artifacts/install.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$top/artifacts/install cache=$top/artifacts/cache tree=$top/artifacts/install/tree
plants=$top/../shared/plants station=pack-1 gateway=gw-pack
passed=0 failed=0 ended=""
finish() { ended=1; echo "$passed passed, $failed failed, ${1:-0} skipped"; [ "$failed" -eq 0 ]; exit; }
skip() { echo "skip  the packages in a clean Debian: $1"; finish 1; }
pass() { echo "pass  $1"; passed=$((passed + 1)); }
fail() { echo "FAIL  $1"; failed=$((failed + 1)); }
check() { local what=$1; shift; if "$@"; then pass "$what"; else fail "$what"; fi; }
inside() { chroot "$tree" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }

if [[ ${1:-} != --tree && ${1:-} != --inside ]]; then
  [ "$(id -u)" -eq 0 ] || skip "only root makes such a tree"
  [ -d "$plants/northfield" ] || skip "the folder ../shared/plants is not beside the repository"
  [ "$(dpkg --print-architecture)" = amd64 ] || skip "the packages are made for amd64 here"
  unshare --net --mount --pid --ipc --fork true 2>/dev/null || skip "this machine gives no namespaces of its own"
  missing=()
  for pair in debootstrap:debootstrap curl:curl ip:iproute2 zstd:zstd systemd-analyze:systemd; do command -v "${pair%:*}" >/dev/null || missing+=("${pair#*:}"); done
  if [ ${#missing[@]} -gt 0 ]; then
    { apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; } || skip "Debian packages cannot be installed: ${missing[*]}"
  fi
  mkdir -p "$work" "$cache"
  version=$(dotnet msbuild "$top/edge/Edge.csproj" -getProperty:Version)
  next=${version%.*}.$((${version##*.} + 1))
  packages=("$work/packages/traceability-gateway_${version}_amd64.deb" "$work/packages/traceability-cloud_${version}_amd64.deb" "$work/packages/traceability-gateway_${next}_amd64.deb")
  if [ "${1:-}" != --built ] || ! ls "${packages[@]}" "$work/packages/traceability-gateway_${version}_arm64.deb" >/dev/null 2>&1; then
    rm -rf "$work/packages"
    "$top/deploy/package.sh" --output "$work/packages" gateway cloud
    "$top/deploy/package.sh" --output "$work/packages" --arch arm64 gateway
    "$top/deploy/package.sh" --output "$work/packages" --version "$next" gateway
  fi
  for package in "${packages[@]}"; do
    ! dpkg-deb -f "$package" Depends | grep -q aspnetcore-runtime || skip "the package source has no .NET runtime pack, and Debian no aspnetcore-runtime-10.0"
  done
  # In a space of its own from here on: its first process takes all others and every mount with it, however this script ends.
  unshare --mount --pid --ipc --fork --kill-child "$0" --tree "$version" "$next" &
  space=$!
  trap 'kill -9 $space 2>/dev/null || true' EXIT
  trap 'exit 130' INT TERM HUP
  code=0
  wait $space || code=$?
  exit $code
fi

version=$2 next=$3
trap '[ -n "$ended" ] || { fail "the script comes to its end"; echo "$passed passed, $failed failed, 0 skipped"; }' EXIT
if [ "$1" = --tree ]; then
  # The tree is made once. What the packages depend on is installed into it with them, by apt, while there is a network.
  if [ ! -e "$cache/bookworm.tar" ]; then
    rm -rf --one-file-system "$cache/bookworm"
    debootstrap --variant=minbase bookworm "$cache/bookworm" http://deb.debian.org/debian >"$work/debootstrap.log" 2>&1 || skip "debootstrap: $(tail -n 1 "$work/debootstrap.log")"
    tar -C "$cache/bookworm" -cf "$cache/bookworm.tar.new" .
    mv "$cache/bookworm.tar.new" "$cache/bookworm.tar"
    rm -rf --one-file-system "$cache/bookworm"
  fi
  rm -rf --one-file-system "$tree"
  mkdir -p "$tree"
  tar -C "$tree" -xf "$cache/bookworm.tar"
  cp /etc/resolv.conf "$tree/etc/"
  # What an installer writes and debootstrap does not.
  printf '127.0.0.1 localhost\n' >"$tree/etc/hosts"
  cp "$work"/packages/*_amd64.deb "$tree/srv/"
  # Devices as every machine has them, and none of this one's.
  mount -t proc proc "$tree/proc"
  mount -t tmpfs dev "$tree/dev"
  for device in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 0666 "$tree/dev/${device%:*}" c 1 "${device#*:}"; done
  mkdir "$tree/dev/pts" "$tree/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666 devpts "$tree/dev/pts"
  ln -s pts/ptmx "$tree/dev/ptmx"
  ln -s /proc/self/fd "$tree/dev/fd"
  mkdir -p "$cache/apt"
  cp -n "$cache"/apt/*.deb "$tree/var/cache/apt/archives/" 2>/dev/null || true
  printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
  chmod 0755 "$tree/usr/sbin/policy-rc.d"
  inside apt-get update -qq >"$work/apt.log" 2>&1 || skip "apt-get update: $(tail -n 1 "$work/apt.log")"
  inside apt-get install -y -qq --no-install-recommends mosquitto openssl sqlite3 "/srv/traceability-gateway_${version}_amd64.deb" "/srv/traceability-cloud_${version}_amd64.deb" >>"$work/apt.log" 2>&1 ||
    { tail -n 20 "$work/apt.log"; fail "both packages install with their dependencies"; finish; }
  cp -n "$tree"/var/cache/apt/archives/*.deb "$cache/apt/" 2>/dev/null || true
  mount -t tmpfs run "$tree/run"
  exec unshare --net "$0" --inside "$version" "$next"
fi

began=$SECONDS
ip link set lo up
pass "both packages install with their dependencies in a clean tree ($(inside dpkg-query -W -f '${Package} ' | wc -w) packages in all)"
check "a first installation starts nothing and says what to do" grep -q "traceability-gateway: fill in /etc/traceability/gateway.conf" "$work/apt.log"
keys=$(grep -rIl -e "BEGIN.*PRIVATE KEY" "$tree/opt" "$tree/etc/traceability" || true)
check "no key comes with the packages ${keys//$'\n'/ }" test -z "$keys"
for unit in gateway cloud; do
  sed "s,^ExecStart=/[^ ]*,ExecStart=/bin/true," "$tree/lib/systemd/system/traceability-$unit.service" >"$work/traceability-$unit.service"
  if ! command -v systemd-analyze >/dev/null; then echo "      systemd-analyze is not on this machine, the units are not looked at"; continue; fi
  words=$(systemd-analyze verify "$work/traceability-$unit.service" 2>&1) || true
  check "systemd finds no fault in the $unit's unit $words" test -z "$words"
  exposure=$(systemd-analyze security --offline=true --no-pager "$work/traceability-$unit.service" 2>/dev/null | sed -n 's/.*exposure level for .*: \([0-9.]*\).*/\1/p')
  most=$([ $unit = gateway ] && echo 3.5 || echo 3.0)
  check "its exposure is at most $most ($exposure)" awk "BEGIN { exit !(\"$exposure\" != \"\" && $exposure + 0 <= $most) }"
done

# The package of a Raspberry Pi cannot be installed here. That it is one is looked at: its programs' headers name the processor.
other=$work/packages/traceability-gateway_${version}_arm64.deb
rm -rf "$work/arm64"
dpkg-deb -x "$other" "$work/arm64"
home=$work/arm64/opt/traceability
processors=$(find "$home" \( -name '*.so' -o -name traceability-gateway -size +8k \) -exec od -An -tx1 -j18 -N2 {} \; | sort -u | tr -d ' ')
check "the arm64 package is for arm64 in all its programs (${processors//$'\n'/ })" test "$(dpkg-deb -f "$other" Architecture) $processors" = "arm64 b700"
runtime=$([ -s "$home/libcoreclr.so" ] && echo brought || dpkg-deb -f "$other" Depends | grep -o "aspnetcore-runtime[^ ,]*" || true)
check "it has its database, its program and its runtime (${runtime:-none})" test -s "$home/libe_sqlite3.so" -a -x "$home/traceability-gateway" -a -n "$runtime"
rm -rf "$work/arm64"

# The stand-in for systemd, and no refusal to start services any more.
rm "$tree/usr/sbin/policy-rc.d"
install -m 0755 "$top/tests/Install/systemctl" "$tree/usr/bin/systemctl"
mkdir -p "$tree/run/systemd/system" "$tree/run/mosquitto"

# The technician's way: authority, broker, cloud, gateway.
inside traceability-pki create --plant northfield
for words in "broker --host localhost --host 127.0.0.1" cloud $gateway; do inside traceability-pki issue $words; done
inside chown mosquitto: /run/mosquitto
cp "$tree/usr/share/doc/traceability-cloud/mosquitto.conf" "$tree/etc/mosquitto/conf.d/traceability.conf"
inside mosquitto -d -c /etc/mosquitto/mosquitto.conf 2>"$work/mosquitto.log"
cp "$plants/northfield/plant.json" "$tree/etc/traceability/"
chmod 0644 "$tree/etc/traceability/plant.json"
inside sh -c "cp /etc/traceability/pki/issued/cloud/* /etc/traceability/tls-cloud/; cp /etc/traceability/pki/issued/$gateway/* /etc/traceability/tls/; chgrp traceability /etc/traceability/tls*/*; chmod 0640 /etc/traceability/tls*/*"
sed -i "s/^GATEWAY=.*/GATEWAY=$gateway/; s,^OPTIONS=.*,OPTIONS=--replay /run/replay/socket," "$tree/etc/traceability/gateway.conf"
sed -i "s/^BROKER=.*/BROKER=localhost:8883/" "$tree"/etc/traceability/{gateway,cloud}.conf
data=$tree/var/lib/private/traceability store=$tree/var/lib/private/traceability-cloud/store.db log=$tree/var/log/traceability-gateway.log
sql() { inside sqlite3 "file:${store#"$tree"}?mode=ro" "$1"; }
# What the gateway says of itself: which kind of journal it has is its own choice, and the checks are the same for each.
state() { curl -sf http://127.0.0.1:8081/state | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }
number() { state "$1" | grep . || echo 0; }
all_delivered() { local last; last=$(number last); [ "$last" -gt 0 ] && [ "$(number delivered)" = "$last" ]; }
until_true() { local what=$1 limit=$2; shift 2; for ((i = 0; i < limit * 10; i++)); do ! "$@" 2>/dev/null || return 0; sleep 0.1; done; fail "within $limit s: $what"; curl -sf http://127.0.0.1:8081/state || true; for log in "$tree"/var/log/traceability-*.log; do tail -n 5 "$log"; done; finish; }
owner() { stat -c %u "$tree/var/lib/private/traceability"; }
play() {
  install -d -m 0755 -o "$(owner)" "$tree/run/replay"
  cp "$tree/etc/traceability/plant.json" "$plants/northfield/scans.jsonl" "$tree/srv/"
  inside setpriv --reuid "$(owner)" --regid "$(owner)" --clear-groups traceability-gateway replay --plant /srv --data /var/lib/traceability --socket /run/replay/socket --gateway $gateway --speed "$1" >"$work/replay.log" 2>&1
}
answers() { curl -sf "http://127.0.0.1:$1" >/dev/null; }
of="FROM event e JOIN stream s ON s.id = e.stream WHERE s.gateway = '$gateway'"
# Records without what differs from one journal to the next: the epoch and what is derived from it.
plain() { sql "SELECT e.bytes $of ORDER BY number" | sed -E 's/"eventID":"[^"]*",?//; s/[0-9a-f]{32}//g; s/ni:[^"]*//g'; }

inside systemctl start traceability-cloud
inside systemctl start traceability-gateway
until_true "the cloud answers" 60 answers 8080/readyz
until_true "the gateway answers" 30 answers 8081/state
check "the gateway runs as a user without rights" test "$(awk '/^Uid/ {print $2}' "$tree/proc/$(cat "$tree/run/traceability-gateway.pid")/status")" -gt 60000
connected() { [ "$(state connected)" = true ]; }
until_true "the gateway is connected over TLS" 20 connected
pass "the gateway is connected over TLS to the broker with the shipped configuration"

# First without an upgrade, as the yardstick; then everything anew, and with one.
play virtual || fail "the yardstick's replay ends well: $(tail -n 1 "$work/replay.log")"
until_true "the cloud has the yardstick's events" 30 all_delivered
expected=$(number last)
plain >"$work/expected"
inside systemctl stop traceability-gateway
inside systemctl stop traceability-cloud
rm -rf "$data"/* "${store%/*}"/*
inside systemctl start traceability-cloud
until_true "the cloud answers" 60 answers 8080/readyz
inside systemctl start traceability-gateway
until_true "the gateway answers" 30 answers 8081/state

play 1000 &
player=$!
half() { [ "$(number last)" -ge $((expected / 2)) ]; }
until_true "half of the reads are taken" 60 half
at=$(number last)
before=$(cat "$tree/run/traceability-gateway.pid")
started=$(date +%s%N)
inside dpkg -i "/srv/traceability-gateway_${next}_amd64.deb" >"$work/upgrade.log" 2>&1 || fail "the upgrade ends well: $(tail -n 2 "$work/upgrade.log")"
until_true "the gateway answers after the upgrade" 30 answers 8081/state
check "upgraded to $next after $at of $expected events, $((($(date +%s%N) - started) / 1000000)) ms from dpkg to its answer" test "$(state version)" = "$next" -a "$at" -lt "$expected"
check "another process runs now, started by the package's scripts" test "$before" != "$(cat "$tree/run/traceability-gateway.pid")"
wait $player || true
check "the replay ended: $(tail -n 1 "$work/replay.log")" grep -q "^played" "$work/replay.log"

until_true "the cloud has all events" 30 all_delivered
stored=$(sql "SELECT count(*) || ' ' || min(number) || ' ' || max(number) || ' ' || count(DISTINCT number) $of")
check "all $expected events of $station are in the cloud's store, numbers 1 to $expected without gap or double ($stored)" test "$stored" = "$expected 1 $expected $expected"
plain >"$work/stored"
check "they are the events of the same reads without an upgrade" cmp -s "$work/expected" "$work/stored"
check "nothing is in quarantine or conflict" test "$(sql "SELECT (SELECT count(*) FROM quarantine) + (SELECT count(*) FROM conflict)")" = 0
check "the cloud's mark covers all" test "$(number delivered)" = "$expected"
secrets=$(grep -l "PRIVATE KEY" "$tree"/var/log/*.log || true)
check "no key in a log $secrets" test -z "$secrets"

# A revoked gateway is out. (That an open session is of no use either, tests/Deploy asks.)
inside traceability-pki revoke $gateway
inside systemctl restart traceability-gateway
refused() { state text | grep -q "it was revoked"; }
until_true "the revoked gateway is out" 40 refused
pass "a revoked gateway is out: $(state text)"

# An older build and a newer journal: the version in its description is the only byte that changes.
inside systemctl stop traceability-gateway
journal=$(ls "$data/$gateway".journal.{litedb,db} 2>/dev/null || true)
cp "$journal" "$work/journal"
case $journal in
  *.db) inside sqlite3 "${journal#"$tree"}" "PRAGMA user_version = 99" ;;
  *) LC_ALL=C sed -i 's/\x10version\x00\x01\x00\x00\x00/\x10version\x00\x63\x00\x00\x00/' "$journal" ;;
esac
! cmp -s "$journal" "$work/journal" || fail "the journal of $gateway can be made one of a newer build"
cp "$journal" "$work/journal"
inside systemctl start traceability-gateway
newer() { grep -q "was written by a newer build" "$log"; }
until_true "the older build says that the journal is newer" 20 newer
gone() { ! kill -0 "$(cat "$tree/run/traceability-gateway.pid")"; }
until_true "the older build ends" 10 gone
check "an older build refuses a newer journal in one sentence and changes nothing ($(sed -n 's/.*, journal \([a-z]*\).*/journal \1/p' "$log" | tail -n 1))" cmp -s "$journal" "$work/journal"

inside apt-get remove -y -qq traceability-gateway traceability-cloud >"$work/remove.log" 2>&1 || fail "apt remove ends well"
inside systemctl is-active traceability-cloud && fail "the cloud ends with its removal" || pass "removal ends the services"
check "removal keeps journal, records, configuration and certificates" test -s "$journal" -a -s "$store" -a -s "$tree/etc/traceability/gateway.conf" -a -s "$tree/etc/traceability/tls/key.pem" -a ! -e "$tree/opt/traceability/traceability-gateway"
inside apt-get purge -y -qq traceability-gateway traceability-cloud >>"$work/remove.log" 2>&1 || fail "apt purge ends well"
check "purge removes them" test ! -e "$journal" -a ! -e "$store" -a ! -e "$tree/etc/traceability/gateway.conf" -a ! -e "$tree/etc/traceability/tls"
echo "      $((SECONDS - began)) s in the tree; systemd itself does not run in it"
finish
