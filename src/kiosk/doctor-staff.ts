import { dateInVietnam, type EpochSeconds } from "../core/time.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, coded, fault, missing, ok } from "./doctor-check.ts";
import type { DoctorProbes } from "./doctor-probes.ts";
import { STAFF_FILES } from "./staff-config.ts";

/** An office's certificate that ends so soon must be replaced by somebody now, seconds. */
const SOON_SECONDS = 30 * 86_400;

/** The staff's page: can anybody sign in, and can other devices reach it? Undefined where there is none. */
export async function checkStaff(
  { staff, data }: Pick<KioskConfig, "staff" | "data">,
  probes: Pick<DoctorProbes, "staff">,
  now: EpochSeconds,
): Promise<Check | undefined> {
  if (!staff) return undefined;
  const own = (name: string) => `${data}/${name}`;
  const { certificate = own(STAFF_FILES.certificate), key = own(STAFF_FILES.key), port } = staff;
  const facts = await probes.staff({ pins: own(STAFF_FILES.pins), devices: own(STAFF_FILES.devices), certificate, key });
  if (facts.codes === 0) {
    const todo = { vi: "chạy tram staff add s-01 --config TỆP", en: "run tram staff add s-01 --config FILE" };
    return coded("staff-nobody", missing("staff", { vi: "chưa có mã nhân viên", en: "there is no staff code" }, todo, true));
  }
  const found = { vi: `${facts.codes} mã nhân viên`, en: `${facts.codes} staff code${facts.codes === 1 ? "" : "s"}` };
  if (port === undefined) return ok("staff", found);
  const endsAt = facts.certificateEndsAt;
  const isOffices = staff.certificate !== undefined;
  // The kiosk makes its own at its next start.
  if (isOffices && (endsAt === undefined || endsAt - now < SOON_SECONDS)) return coded("staff-certificate", certificateFault(endsAt));
  const end = endsAt === undefined ? undefined : dateInVietnam(endsAt);
  return ok("staff", {
    vi: `${found.vi}, ${facts.devices} thiết bị${end === undefined ? "" : `, chứng chỉ tới ${end}`}`,
    en: `${found.en}, ${facts.devices} device${facts.devices === 1 ? "" : "s"}${end === undefined ? "" : `, certificate until ${end}`}`,
  });
}

function certificateFault(endsAt: EpochSeconds | undefined): Check {
  const found =
    endsAt === undefined
      ? {
          vi: "tệp trong staff.certificate và staff.key không có, hoặc không khớp",
          en: "the files of staff.certificate and staff.key are not there, or do not fit",
        }
      : { vi: `chứng chỉ của văn phòng chỉ tới ${dateInVietnam(endsAt)}`, en: `the office's certificate ends on ${dateInVietnam(endsAt)}` };
  return fault("staff", found, {
    vi: "xin chứng chỉ mới, hoặc bỏ hai dòng đó để máy tự tạo",
    en: "have a new one signed, or leave both lines out so that the kiosk makes its own",
  });
}
