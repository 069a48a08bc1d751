#!/bin/sh
# The hands of a technician in the emulated board.
#   board make            a GPIO chip that looks like a Pi's, and the folders' owner as whoever installs the kiosk sets them, and a stick
#   board lines N…        what the chip's lines are: one "N=0" or "N=1" each
#   board press N / release N   pulls an input down / up
set -eu
chip=/sys/kernel/config/gpio-sim/pi
case $1 in
make)
  modprobe -a configfs irq_sim gpio-sim pinctrl_bcm2835
  mkdir -p $chip/bank0
  echo 54 >$chip/bank0/num_lines
  echo pinctrl-bcm2711 >$chip/bank0/label
  echo 1 >$chip/live
  mkdir -p /run/media
  cp -a /srv/office /run/media/
  chown -R tram: /etc/tram /run/media/office
  chmod 700 /etc/tram
  ;;
lines)
  shift
  lines=/sys/devices/platform/$(cat $chip/dev_name)/$(cat $chip/bank0/chip_name)
  for number in "$@"; do printf '%s=%s ' "$number" "$(cat "$lines/sim_gpio$number/value")"; done
  ;;
press | release)
  pull=pull-down
  [ "$1" = press ] || pull=pull-up
  echo $pull >"/sys/devices/platform/$(cat $chip/dev_name)/$(cat $chip/bank0/chip_name)/sim_gpio$2/pull"
  ;;
esac
