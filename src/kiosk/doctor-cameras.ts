import { SMALLEST_CODE_MM, widestViewMm } from "../core/camera-size.ts";
import { displayText } from "../core/display-text.ts";
import type { CameraFacts, DeviceFacts } from "../core/machine-facts.ts";
import type { Text } from "../core/text.ts";
import { type CameraConfig, cameraSettings } from "./camera-config.ts";
import { type Check, coded, fault, faultIf, missing, ok, textOf } from "./doctor-check.ts";

const JOIN_VIDEO: Text = {
  vi: "thêm tài khoản của kiosk vào nhóm video: sudo usermod -aG video tram",
  en: "add the kiosk's user to the group video: sudo usermod -aG video tram",
};
const INSTALL_V4L: Text = {
  vi: "cài chương trình đọc camera USB: sudo apt install v4l-utils",
  en: "install what reads it: sudo apt install v4l-utils",
};

const INSTALL_FFMPEG: Text = {
  vi: "cài chương trình giải nén ảnh của nó: sudo apt install ffmpeg",
  en: "install what unpacks its pictures: sudo apt install ffmpeg",
};

/** Whether any camera could be read, the board's own or a USB one: only needed where one is configured. */
export function checkCamera(facts: CameraFacts, isNeeded: boolean): Check {
  const name = "camera";
  const { program, devices, usbProgram, usb } = facts;
  const [first, ...others] = usb.map(displayText);
  if (isUsable(facts)) {
    const board: Text = {
      vi: `${program}, ${devices} thiết bị media`,
      en: `${program}, ${devices} media device${devices === 1 ? "" : "s"}`,
    };
    return { ...ok(name, board), ...(usb.length > 0 && { also: usb.map((path) => textOf(displayText(path))) }) };
  }
  if (first !== undefined && usbProgram !== undefined) {
    return { ...ok(name, `${usbProgram}, ${first}`), ...(others.length > 0 && { also: others.map(textOf) }) };
  }
  if (first !== undefined) {
    const found: Text = { vi: `có ${first} nhưng không có v4l2-ctl hay ffmpeg`, en: `${first}, but no v4l2-ctl or ffmpeg on the PATH` };
    return coded("camera-program", missing(name, found, INSTALL_V4L, isNeeded));
  }
  return checkBoardCamera(name, facts, isNeeded);
}

function isUsable({ program, devices, denied }: CameraFacts): boolean {
  return program !== undefined && denied < devices;
}

/** What is wrong with the board's own cameras. */
function checkBoardCamera(name: string, { program, devices }: CameraFacts, isNeeded: boolean): Check {
  if (program === undefined) {
    const todo = {
      vi: "trên Raspberry Pi OS: sudo apt install rpicam-apps-lite; kiosk chỉ dùng đầu đọc thì không cần",
      en: "on Raspberry Pi OS: sudo apt install rpicam-apps-lite; a kiosk with a serial reader needs none",
    };
    return coded(
      "camera-program",
      missing(name, { vi: "không có rpicam-vid hay libcamera-vid", en: "no rpicam-vid or libcamera-vid on the PATH" }, todo, isNeeded),
    );
  }
  if (devices === 0) {
    const todo = {
      vi: "cắm lại cáp camera khi máy đã tắt, rồi thử: rpicam-hello --list-cameras",
      en: "switch off, seat the camera's cable again, then try: rpicam-hello --list-cameras",
    };
    return missing(
      name,
      { vi: `có ${program} nhưng không thấy camera (/dev/media*)`, en: `${program}, but no camera (/dev/media*)` },
      todo,
      isNeeded,
    );
  }
  return faultIf(
    isNeeded,
    name,
    { vi: `có ${program} nhưng tài khoản này không mở được /dev/media*`, en: `${program}, but this user may not open /dev/media*` },
    JOIN_VIDEO,
  );
}

/** The USB camera that would be read, where ffmpeg, which some of them want, is not installed: it has to be asked for its formats. */
export function cameraWithoutFfmpeg({ device, number }: CameraConfig, facts: CameraFacts): string | undefined {
  if (facts.usbProgram === undefined || facts.ffmpeg !== undefined) return undefined;
  return device ?? (number === undefined && !isUsable(facts) ? facts.usb[0] : undefined);
}

