#!/usr/bin/env bash
# Makes the Debian packages traceability-gateway and traceability-cloud in artifacts/packages. `deploy/package.sh --help` lists the options.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version="" architectures=() parts=() output=$top/artifacts/packages
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h)
      cat <<'EOT'
deploy/package.sh [options] [gateway] [cloud]
  --arch amd64|arm64      any number of times (default: amd64)
  --version V             instead of the one in Directory.Build.props
  --output DIR            where the packages go (default: artifacts/packages)
EOT
      exit 0 ;;
    --arch | --version | --output)
      [ $# -gt 1 ] || { echo "$1 needs a value" >&2; exit 2; }
      case $1 in --arch) architectures+=("$2") ;; --version) version=$2 ;; --output) output=$2 ;; esac
      shift 2 ;;
    gateway | cloud) parts+=("$1"); shift ;;
    *) echo "$1 is no option; deploy/package.sh --help lists them" >&2; exit 2 ;;
  esac
done
[ ${#parts[@]} -gt 0 ] || parts=(gateway cloud)
[ ${#architectures[@]} -gt 0 ] || architectures=(amd64)
command -v dpkg-deb >/dev/null || { echo "dpkg-deb is missing: packages are made on Debian" >&2; exit 3; }
command -v dotnet >/dev/null || { echo "the .NET 10 SDK is missing" >&2; exit 3; }
version=${version:-$(dotnet msbuild "$top/edge/Edge.csproj" -getProperty:Version)}
# The same commit gives the same package: no time but the commit's, no path, files in order (dpkg-deb sorts).
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$top" log -1 --format=%ct 2>/dev/null || echo 1767225600)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$output"

# publish PROJECT RID TO FLAGS…: restored and built in folders of its own, for the checkout's lock files are those of a build without runtime.
publish() {
  local project=$1 rid=$2 to=$3
  shift 3
  dotnet publish "$work/source/$project" -c Release -r "$rid" -o "$to" -v quiet -nologo -p:Version="$version" -p:IncludeSourceRevisionInInformationalVersion=false \
    -p:ContinuousIntegrationBuild=true -p:RestoreLockedMode=false -p:DebugType=none -p:GenerateDocumentationFile=false -p:EnforceCodeStyleInBuild=false -p:RunAnalyzers=false "$@" >"$work/log" 2>&1
}
copy_source() {
  mkdir -p "$work/source"
  (cd "$top" && tar -c --exclude=bin --exclude=obj --exclude=packages.lock.json Directory.*.props BannedSymbols.txt global.json .editorconfig shared edge cloud $(ls Packages.local.props 2>/dev/null)) | tar -x -C "$work/source"
}

make() {
  local part=$1 arch=$2 rid project program home unit state conf tls kind depends recommends=""
  case $arch in amd64) rid=linux-x64 ;; arm64) rid=linux-arm64 ;; *) echo "--arch $arch: amd64 or arm64" >&2; exit 2 ;; esac
  case $part in
    gateway) project=edge/Edge.csproj program=traceability-gateway home=opt/traceability state=traceability tls=etc/traceability/tls ;;
    cloud) project=cloud/Cloud.csproj program=traceability home=opt/traceability-cloud state=traceability-cloud tls=etc/traceability/tls-cloud
      recommends="mosquitto, openssl" ;;
  esac
  unit=traceability-$part conf=etc/traceability/$part.conf
  local root=$work/$part-$arch
  mkdir -p "$root/DEBIAN" "$root/$home" "$root/$tls" "$root/lib/systemd/system" "$root/usr/bin" "$root/usr/share/doc/$unit"
  depends="libmosquitto1, libc6, libgcc-s1, libstdc++6, libssl3, adduser, init-system-helpers"
  # Compiled ahead where the package source has the compiler: on a small machine most of a start is compiling.
  if publish "$project" "$rid" "$root/$home" --self-contained true -p:PublishReadyToRun=true; then
    kind="with its .NET runtime, compiled ahead"
  elif publish "$project" "$rid" "$root/$home" --self-contained true; then
    kind="with its .NET runtime"
  elif publish "$project" "$rid" "$root/$home" --self-contained false || publish "$project" "$rid" "$root/$home" --self-contained false -p:UseAppHost=false; then
    kind="without the .NET runtime, whose pack for $rid this package source does not have"
    depends+=", aspnetcore-runtime-10.0"
    # The program that starts the runtime comes in a pack, too.
    [ -e "$root/$home/$program" ] || printf '#!/bin/sh\nexec dotnet /%s "$@"\n' "$home/$program.dll" >"$root/$home/$program"
  else
    cat "$work/log" >&2
    exit 1
  fi
  find "$root/$home" -name '*.pdb' -delete
  find "$root/$home" -type f -exec chmod 0644 {} +
  chmod 0755 "$root/$home/$program" "$root/$tls"
  [ ! -e "$root/$home/createdump" ] || rm "$root/$home/createdump"
  ln -s "/$home/$program" "$root/usr/bin/$program"
  install -m 0644 "$top/deploy/systemd/$unit.service" "$root/lib/systemd/system/"
  install -D -m 0644 "$top/deploy/package/$part/$part.conf" "$root/$conf"
  install -m 0644 "$top/deploy/install.md" "$root/usr/share/doc/$unit/README.md"
  if [ "$part" = gateway ]; then install -D -m 0644 "$top/deploy/systemd/99-traceability.rules" "$root/lib/udev/rules.d/99-traceability.rules"; else
    # Who runs the cloud has the authority and the broker, too.
    install -D -m 0755 "$top/deploy/pki" "$root/usr/sbin/traceability-pki"
    install -D -m 0644 "$top/deploy/mosquitto/traceability.conf" "$root/usr/share/doc/$unit/mosquitto.conf"
  fi
  echo "/$conf" >"$root/DEBIAN/conffiles"
  for script in preinst postinst prerm postrm; do
    sed "s,@UNIT@,$unit,g; s,@STATE@,$state,g; s,@CONF@,/$conf,g; s,@TLS@,/$tls,g" "$top/deploy/package/$script" >"$root/DEBIAN/$script"
    chmod 0755 "$root/DEBIAN/$script"
  done
  cat >"$root/DEBIAN/control" <<EOT
Package: $unit
Version: $version
Architecture: $arch
Maintainer: Traceability maintainers <maintainers@traceability.invalid>
Installed-Size: $(du -sk --apparent-size "$root" | cut -f1)
Depends: $depends
${recommends:+Recommends: $recommends
}Section: misc
Priority: optional
Description: Lot and serial traceability: $([ "$part" = gateway ] && echo "the gateway at a dock, line or pick face" || echo "the plant's records and answers")
 Installed $kind.
EOT
  find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  dpkg-deb --root-owner-group -Zzstd -z9 --build "$root" "$output/${unit}_${version}_$arch.deb" >/dev/null
  rm -rf "$root"
  echo "artifacts: $output/${unit}_${version}_$arch.deb, $kind, $(($(stat -c %s "$output/${unit}_${version}_$arch.deb") / 1048576)) MiB"
}

copy_source
for arch in "${architectures[@]}"; do
  for part in "${parts[@]}"; do make "$part" "$arch"; done
done
