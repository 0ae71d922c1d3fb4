/** Starts one of our programs as a child process and waits for its ready line. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export type Child<Ready> = {
  readonly ready: Ready
  readonly process: ChildProcess
  /** Asks it to stop and waits; answers its exit code. */
  stop(): Promise<number | null>
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>
}

/** Rejects with what the program printed when it ends, or says nothing in time, before being ready. */
export async function startChild<Ready extends { event: string }>(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  deadlineMs = 30_000,
): Promise<Child<Ready>> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', TICKERDECK_LOG: 'warn', ...env },
  })
  let printed = ''
  const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)))
  child.stderr.on('data', (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-8000)))
  const ready = await new Promise<Ready>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`not ready after ${deadlineMs} ms: ${args.join(' ')}\n${printed}`))
    }, deadlineMs)
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => {
      printed = (printed + line + '\n').slice(-8000)
      const value = readJson(line)
      if (value?.event !== 'ready') return
      clearTimeout(timer)
      resolve(value as Ready)
    })
    void exited.then((code) => {
      clearTimeout(timer)
      reject(new Error(`ended with ${code} before it was ready: ${args.join(' ')}\n${printed}`))
    })
  })
  return {
    ready,
    process: child,
    async stop() {
      child.kill('SIGTERM')
      return exited
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function readJson(line: string): { event?: string } | null {
  try {
    return JSON.parse(line) as { event?: string }
  } catch {
    return null
  }
}

export type ShellReady = { event: 'ready'; url: string; token: string; bridge: string; hooks: string | null }
export type ExchangeReady = { event: 'ready'; restUrl: string; wsUrl: string }
