#!/bin/sh
# usage: root.sh BASE: Debian trixie with systemd and the kernel's modules that the cases need, as a read-only file system;
# and an initial one that lays the application over it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
base=$1
release=$(cat "$base/release")
root=$base/root
modules=$root/usr/lib/modules/$release
mmdebstrap --quiet --variant=minbase --include=systemd,systemd-sysv,udev,kmod,dbus,v4l-utils,busybox-static,libstdc++6 \
  trixie "$root" "$TRAM_MACHINE_MIRROR"

# Everything that the named modules need, in the order in which they are loaded.
needed_by() {
  for name in "$@"; do modprobe -d "$base/kernel" -S "$release" --show-depends "$name"; done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }'
}
needed_by ftdi_sio usbserial cdc_acm xhci_pci usbhid hid_generic evdev uinput dummy_hcd libcomposite usb_f_acm usb_f_hid \
  virtio_scsi sd_mod i6300esb configfs videodev virtio_rng | while read -r file; do
  install -Dm644 "$file" "$modules/${file#*/lib/modules/"$release"/}"
done
install -Dm644 -t "$modules" "$base/kernel/usr/lib/modules/$release"/modules.order "$base/kernel/usr/lib/modules/$release"/modules.builtin*
install -Dm644 -t "$modules/extra" "$base"/modules/*.ko
depmod -b "$root" "$release"

echo kiosk >"$root/etc/hostname"
echo '/dev/vdc /var/lib/tram ext4 noatime 0 0' >"$root/etc/fstab" # the third disk
# Slow under emulation, and nothing of ours.
for unit in systemd-timesyncd.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
  fstrim.timer getty@tty1.service serial-getty@ttyS0.service systemd-hwdb-update.service ldconfig.service systemd-firstboot.service \
  systemd-logind.service systemd-user-sessions.service systemd-pstore.service sys-kernel-tracing.mount dev-hugepages.mount dev-mqueue.mount \
  systemd-update-utmp.service systemd-update-utmp-runlevel.service modprobe@drm.service systemd-remount-fs.service \
  tmp.mount run-lock.mount modprobe@fuse.service sys-fs-fuse-connections.mount systemd-journal-catalog-update.service systemd-random-seed.service \
  systemd-udev-load-credentials.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
rm -rf "$root"/var/cache/apt "$root"/var/lib/apt/lists "$root"/usr/share/doc "$root"/usr/share/locale "$root"/usr/share/man
mksquashfs "$root" "$base/root.squashfs" -quiet -no-progress -comp lz4 -noappend -no-xattrs

initial=$base/initial
mkdir -p "$initial/bin" "$initial/proc" "$initial/dev" "$initial/modules" "$initial/lower" "$initial/application" "$initial/upper" "$initial/newroot"
cp "$root/usr/bin/busybox" "$initial/bin/busybox"
ln -s busybox "$initial/bin/sh"
install -m755 "$here/init.sh" "$initial/init"
number=100
needed_by virtio_blk squashfs overlay ext4 | while read -r file; do
  number=$((number + 1))
  case $file in
  *.xz) xz -dc "$file" >"$initial/modules/$number-$(basename "$file" .xz)" ;;
  *) cp "$file" "$initial/modules/$number-$(basename "$file")" ;;
  esac
done
(cd "$initial" && find . | cpio --quiet -o -H newc -R 0:0 | gzip -1) >"$base/initrd"
rm -rf "$root" "$initial" "$base/kernel" "$base/linux-source-6.12"
