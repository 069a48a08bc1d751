#!/bin/sh
# usage: application.sh OUT ETC: the kiosk as firmware/README.md says to install it, with the configuration in ETC, as a file system of its own.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$1 etc=$2
tree=$out/application
place=$tree/usr/lib/tram
rm -rf "$tree"
mkdir -p "$place" "$tree/etc/systemd/system/multi-user.target.wants" "$tree/etc/tram" "$tree/var/lib/tram"
(cd "$root" && node scripts/run.mjs build "$place/dist" >"$out/build.log") || { cat "$out/build.log" >&2; exit 1; }
cp "$root/package.json" "$place/"
# What npm calls the packages of the product; those that lie within another one come with it.
(cd "$root" && npm ls --omit=dev --all --parseable 2>/dev/null | sed -n "s|^$root/||p" | grep -v '/node_modules/\|^node_modules/\(@typescript\|typescript\)' | sort >"$out/packages")
(cd "$root" && xargs cp -a --parents -t "$place" <"$out/packages")

install -Dm644 -t "$tree/usr/lib/systemd/system" "$root"/firmware/systemd/*
install -Dm644 -t "$tree/usr/lib/sysusers.d" "$root"/firmware/sysusers.d/*
install -Dm644 -t "$tree/usr/lib/udev/rules.d" "$root"/firmware/udev/*
install -Dm644 -t "$tree/usr/lib/modules-load.d" "$root"/firmware/modules-load.d/*
install -Dm644 -t "$tree/usr/lib/systemd/system.conf.d" "$root"/firmware/system.conf.d/*
# What the guide enables: a unit that it forgets is missing here, too.
for unit in $(sed -n 's/^sudo systemctl enable \(tram-setup .*\)/\1/p' "$root/hardware/software.md"); do
  case $unit in *.*) ;; *) unit=$unit.service ;; esac
  ln -s "/usr/lib/systemd/system/$unit" "$tree/etc/systemd/system/multi-user.target.wants/$unit"
done

# The host's hand, and what stands for a technician's.
for name in agent board readers; do install -Dm755 "$root/scripts/machine/guest/$name.sh" "$tree/usr/local/sbin/$name"; done
for unit in agent board; do
  install -Dm644 "$root/scripts/machine/guest/$unit.service" "$tree/etc/systemd/system/$unit.service"
  ln -s "../$unit.service" "$tree/etc/systemd/system/multi-user.target.wants/$unit.service"
done
cp -a "$etc"/. "$tree/"
mksquashfs "$tree" "$out/application.squashfs" -quiet -no-progress -comp lz4 -noappend -all-root >/dev/null
rm -rf "$tree"
