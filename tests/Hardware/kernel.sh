#!/usr/bin/env bash
# tests/Hardware/kernel.sh CACHE: Debian's newest kernel below CACHE, with the one module that its package lacks, gpio-sim, built from the
# same version's source package. Prints the folder. What cannot be had is said in words, exit code 3.
set -euo pipefail
cache=$1
lacking() { echo "$*" >&2; exit 3; }

version=$(apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/.*Depends: linux-image-\([0-9].*\)$/\1/p' | head -1)
[ -n "$version" ] || lacking "no package source has Debian's kernel (linux-image-amd64)"
kernel=$cache/$version
[ ! -e "$kernel/complete" ] || { echo "$kernel"; exit; }

rm -rf "$kernel"
mkdir -p "$kernel/packages" "$kernel/module"
cd "$kernel/packages"
series=$(cut -d. -f1,2 <<<"$version")
packages=("linux-image-$version" "linux-headers-$version" "linux-headers-${version%-*}-common" "linux-kbuild-$series" "linux-source-$series")
apt-get -qq -o APT::Sandbox::User=root download "${packages[@]}" >&2 || lacking "Debian's kernel packages cannot be downloaded"
for package in "${packages[@]:0:4}"; do dpkg-deb -x "$package"_*.deb "$kernel"; done

# The chip's interrupts come from a part of the kernel that Debian leaves out too; it becomes part of the module, less the one
# call that the kernel does not lend to modules.
sources=(drivers/gpio/gpio-sim.c drivers/gpio/gpiolib.h kernel/irq/irq_sim.c)
mkfifo archive
dpkg-deb --fsys-tarfile "linux-source-$series"_*.deb 2>/dev/null | tar -xO "./usr/src/linux-source-$series.tar.xz" >archive 2>/dev/null &
tar -xJf - --occurrence=1 --strip-components=1 -C "$kernel/module" "${sources[@]/#/linux-source-$series/}" <archive
wait || true
cd "$kernel/module"
mv drivers/gpio/gpio-sim.c chip.c
mv drivers/gpio/gpiolib.h kernel/irq/irq_sim.c .
sed -i 's/handle_simple_irq(irq_to_desc(\(.*\)));/generic_handle_irq(\1);/' irq_sim.c
printf 'obj-m := gpio-sim.o\ngpio-sim-y := chip.o irq_sim.o\n' >Makefile
headers=$kernel/usr/src/linux-headers-$version
sed -i "s,/usr/src,$kernel/usr/src,g" "$headers/Makefile"
make -s -C "$headers" M="$kernel/module" modules >build.log 2>&1 || { tail -5 build.log >&2; lacking "gpio-sim does not build for kernel $version"; }
install -D gpio-sim.ko "$kernel/lib/modules/$version/extra/gpio-sim.ko"
depmod -b "$kernel" "$version"
rm -rf "$kernel/packages" "$kernel/module" "$kernel/usr"
touch "$kernel/complete"
echo "$kernel"
