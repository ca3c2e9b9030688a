#!/usr/bin/env bash
# The contract tests of every adapter in every build: without the optional packages, with those that can be had here, and on demand with
# those in a folder. The build without them is restored from a folder of just the packages in its lock files, into an empty cache.
#   tests/adapters.sh                  the table adapter x build, with how many contract tests passed
#   tests/adapters.sh --with FOLDER    one more build, with the packages (*.nupkg) in a folder as a further source; they stay out of the machine's cache
# Each build is a copy below artifacts/adapters, so the checkout's own stays as it is. Exit code 1 where a test fails or an adapter has none.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$top/artifacts/adapters folder="" builds=(without here) code=0
six="MQTTnet LiteDB System.Device.Gpio Iot.Device.Bindings Azure.Messaging.EventHubs Microsoft.Extensions.Hosting.Systemd"
case "${1:-}" in
  "") ;;
  --with) folder=$(cd "${2:?--with needs a folder of packages}" && pwd); builds+=(more) ;;
  *) sed -n 's/^# //p' "${BASH_SOURCE[0]}" | sed -n '1,5p' >&2; exit 2 ;;
esac
export DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

# adapter | switch of its package, or - | the contract tests that ask it, as class or class and kind
table='MQTT, libmosquitto | - | (LinkTests|AccessTests)\..*kind: "libmosquitto"
MQTT, MQTTnet | WithMqttNet | (LinkTests|AccessTests)\..*kind: "mqttnet"|MqttNetTlsTests\.
journal, SQLite | - | SqliteJournalTests\.|JournalCrashTests\..*kind: "sqlite"
journal, LiteDB | WithLiteDb | LiteDbJournalTests\.|JournalCrashTests\..*kind: "litedb"
change of journal | WithLiteDb | JournalChangeTests\.
lamps, kernel GPIO | - | TowerConformanceTests\..*: "gpio"
lamps, System.Device.Gpio | WithDeviceGpio | TowerConformanceTests\..*: "gpio-device"
lamps, I2C expanders | WithIotBindings | TowerConformanceTests\..*: "(mcp23017|pcf8574)
badge readers | WithIotBindings | BadgeReaderTests\.
systemd, own notify and watchdog | - | (WatchdogLoopTests|ServiceTests)\.
systemd, Hosting.Systemd | WithHostingSystemd | ServiceTests\.A_line_has
log between broker and ingest | - | (LogLoopTests|ForwardTests)\.
log, Event Hubs | WithEventHubs | (EventHubLogTests|EventHubWayTests)\.
what is not in the build | - | ChoiceTests\.'
classes="LinkTests AccessTests MqttNetTlsTests SqliteJournalTests LiteDbJournalTests JournalCrashTests JournalChangeTests TowerConformanceTests BadgeReaderTests WatchdogLoopTests ServiceTests LogLoopTests ForwardTests EventHubLogTests EventHubWayTests ChoiceTests"

copy() {
  rm -rf "$work/$1"
  mkdir -p "$work/$1"
  (cd "$top" && tar -c --exclude=./.git --exclude=./artifacts --exclude=bin --exclude=obj --exclude=./Packages.local.props .) | tar -x -C "$work/$1"
}

# What stands in the lock files, from the machine's cache, and nothing else.
only_locked() {
  local cache id version
  cache=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
  dotnet restore "$work/without/Traceability.sln" -v quiet -nologo
  mkdir -p "$work/source"
  python3 - "$work/without" <<'EOT' | sort -u >"$work/locked"
import json, pathlib, sys
for file in pathlib.Path(sys.argv[1]).glob("*/packages.lock.json"):
    for framework in json.loads(file.read_text())["dependencies"].values():
        for name, one in framework.items():
            if one["type"] != "Project": print(name, one["resolved"])
EOT
  while read -r id version; do cp "$cache/${id,,}/$version/${id,,}.$version.nupkg" "$work/source/"; done <"$work/locked"
  for id in $six; do ! ls "$work/source/${id,,}".[0-9]* 2>/dev/null || { echo "FAIL  the default build needs $id" >&2; code=1; }; done
  find "$work/without" -name obj -prune -exec rm -rf {} +
}

# run BUILD: built and asked in its copy; what every test said comes in BUILD.trx.
run() {
  local filter="" class
  for class in $classes; do filter+="${filter:+|}FullyQualifiedName~.$class"; done
  dotnet build "$work/$1/tests/Tests.csproj" -c Release --no-restore -v quiet -nologo -p:RunAnalyzers=false >"$work/$1.log" 2>&1 || { cat "$work/$1.log" >&2; exit 1; }
  dotnet test "$work/$1/tests/Tests.csproj" -c Release --no-build -nologo -v quiet --filter "$filter" --logger "trx;LogFileName=$work/$1.trx" >>"$work/$1.log" 2>&1 || { grep -E '^ +Failed ' "$work/$1.log" >&2; code=1; }
}

# cell BUILD SWITCH PATTERN: how many passed; a dash where the adapter is not in the build.
cell() {
  local all passed
  [ "$2" = - ] || grep -q "<$2>true<" "$work/$1/Packages.local.props" 2>/dev/null || { echo –; return; }
  all=$(sed -n 's/.*<UnitTestResult [^>]*testName="\([^"]*\)".* outcome="\([A-Za-z]*\)".*/\2 \1/p' "$work/$1.trx" | sed 's/&quot;/"/g' | grep -E "$3" || true)
  passed=$(grep -c '^Passed' <<<"$all" || true)
  if [ "$passed" -gt 0 ] && ! grep -qv '^Passed' <<<"$all"; then echo "$passed"; else echo "$passed, $(grep -cv '^Passed' <<<"$all" || true) NOT"; fi
}

mkdir -p "$work"
rm -rf "$work/source" "$work/packages"
for build in "${builds[@]}"; do
  copy "$build"
  case $build in
    without)
      only_locked
      NUGET_PACKAGES=$work/packages dotnet restore "$work/without/Traceability.sln" --locked-mode --source "$work/source" -v quiet -nologo
      echo "the build without them restores from a source of $(wc -l <"$work/locked") packages, none of the six, into an empty cache"
      NUGET_PACKAGES=$work/packages run without ;;
    here)
      "$top/deploy/packages.sh"
      cp "$top/Packages.local.props" "$work/here/"
      dotnet restore "$work/here/Traceability.sln" -v quiet -nologo
      run here ;;
    more)
      printf '<configuration><packageSources><add key="folder" value="%s" /></packageSources></configuration>\n' "$folder" >"$work/more/NuGet.config"
      export NUGET_PACKAGES=$work/packages-more
      "$work/more/deploy/packages.sh" --again
      dotnet restore "$work/more/Traceability.sln" -v quiet -nologo
      run more ;;
  esac
done

echo
echo "| adapter | $(printf '%s | ' "${builds[@]}")"
echo "|---|$(printf '%s|' "${builds[@]//*/---}")"
while IFS='|' read -r adapter switch pattern; do
  row="| ${adapter% } |"
  for build in "${builds[@]}"; do row+=" $(cell "$build" "$(xargs <<<"$switch")" "${pattern# }") |"; done
  [[ $row != *NOT* ]] || code=1
  echo "$row"
done <<<"$table"
exit $code
