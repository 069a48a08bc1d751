import { execFileSync, spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Appends records to a file, each followed by fdatasync, and prints how many a second. */
const PROGRAM = `
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
int main(int argc, char **argv) {
  int count = atoi(argv[2]), bytes = atoi(argv[3]);
  char *record = malloc(bytes);
  memset(record, 'x', bytes);
  int fd = open(argv[1], O_WRONLY | O_CREAT | O_APPEND, 0600);
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  for (int i = 0; i < count; i++)
    if (write(fd, record, bytes) != bytes || fdatasync(fd) != 0) return 1;
  clock_gettime(CLOCK_MONOTONIC, &to);
  printf("%f\\n", count / ((to.tv_sec - from.tv_sec) + (to.tv_nsec - from.tv_nsec) / 1e9));
  return 0;
}
`;

/** Compiles the bare append into a folder; undefined where there is no compiler. What it returns is entries a second. */
export function buildAnchor(folder: string): ((count: number, bytes: number) => number) | undefined {
  const [source, program, file] = ["anchor.c", "anchor", "anchor.log"].map((name) => join(folder, name));
  if (source === undefined || program === undefined || file === undefined) return undefined;
  writeFileSync(source, PROGRAM);
  if (spawnSync("gcc", ["-O2", "-o", program, source]).status !== 0) return undefined;
  return (count, bytes) => {
    rmSync(file, { force: true });
    return Number(execFileSync(program, [file, String(count), String(bytes)], { encoding: "utf8" }));
  };
}
