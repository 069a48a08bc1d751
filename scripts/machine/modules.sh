#!/bin/sh
# usage: modules.sh BASE: builds what Debian's kernel lacks: simulated GPIO chips, a camera made of software, and a stand-in for the
# parameter of the Raspberry Pi's pin controller. In a folder with trixie's own compiler: its kernel tools need trixie's libraries.
set -eu
base=$1
release=$(cat "$base/release")
builder=$base/builder
headers=/usr/src/linux-headers-$release
# Unpacked, not set up: a compiler needs no more.
mmdebstrap --quiet --variant=extract \
  --include="gcc-14,make,dash,coreutils,sed,grep,mawk,findutils,perl-base,linux-headers-$release,v4l2loopback-dkms" \
  trixie "$builder" "$TRAM_MACHINE_MIRROR"
ln -sfn mawk "$builder/usr/bin/awk"
for name in bin lib lib64; do ln -sfn "usr/$name" "$builder/$name"; done

build=$builder/build
mkdir "$build"
cp "$base"/linux-source-6.12/drivers/gpio/gpio-sim.c "$base"/linux-source-6.12/kernel/irq/irq_sim.c "$builder"/usr/src/v4l2loopback-*/*.[ch] "$build/"
# irq_to_desc is not exported to modules; these two are.
sed -i 's/irq_to_desc(irqnum)/irq_data_to_desc(irq_get_irq_data(irqnum))/' "$build/irq_sim.c"
# Built into the kernel it needs no licence of its own.
printf '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n' >>"$build/irq_sim.c"
# gpio-sim lets lines fall with their process, as the real driver does where this parameter says N. A test may say Y.
cat >"$build/pinctrl_bcm2835.c" <<'C'
#include <linux/module.h>
static bool persist_gpio_outputs;
module_param(persist_gpio_outputs, bool, 0644);
MODULE_LICENSE("GPL");
C
echo 'obj-m := gpio-sim.o irq_sim.o v4l2loopback.o pinctrl_bcm2835.o' >"$build/Makefile"
chroot "$builder" make -s -j2 -C "$headers" M=/build CC=gcc-14 HOSTCC=gcc-14 CONFIG_DEBUG_INFO_BTF_MODULES= modules
mkdir -p "$base/modules"
for module in "$build"/*.ko; do strip --strip-debug -o "$base/modules/$(basename "$module")" "$module"; done
rm -rf "$builder"
