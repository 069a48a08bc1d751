import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A cable between two programs of this machine: TCP, byte for byte, that a person can pull out. */
export interface NetworkPlug {
  /** Where the near end is. */
  readonly port: number;
  readonly isPlugged: boolean;
  plugIn(): void;
  /** Every connection breaks at once, and no new one gets through. */
  pullOut(): void;
  close(): Promise<void>;
}

/** Lays a cable from a port of the loopback interface (0: any) to another one. Rejects when the port cannot be had. */
export async function openNetworkPlug(port: number, farPort: number): Promise<NetworkPlug> {
  const sockets = new Set<Socket>();
  let isPlugged = true;

  function join(near: Socket): void {
    if (!isPlugged) return void near.destroy();
    const far = connect(farPort, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      // What broke, and why, is for the programs at both ends to find out, as with a cable.
      socket.on("error", () => undefined);
      socket.on("close", (isBroken) => {
        sockets.delete(socket);
        // An end in good order lets what is still under way arrive.
        if (isBroken) other.destroy();
        else other.end();
      });
      socket.pipe(other);
    }
  }

  // The port is kept while the cable is out, so that nobody else can take it meanwhile.
  const server = createServer(join);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get isPlugged() {
      return isPlugged;
    },
    plugIn() {
      isPlugged = true;
    },
    pullOut() {
      isPlugged = false;
      cut();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
