#!/bin/sh
# Readers made of software on a simulated USB port (Documentation/usb/gadget_configfs.rst).
#   readers make               a keyboard and a HID-POS reader; the description of the latter, base64, on standard input
#   readers in / readers out   plugs them in / pulls them out
#   readers send DEVICE        reports, base64 on standard input: a line each, as octal escapes
set -eu
gadget=/sys/kernel/config/usb_gadget/reader
case $1 in
make)
  modprobe -a dummy_hcd libcomposite usb_f_hid
  mkdir -p $gadget/strings/0x409 $gadget/configs/c.1 $gadget/functions/hid.keyboard $gadget/functions/hid.pos
  cd $gadget
  echo 0x1eab >idVendor # Newland
  echo 0x0003 >idProduct
  echo Newland >strings/0x409/manufacturer
  echo Reader >strings/0x409/product
  echo 1 >strings/0x409/serialnumber
  echo 1 >functions/hid.keyboard/protocol
  echo 1 >functions/hid.keyboard/subclass
  echo 8 >functions/hid.keyboard/report_length
  # A keyboard in boot protocol: HID 1.11, appendix B.1, without its lights.
  printf '\005\001\011\006\241\001\005\007\031\340\051\347\025\000\045\001\165\001\225\010\201\002\225\001\165\010\201\003\225\006\165\010\025\000\045\145\005\007\031\000\051\145\201\000\300' \
    >functions/hid.keyboard/report_desc
  # The other one is described by the host: test/support/hid-pos.ts.
  echo 62 >functions/hid.pos/report_length
  base64 -d >functions/hid.pos/report_desc
  ln -s functions/hid.keyboard functions/hid.pos configs/c.1/
  ;;
in) ls /sys/class/udc >$gadget/UDC ;;
out) echo >$gadget/UDC ;;
send)
  # Not faster than a reader types: evdev keeps 64 events, and this processor is emulated.
  base64 -d | while read -r report; do
    # shellcheck disable=SC2059 # the report is the format: octal escapes
    printf "$report" >&3
    busybox usleep 8000
  done 3>"$2"
  ;;
esac
