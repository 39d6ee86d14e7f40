import { getPriority, setPriority } from 'node:os'

/** As `nice` counts: a machine that is idle otherwise loses nothing by it. */
const behind = 10

/**
 * Requests before lanes, where there are fewer processors than threads. For what answers no requests: a process, or
 * on Linux, which takes it for a thread alone, the thread that calls this.
 */
export function goBehindRequests(): void {
  // Who started us may have put all of it further behind already, and nobody may come forward again.
  setPriority(Math.max(behind, getPriority()))
}
