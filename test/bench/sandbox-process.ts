import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface SandboxProcess {
  readonly capsuleUrl: string
  readonly xeroUrl: string
  stop(): Promise<void>
}

const startMsMax = 60_000

/** Both sandboxes in a process of their own on free ports, so that their work is not counted as ours. */
export async function sandboxProcess(args: readonly string[]): Promise<SandboxProcess> {
  const main = fileURLToPath(new URL('../../src/sandbox/main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, '--capsule-port', '0', '--xero-port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const urls = await readUrls(child)
  return {
    ...urls,
    async stop() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

function readUrls(child: ChildProcess): Promise<{ capsuleUrl: string; xeroUrl: string }> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new Error(`the sandbox did not start: ${text}`)), startMsMax)
    child.once('exit', () => reject(new Error(`the sandbox ended early: ${text}`)))
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const [capsuleUrl, xeroUrl] = [
        /capsule[^\n]*?(http:\/\/localhost:\d+)/i.exec(text)?.[1],
        /xero[^\n]*?(http:\/\/localhost:\d+)/i.exec(text)?.[1],
      ]
      if (!capsuleUrl || !xeroUrl) return
      clearTimeout(timer)
      resolve({ capsuleUrl, xeroUrl })
    })
  })
}