/**
 * A camera of the configuration, by its place there: its device, and whether its picture is fine enough for the smallest code of a card.
 * `formats`: those of a camera without ffmpeg, the best first.
 */
export function checkCameraSource(
  place: number,
  source: CameraConfig,
  state: DeviceFacts | undefined,
  facts: CameraFacts | undefined,
  formats?: readonly string[],
): Check {
  const name = `source.${place}`;
  const device = source.device === undefined ? undefined : displayText(source.device);
  if (state === "denied") {
    return coded(
      "camera-closed",
      fault(name, { vi: `tài khoản này không mở được ${device}`, en: `this user may not open ${device}` }, JOIN_VIDEO),
    );
  }
  if (state === "no-device") {
    const todo = {
      vi: "sửa device trong cấu hình; nên ở trong /dev/v4l/by-id",
      en: "correct its device in the configuration, best one in /dev/v4l/by-id",
    };
    return coded("camera-closed", fault(name, { vi: `${device} không phải thiết bị`, en: `${device} is no device` }, todo));
  }
  if (state === "absent") {
    const [there] = (facts?.usb ?? []).map(displayText);
    const todo: Text = there
      ? { vi: `cắm camera vào, hoặc ghi device = "${there}"`, en: `plug it in, or configure device = "${there}"` }
      : { vi: "cắm camera vào", en: "plug the camera in" };
    return coded("camera-missing", missing(name, { vi: `chưa thấy ${device}`, en: `${device}: the camera is not there` }, todo, true));
  }
  if (device !== undefined && facts && facts.usbProgram === undefined) {
    return coded(
      "camera-program",
      missing(name, { vi: "không có v4l2-ctl hay ffmpeg", en: "no v4l2-ctl or ffmpeg on the PATH" }, INSTALL_V4L, true),
    );
  }
  if (source.number !== undefined && facts && !isUsable(facts)) return checkBoardCamera(name, facts, true);
  if (formats?.[0] === "MJPG") return checkPacked(name, source, formats[1]);
  return checkView(name, source);
}

/** Only MJPG comes in this size and rate, and nothing unpacks it. */
function checkPacked(name: string, source: CameraConfig, otherFormat: string | undefined): Check {
  const { width, height, framesPerSecond } = cameraSettings(source);
  const size = `${width} × ${height}, ${framesPerSecond}/s`;
  const found: Text =
    otherFormat === undefined
      ? {
          vi: `${size} chỉ có dạng MJPG mà không có ffmpeg: không đọc được camera`,
          en: `${size} comes as MJPG only, and there is no ffmpeg: the camera is not read`,
        }
      : {
          vi: `${size} chỉ có dạng MJPG mà không có ffmpeg: kiosk đọc ${otherFormat}, chậm hơn hoặc kém nét hơn`,
          en: `${size} comes as MJPG only, and there is no ffmpeg: it is read as ${otherFormat}, slower or coarser`,
        };
  return coded("camera-program", missing(name, found, INSTALL_FFMPEG, true));
}

function checkView(name: string, source: CameraConfig): Check {
  const { width, height, framesPerSecond, controls } = cameraSettings(source);
  // With a region of the sensor the same pixels show less.
  const viewMm = source.viewMm === undefined ? undefined : Math.ceil(source.viewMm * (controls.region?.width ?? 1));
  const widest = widestViewMm(width);
  const size = `${width} × ${height}, ${framesPerSecond}/s`;
  if (viewMm !== undefined && viewMm > widest) {
    return coded(
      "camera-view",
      fault(
        name,
        {
          vi: `${size}: ảnh rộng ${viewMm} mm, mã ${SMALLEST_CODE_MM} mm chỉ đọc được khi ảnh rộng không quá ${widest} mm`,
          en: `${size} for a view of ${viewMm} mm: an ${SMALLEST_CODE_MM} mm code is read in a view of ${widest} mm at most`,
        },
        {
          vi: "bỏ width và height trong cấu hình để kiosk tự chọn, hoặc đặt camera gần hơn",
          en: "leave width and height out of the configuration, so that they follow from viewMm, or move the camera nearer",
        },
      ),
    );
  }
  return ok(name, {
    vi: `${size}; đọc được mã ${SMALLEST_CODE_MM} mm khi ảnh rộng không quá ${widest} mm`,
    en: `${size}; reads an ${SMALLEST_CODE_MM} mm code in a view of ${widest} mm at most`,
  });
}
