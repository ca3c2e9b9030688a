#!/usr/bin/env bash
# Runs a whole plant on this machine: broker, cloud and every gateway on loopback, and plays the plant's recorded day
# through the real device drivers. Ctrl-C ends everything. `deploy/demo.sh --help` lists the options.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

if [[ " $* " == *" --help "* || " $* " == *" -h "* ]]; then
  cat <<'EOT'
deploy/demo.sh [options]
  --plant DIR           folder with plant.json and scans.jsonl (default: deploy/plants/lamp-works)
  --speed virtual|N     as fast as it goes, or N times real time (default: virtual)
  --port N              the cloud's port; the broker takes N+1, gateways N+2 and up (default: 8080)
  --data DIR            keep the data there and go on where it stopped (default: a new folder, removed at the end)
  --fresh               wipe the data folder first
  --once                end after the replay
  --verify              compare the cloud's answers with truth.json; the exit code says it
EOT
  exit 0
fi

# What Debian has and this machine lacks; asked for once, and only where it is missing.
missing=()
[ -x /usr/sbin/mosquitto ] || missing+=(mosquitto)
ls /usr/lib/*/libmosquitto.so.1 >/dev/null 2>&1 || missing+=(libmosquitto1)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ]; then
    echo "missing Debian packages; run: sudo apt-get install -y ${missing[*]}" >&2
    exit 3
  fi
  echo "installing ${missing[*]}"
  # A broker that is installed here must not start a service beside the demo's own.
  apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
fi
command -v dotnet >/dev/null || { echo "the .NET 10 SDK is missing: install it, then run this again" >&2; exit 3; }

# Optional packages that can be had here are in the build; the answer is kept.
"$top/deploy/packages.sh"
echo "building"
log=$(mktemp)
for project in edge/Edge.csproj cloud/Cloud.csproj; do
  dotnet build "$top/$project" -c Release -v quiet -nologo >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
done
rm -f "$log"

arguments=("$@")
[[ " $* " == *" --plant "* ]] || arguments+=(--plant "$top/deploy/plants/lamp-works")
exec "$top/edge/bin/Release/net10.0/traceability-gateway" demo --cloud "$top/cloud/bin/Release/net10.0/traceability" "${arguments[@]}"
