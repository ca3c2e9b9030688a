#!/usr/bin/env bash
# The gateway on devices as the kernel has them: a virtual machine with Debian's kernel (no KVM needed), the host's programs shared read-only,
# simulated GPIO lines, keyboard and USB scanners, systemd with its watchdog, and a plug that is pulled. One line a check, the last line counts.
# tests/hardware.sh --built takes the tests as they are built. What the guests wrote is left in artifacts/hardware.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$top/artifacts/cache}/kernel
work=$top/artifacts/hardware
unit=$top/deploy/systemd/traceability-gateway.service
passed=0 failed=0 qemu=""

finish() { echo "$passed passed, $failed failed, ${1:-0} skipped"; [ "$failed" -eq 0 ]; exit; }
skip() { echo "skip  all checks on simulated devices: $1"; finish 1; }
pass() { echo "pass  $1"; passed=$((passed + 1)); }
fail() { echo "FAIL  $1"; failed=$((failed + 1)); }
trap '[ -z "$qemu" ] || kill -9 "$qemu" 2>/dev/null' EXIT

declare -A packages=([qemu-system-x86_64]=qemu-system-x86 [busybox]=busybox-static [depmod]=kmod [make]=make [gcc-12]=gcc-12 [mkfs.ext4]=e2fsprogs [udevadm]=udev [xz]=xz-utils)
missing=()
for program in "${!packages[@]}"; do command -v "$program" >/dev/null || missing+=("${packages[$program]}"); done
ls /usr/lib/*/libmosquitto.so.1 >/dev/null 2>&1 || missing+=(libmosquitto1)
[ -x /usr/lib/systemd/systemd ] || missing+=(systemd)
[ "$(uname -m)" = x86_64 ] || skip "they are made for an x86-64 machine, this is $(uname -m)"
if [ ${#missing[@]} -gt 0 ]; then
  [ "$(id -u)" -eq 0 ] || skip "Debian packages are missing: sudo apt-get install -y ${missing[*]}"
  echo "installing ${missing[*]}"
  { apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; } ||
    skip "Debian packages cannot be installed: ${missing[*]}"
fi
mkdir -p "$cache" "$work"
kernel=$("$top/tests/Hardware/kernel.sh" "$cache" 2>"$work/kernel.log") || skip "$(tail -1 "$work/kernel.log")"
version=$(basename "$kernel")

log=$work/build.log
dotnet publish "$top/edge/Edge.csproj" -c Release -v quiet -nologo -o "$work/gateway" >"$log" 2>&1 || { cat "$log"; fail "the gateway can be published"; finish; }
[ -e "$top/tests/bin/Release/net10.0/Traceability.Tests.dll" ] && [ "${1:-}" = --built ] ||
  dotnet build "$top/tests/Tests.csproj" -c Release -v quiet -nologo >"$log" 2>&1 || { cat "$log"; fail "the tests can be built"; finish; }

# The unit as it is, but for the place of the program, which is only there where it is installed.
sed "s,/opt/traceability/,$work/gateway/," "$unit" >"$work/$(basename "$unit")"
words=$(systemd-analyze verify "$work/$(basename "$unit")" 2>&1) || true
[ -z "$words" ] && pass "systemd finds no fault in the unit" || fail "systemd finds no fault in the unit: $words"
exposure=$(systemd-analyze security --offline=true --no-pager "$unit" 2>/dev/null | sed -n 's/.*exposure level for .*: \([0-9.]*\).*/\1/p')
awk "BEGIN { exit !(\"$exposure\" != \"\" && \"$exposure\" <= 3.5) }" && pass "the service's exposure is at most 3.5 ($exposure)" || fail "the service's exposure is at most 3.5 (${exposure:-not known})"

# The guest's first file system: busybox, the modules that reach the shared folders, and what stands in /etc.
root=$work/initramfs
rm -rf "$root"
mkdir -p "$root"/{bin,modules,etc/systemd/system/traceability-gateway.service.d,etc/udev/rules.d,etc/traceability,etc/dotnet}
cp "$(command -v busybox)" "$root/bin/"
cp "$top/tests/Hardware/guest/init" "$root/init"
for module in virtio_pci virtio_blk 9pnet_virtio 9p ext4; do modprobe -d "$kernel" -S "$version" -D "$module"; done |
  awk '$1 == "insmod" && !/crc32c-intel/ && !seen[$2]++ { print $2 }' | nl -nrz -w3 | while read -r number file; do cp "$file" "$root/modules/$number.ko"; done
