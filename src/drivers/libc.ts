import { closeSync } from "node:fs";
import { constants } from "node:os";
import { getSystemErrorName } from "node:util";

/** The few system calls that Node does not offer. Each throws a SystemError when the kernel refuses. */
export interface Libc {
  /** ioctl(2) with a structure, which the kernel may change. */
  ioctl(fd: number, request: number, data: Uint8Array): void;
  /** Makes read() of this descriptor come back at once where nothing waits: fcntl(2), O_NONBLOCK. */
  setNonBlocking(fd: number): void;
  /** read(2): how many bytes were read into the buffer; 0 where nothing waits. */
  readWaiting(fd: number, buffer: Uint8Array): number;
  /** One datagram to a unix socket, without waiting for room and without SIGPIPE; `address` is a sockaddr_un. */
  sendDatagram(address: Uint8Array, data: Uint8Array): void;
  /** A new pipe's two file descriptors, for the caller to close. No program that is started inherits them by itself. */
  pipe(): { readonly readEnd: number; readonly writeEnd: number };
  /** Whether the kernel's clock is kept by some time service (NTP, PTP): adjtimex(2), asked and nothing set. */
  isClockSynchronised(): boolean;
  /** Gives back to the machine what malloc(3) keeps for later, of all threads: malloc_trim(3). Nothing where there is none (musl). */
  trimMemory(): void;
}

/** A system call the kernel refused. */
interface SystemError extends Error {
  /** The error's name in errno.h: `EBUSY`. */
  readonly code: string;
}

// <sys/socket.h> of Linux on x86, arm and arm64.
const AF_UNIX = 1;
const SOCK_DGRAM_CLOEXEC = 0x80002;
const MSG_DONTWAIT_NOSIGNAL = 0x4040;
// <sys/timex.h>: the clock is not synchronised. The structure has at most 208 bytes.
const TIME_ERROR = 5;
const TIMEX_BYTES = 256;
// <fcntl.h>, likewise.
const O_CLOEXEC = 0x80000;
const F_GETFL = 3;
const F_SETFL = 4;
const O_NONBLOCK = 0x800;
const { EAGAIN } = constants.errno;

/**
 * The C library through koffi, whose prebuilt addon needs no compiler. koffi is loaded by this call and not before, so that a
 * desk without hardware never loads it.
 */
export async function loadLibc(): Promise<Libc> {
  const { default: koffi } = await import("koffi");
  const libc = koffi.load(null); // the C library Node itself runs on, glibc or musl
  // ioctl is variadic in C; on Linux a variadic pointer travels in the same register as a named one on x86-64, arm and arm64.
  const ioctl: (fd: number, request: number, data: Uint8Array) => number = libc.func(
    "int ioctl(int fd, unsigned long request, _Inout_ uint8_t *data)",
  );
  const fcntl: (fd: number, command: number, argument: number) => number = libc.func("int fcntl(int fd, int command, long argument)");
  const read: (fd: number, buffer: Uint8Array, size: number) => number = libc.func(
    "intptr_t read(int fd, _Out_ uint8_t *buffer, size_t size)",
  );
  const socket: (domain: number, type: number, protocol: number) => number = libc.func("int socket(int domain, int type, int protocol)");
  const sendto: (fd: number, data: Uint8Array, size: number, flags: number, address: Uint8Array, length: number) => number = libc.func(
    "intptr_t sendto(int fd, const uint8_t *data, size_t size, int flags, const uint8_t *address, uint32_t length)",
  );

  const trim = optional(() => libc.func("int malloc_trim(size_t pad)"));

  function checked(call: string, result: number): number {
    if (result >= 0) return result;
    const errno = koffi.errno();
    const code = getSystemErrorName(-errno);
    throw Object.assign(new Error(`${call}: ${code} (errno ${errno})`), { code }) satisfies SystemError;
  }

  return {
    ioctl(fd, request, data): void {
      checked("ioctl", ioctl(fd, request, data));
    },
    setNonBlocking(fd): void {
      checked("fcntl", fcntl(fd, F_SETFL, checked("fcntl", fcntl(fd, F_GETFL, 0)) | O_NONBLOCK));
    },
    readWaiting(fd, buffer) {
      const got = read(fd, buffer, buffer.length);
      // Not through an error object: this is asked a hundred times a second, and nearly always nothing waits.
      return got < 0 && koffi.errno() === EAGAIN ? 0 : checked("read", got);
    },
    sendDatagram(address, data): void {
      const fd = checked("socket", socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0));
      try {
        checked("sendto", sendto(fd, data, data.length, MSG_DONTWAIT_NOSIGNAL, address, address.length));
      } finally {
        closeSync(fd);
      }
    },
    pipe() {
      // Linux's own, so it is looked up only here: where it is absent the other calls still load.
      const pipe2: (ends: Int32Array, flags: number) => number = libc.func("int pipe2(_Out_ int *ends, int flags)");
      const ends = new Int32Array(2);
      checked("pipe2", pipe2(ends, O_CLOEXEC));
      const [readEnd = -1, writeEnd = -1] = ends;
      return { readEnd, writeEnd };
    },
    isClockSynchronised() {
      const adjtimex: (timex: Uint8Array) => number = libc.func("int adjtimex(_Inout_ uint8_t *timex)");
      return checked("adjtimex", adjtimex(new Uint8Array(TIMEX_BYTES))) !== TIME_ERROR;
    },
    trimMemory() {
      trim?.(0);
    },
  };
}

function optional(find: () => (pad: number) => number): ((pad: number) => number) | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

/** The errno name of a refused system call or Node file function; undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
