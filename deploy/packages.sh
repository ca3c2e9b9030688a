#!/usr/bin/env bash
# Which of the design's optional packages can be had here? Asks the package source, builds each adapter for trial in a copy of the
# tree, and keeps what restores and builds: Packages.local.props, which every build reads. What stays out is said with its reason.
#   deploy/packages.sh             the answer is kept until the versions or this script change
#   deploy/packages.sh --again     asks again
#   deploy/packages.sh --without   the build without any of them; asked again only with --again
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
props=$top/Packages.local.props
asking=20  # seconds that the source has for its answer

# switch, package, the project that it is for, its adapter
table="WithMqttNet MQTTnet edge shared/Messaging/MqttNet
WithLiteDb LiteDB edge edge/Journal/LiteDb
WithDeviceGpio System.Device.Gpio edge edge/Lights/Gpio/DeviceGpio.cs
WithIotBindings Iot.Device.Bindings edge edge/Lights/Expander
WithHostingSystemd Microsoft.Extensions.Hosting.Systemd edge edge/Health/HostingSystemd.cs
WithEventHubs Azure.Messaging.EventHubs cloud cloud/Ingest/EventHubs"

switch_of() { awk -v p="$1" '$2 == p { print $1 }' <<<"$table"; }
version_of() { sed -n "s/.*Include=\"$1\" Version=\"\([^\"]*\)\".*/\1/p" "$top/Directory.Packages.props"; }

# keep PACKAGE… with the reasons of the others in $said
write() {
  { echo "<Project>"
    sed 's/--/- -/g; s/^/  <!-- /; s/$/ -->/' <<<"$said"
    echo "  <PropertyGroup>"
    for package in "$@"; do echo "    <$(switch_of "$package")>true</$(switch_of "$package")>"; done
    echo "  </PropertyGroup>"
    echo "</Project>"
  } >"$props.new"
  # An answer that says the same leaves the build as it is.
  if cmp -s "$props.new" "$props"; then rm "$props.new"; touch "$props"; else mv "$props.new" "$props"; fi
}

say() { sed -n 's/^  <!-- \(.*\) -->$/\1/p' "$props" | sed 's/- -/--/g'; }

case "${1:-}" in
  --without) said="built without the optional packages, as asked by --without"; write; say; exit 0 ;;
  --again | "") ;;
  *) sed -n 's/^# //p' "${BASH_SOURCE[0]}" | sed -n '1,5p' >&2; exit 2 ;;
esac
if [ -z "${1:-}" ] && [ -f "$props" ] && [ "$props" -nt "$top/Directory.Packages.props" ] && [ "$props" -nt "${BASH_SOURCE[0]}" ]; then
  say
  exit 0
fi

# Below the tree, so that the sources named beside it or above it are asked; what a build leaves there is git-ignored.
mkdir -p "$top/artifacts"
work=$(mktemp -d "$top/artifacts/packages.XXXXXX")
trap 'rm -rf "$work"' EXIT
export NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

# ask PACKAGE…: one restore that wants them all; its complaint names those that are not there.
ask() {
  mkdir -p "$work/ask"
  for own in Build.props Build.targets Packages.props; do echo "<Project />" >"$work/ask/Directory.$own"; done
  { echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup><ItemGroup>'
    for package in "$@"; do echo "<PackageReference Include=\"$package\" Version=\"$(version_of "$package")\" />"; done
    echo '</ItemGroup></Project>'
  } >"$work/ask/ask.csproj"
  timeout "$asking" dotnet restore "$work/ask/ask.csproj" -v quiet -nologo >"$work/asked" 2>&1
}

declare -A out
there=""
while read -r _ package _ adapter; do
  if [ -e "$top/$adapter" ]; then there="$there $package"; else out[$package]="this version has no adapter for it"; fi
done <<<"$table"
while [ -n "$there" ]; do
  # shellcheck disable=SC2086
  if ask $there; then break; else code=$?; fi
  if [ "$code" -eq 124 ]; then reason="the package source does not answer within $asking s"; fi
  left=""
  for package in $there; do
    if grep -qE "error NU110[0-9]: .*[ ']$package[ '.]" "$work/asked"; then out[$package]="the package source has no $package from $(version_of "$package") on"; else left="$left $package"; fi
  done
  if [ "$(wc -w <<<"$left")" -eq "$(wc -w <<<"$there")" ]; then
    # Nobody is named: a source that does not answer, or a package that a package needs.
    if [ "$(wc -w <<<"$there")" -gt 1 ] && [ "$code" -ne 124 ] && ! grep -q NU1301 "$work/asked"; then
      good=""
      for package in $there; do
        if ask "$package"; then good="$good $package"; else out[$package]="does not restore: $(grep -m1 -oE 'error NU.*' "$work/asked" | sed "s|$work||g; s/ \[.*//" || echo "no answer")"; fi
      done
      there=$good
      break
    fi
    for package in $there; do out[$package]=${reason:-"the package source does not answer: $(grep -m1 -oE 'error NU[0-9]*: .*' "$work/asked" | sed "s|$work||g; s/ \[.*//")"}; done
    left=""
  fi
  there=$left
done

# Those that restore are built for trial, together, and one by one where that fails.
try() {
  local switches=() project
  for package in "$@"; do switches+=("-p:$(switch_of "$package")=true"); done
  for project in $(for package in "$@"; do awk -v p="$package" '$2 == p { print $3 == "cloud" ? "cloud/Cloud.csproj" : "edge/Edge.csproj" }' <<<"$table"; done | sort -u); do
    dotnet build "$work/tree/$project" -c Release -v quiet -nologo -p:RunAnalyzers=false "${switches[@]}" >"$work/built" 2>&1 || return 1
  done
}
if [ -n "${there// /}" ]; then
  mkdir "$work/tree"
  (cd "$top" && tar -cf - --exclude bin --exclude obj --exclude Packages.local.props edge cloud shared Directory.*.props BannedSymbols.txt .editorconfig global.json) | tar -xf - -C "$work/tree"
  # shellcheck disable=SC2086
  if ! try $there; then
    good=""
    for package in $there; do
      if try "$package"; then good="$good $package"; else out[$package]="its adapter does not build with the version that is there: $(grep -m1 -oE 'error [A-Z]+[0-9]+: [^[]*' "$work/built")"; fi
    done
    there=$good
  fi
fi

said=$(awk '{ print $2 }' <<<"$table" | while read -r package; do
  if [ -n "${out[$package]:-}" ]; then echo "$package: out, ${out[$package]}"; else echo "$package: in"; fi
done)
said="$said
$(wc -w <<<"$there") of $(wc -l <<<"$table") optional packages are in the build"
# shellcheck disable=SC2086
write $there
say
