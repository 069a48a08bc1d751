import { displayText } from "../core/display-text.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, coded, type DatedCheck, fault, missing, ok } from "./doctor-check.ts";
import { millisecondsText } from "./doctor-figures.ts";
import type { DoctorProbes } from "./doctor-probes.ts";

/** Central, with its time; undefined where none is configured. Being offline is no fault: a kiosk decides without a network. */
export async function checkCentral({ central }: KioskConfig, probes: Pick<DoctorProbes, "central">): Promise<DatedCheck | undefined> {
  if (!central) return undefined;
  const name = "central";
  const host = hostOf(central.url);
  const facts = await probes.central(central.url);
  if (facts.kind === "unreachable") {
    if (facts.isCertificate) {
      return {
        check: fault(
          name,
          {
            vi: `${host} trả lời, nhưng chứng chỉ không được chấp nhận: ${facts.why}`,
            en: `${host} answers, but its certificate is not accepted: ${facts.why}`,
          },
          {
            vi: "kiểm tra giờ của máy và chứng chỉ của máy chủ; mạng lạ cũng có thể đang chen vào giữa",
            en: "check this machine's clock and central's certificate; a foreign network may stand in between",
          },
        ),
      };
    }
    return {
      check: missing(
        name,
        { vi: `không tới được ${host}: ${facts.why}`, en: `${host} cannot be reached: ${facts.why}` },
        {
          vi: "kiosk vẫn kiểm tra được khi không có mạng. Để đồng bộ: xem lại dây mạng, Wi-Fi và central.url",
          en: "the kiosk goes on without it. To sync: check cable, Wi-Fi and central.url",
        },
      ),
    };
  }
  const { status, isHealthy, ms, at } = facts;
  if (isHealthy)
    return {
      check: ok(name, { vi: `${host} trả lời sau ${millisecondsText(ms)}`, en: `${host} answered in ${millisecondsText(ms)}` }),
      at,
    };
  if (status >= 500) {
    return {
      check: coded(
        "central-unwell",
        missing(
          name,
          { vi: `${host} đang có sự cố: trả lời ${status}`, en: `${host} is unwell: it answers with ${status}` },
          {
            vi: "báo người vận hành máy chủ; kiosk giữ nhật ký và gửi lại sau",
            en: "tell whoever runs central; the kiosk keeps its entries and sends them later",
          },
        ),
      ),
    };
  }
  return {
    check: fault(
      name,
      { vi: `${host} trả lời ${status}, nhưng không phải máy chủ Trạm`, en: `${host} answers with ${status}, but not as a Trạm central` },
      {
        vi: "sửa central.url; nếu đúng rồi thì mạng này đang chặn (trang đăng nhập Wi-Fi?)",
        en: "correct central.url; if it is right, the network stands in between (a Wi-Fi login page?)",
      },
    ),
  };
}

/** The address without what may be secret in a URL. */
function hostOf(url: string): string {
  const parsed = URL.parse(url);
  return displayText(parsed ? `${parsed.protocol}//${parsed.host}` : "central.url");
}

/** The port of the kiosk's own pages. */
export async function checkScreen({ screen }: KioskConfig, probes: Pick<DoctorProbes, "port">): Promise<Check> {
  const name = "screen";
  const { port } = screen;
  if (port === 0) return ok(name, { vi: "cổng trống bất kỳ, mỗi lần bật một cổng", en: "any free port, a new one at each start" });
  switch (await probes.port(port)) {
    case "free":
      return ok(name, { vi: `cổng ${port} đang trống; không có kiosk nào chạy`, en: `port ${port} is free; no kiosk runs on it now` });
    case "kiosk":
      return {
        ...ok(name, { vi: `kiosk đang chạy tại http://127.0.0.1:${port}/`, en: `a kiosk runs at http://127.0.0.1:${port}/` }),
        also: [{ vi: `mã và cách xử lý: http://127.0.0.1:${port}/help`, en: `codes and what to do: http://127.0.0.1:${port}/help` }],
      };
    case "other":
      return fault(
        name,
        { vi: `chương trình khác đang giữ cổng ${port}`, en: `another program has port ${port}` },
        {
          vi: `dừng chương trình đó (sudo ss -ltnp 'sport = :${port}'), hoặc đổi screen.port`,
          en: `stop that program (sudo ss -ltnp 'sport = :${port}'), or choose another screen.port`,
        },
      );
  }
}
