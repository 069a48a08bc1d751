#!/bin/sh
# usage: kernel.sh BASE: Debian's own kernel for the emulated board, and the sources of the modules that Debian does not ship.
# Through an apt state of our own: the host's sources and packages stay as they are.
set -eu
base=$1
apt=$base/apt
mkdir -p "$apt/etc/apt.conf.d" "$apt/etc/preferences.d" "$apt/etc/sources.list.d" "$apt/state/lists/partial" "$apt/cache/archives/partial" "$base/debs"
: >"$apt/status"
echo "deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $TRAM_MACHINE_MIRROR trixie main" >"$apt/etc/sources.list"
set -- -qq -o "Dir::Etc=$apt/etc" -o "Dir::State=$apt/state" -o "Dir::Cache=$apt/cache" -o "Dir::State::status=$apt/status" \
  -o APT::Architecture=amd64 -o APT::Architectures::=amd64 -o "APT::Sandbox::User=$(id -un)" -o Acquire::Retries=3
apt-get "$@" update
image=$(apt-cache "$@" depends linux-image-amd64 | sed -n 's/^ *Depends: //p')
(cd "$base/debs" && apt-get "$@" download "$image" linux-source-6.12)
echo "${image#linux-image-}" >"$base/release"

dpkg-deb -x "$base"/debs/linux-image-*.deb "$base/kernel"
ln -sfn usr/lib "$base/kernel/lib" # where an older modprobe looks
depmod -b "$base/kernel" "$(cat "$base/release")"
cp "$base/kernel/boot/vmlinuz-$(cat "$base/release")" "$base/vmlinuz"

# Three files of 153 MB.
dpkg-deb --fsys-tarfile "$base"/debs/linux-source-*.deb | tar -xO ./usr/src/linux-source-6.12.tar.xz | xz -dc -T0 |
  tar -x -C "$base" linux-source-6.12/drivers/gpio/gpio-sim.c linux-source-6.12/kernel/irq/irq_sim.c
rm -rf "$base/debs" "$base/apt"