cp "$unit" "$top/tests/Hardware/guest/checks.service" "$root/etc/systemd/system/"
cp "$top"/deploy/systemd/*.rules "$root/etc/udev/rules.d/"
cp /etc/passwd /etc/group "$root/etc/"
# The package makes this group; here nothing is installed by a package.
grep -q '^traceability:' "$root/etc/group" || echo 'traceability:x:64999:' >>"$root/etc/group"
printf 'passwd: files systemd\ngroup: files systemd\nhosts: files\n' >"$root/etc/nsswitch.conf"
echo /dotnet >"$root/etc/dotnet/install_location"
printf '%032d\n' 7 >"$root/etc/machine-id"
# The checks look into the journal while it is written, which needs the kind that others can read then.
printf 'GATEWAY=g1\nOPTIONS=--journal sqlite\n' >"$root/etc/traceability/gateway.conf"
# An emulated processor is slow, most of all where the runtime writes code; and a test does not wait longer than it must. All else is the unit as it ships.
printf '[Service]\nTimeoutStartSec=600\nWatchdogSec=20\nEnvironment=DOTNET_EnableWriteXorExecute=0\n' >"$root/etc/systemd/system/traceability-gateway.service.d/quick.conf"
for slow in systemd-udev-trigger systemd-hwdb-update systemd-update-done systemd-journal-catalog-update systemd-sysusers systemd-random-seed \
  systemd-binfmt systemd-timesyncd ldconfig systemd-machine-id-commit systemd-firstboot systemd-pcrphase-sysinit systemd-boot-system-token; do
  ln -s /dev/null "$root/etc/systemd/system/$slow.service"
done
(cd "$root" && find . | busybox cpio -o -H newc 2>/dev/null) | gzip -1 >"$work/initramfs.gz"
rm -f "$work/disk"
truncate -s 128M "$work/disk"
mkfs.ext4 -q -F "$work/disk"

# boot NAME [WORD…]: starts the guest; what the checks print comes in $work/NAME.lines.
boot() {
  local name=$1
  shift
  : >"$work/$name.lines"
  local shares=()
  for pair in usr:/usr "dotnet:$(dirname "$(readlink -f "$(command -v dotnet)")")" "kernel:$kernel" "checks:$top/tests/bin/Release/net10.0" "gateway:$work/gateway"; do
    shares+=(-virtfs "local,path=${pair#*:},mount_tag=${pair%%:*},security_model=none,readonly=on,multidevs=remap")
  done
  qemu-system-x86_64 -machine pc,accel=tcg -cpu Nehalem -smp 2 -m 1536 -nographic -nodefaults -no-reboot -net none \
    -kernel "$kernel/boot/vmlinuz-$version" -initrd "$work/initramfs.gz" \
    -append "console=ttyS0 panic=-1 systemd.unit=checks.service systemd.show_status=no systemd.log_target=console systemd.default_standard_error=journal+console systemd.default_standard_output=journal+console checks=$name $*" \
    -drive "file=$work/disk,format=raw,if=virtio" "${shares[@]}" \
    -serial "file:$work/$name.console" -serial "file:$work/$name.lines" >"$work/$name.qemu" 2>&1 &
  qemu=$!
}
# await NAME WORD SECONDS: until the guest has printed the word or is gone. unplug: pulls the plug.
await() {
  for ((tenths = 0; tenths < $3 * 10; tenths++)); do
    ! grep -q "^$2" "$work/$1.lines" || return 0
    kill -0 "$qemu" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}
unplug() { kill -9 "$qemu" 2>/dev/null || true; wait "$qemu" 2>/dev/null || true; qemu=""; }
report() {
  while read -r word rest; do
    case $word in pass) pass "$rest" ;; fail) fail "$rest" ;; note) echo "      $rest" ;; esac
  done < <(tr -d '\r' <"$work/$1.lines")
  grep -q "^end" "$work/$1.lines" || { fail "the $1 guest came to its end (its console: artifacts/hardware/$1.console)"; tail -n 5 "$work/$1.console"; }
}

boot first
await first "end" 400 && await first "acknowledged 6" 100 || true
unplug
report first
acknowledged=$(sed -n 's/^acknowledged \([0-9]*\).*/\1/p' "$work/first.lines" | tail -1)
boot second "acknowledged=${acknowledged:-0}"
await second "end" 200 || true
unplug
report second
finish
