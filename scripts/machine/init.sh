#!/bin/sh
# The first process of the emulated board: Debian below, the installed kiosk over it, memory on top. What must last is on the third disk.
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t devtmpfs dev /dev
for module in /modules/*; do $b insmod "$module"; done
while [ ! -b /dev/vdc ]; do $b usleep 20000; done
$b mount -t squashfs -o ro /dev/vda /lower
$b mount -t squashfs -o ro /dev/vdb /application
$b mount -t tmpfs -o size=64m upper /upper
$b mkdir /upper/files /upper/work
$b mount -t overlay -o lowerdir=/application:/lower,upperdir=/upper/files,workdir=/upper/work root /newroot
$b mount --move /dev /newroot/dev
$b umount /proc
exec $b switch_root /newroot /sbin/init
