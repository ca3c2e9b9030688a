#!/usr/bin/env bash
# Every test. tests/run.sh [--filter EXPR] passes EXPR to the test runner; the last line counts what ran.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The tests use the real things; what Debian has and this machine lacks is installed where that is allowed, else those tests skip with the reason.
missing=()
[ -x /usr/sbin/mosquitto ] || missing+=(mosquitto)
ls /usr/lib/*/libmosquitto.so.1 >/dev/null 2>&1 || missing+=(libmosquitto1)
[ -x /usr/bin/chromium ] || missing+=(chromium)
[ -x /usr/bin/strace ] || missing+=(strace)
[ -x /usr/bin/openssl ] || missing+=(openssl)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -eq 0 ]; then
    echo "installing ${missing[*]}"
    apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "missing Debian packages, their tests will skip: sudo apt-get install -y ${missing[*]}" >&2
  fi
fi

# Optional packages that can be had here are in the build, and their adapters pass the same tests; the answer is kept.
"$top/deploy/packages.sh"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
code=0
dotnet test "$top/tests/Tests.csproj" -c Release -nologo -v quiet --logger "trx;LogFileName=all.trx" --logger "console;verbosity=minimal" --results-directory "$results" "$@" || code=$?

# The runner's own closing line differs between versions; the counters in its result file do not.
counters=$(grep -o '<Counters [^>]*>' "$results/all.trx" 2>/dev/null || true)
count() { sed -n "s/.*[< ]$1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
passed=$(count passed); failed=$(count failed); total=$(count total)
passed=${passed:-0}; failed=${failed:-0}; total=${total:-0}
[ "$total" -gt 0 ] || { echo "no test ran" >&2; code=1; }
echo "$passed passed, $failed failed, $((total - passed - failed)) skipped"
exit $code
