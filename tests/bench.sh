#!/usr/bin/env bash
# Measures. tests/bench.sh NAME… prints each figure beside its yardstick and its aim, and writes artifacts/bench-NAME.json.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if ! command -v mosquitto_pub >/dev/null && [ "$(id -u)" -eq 0 ]; then
  apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq mosquitto libmosquitto1 mosquitto-clients >/dev/null
fi
# The yardstick of `trace` starts a PostgreSQL of its own; the package shall neither make nor start one beside it.
if [[ " $* " == *" trace "* ]] && [ ! -x /usr/lib/postgresql/15/bin/initdb ] && [ "$(id -u)" -eq 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql-common >/dev/null
  sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql-15 >/dev/null
fi
dotnet build "$top/tests/Tests.csproj" -c Release -v quiet -nologo >&2
exec dotnet "$top/tests/bin/Release/net10.0/Traceability.Tests.dll" "$@"
