/** Starts the built desktop app under the double, in a process of its own, and asks it things from a test. */
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Control } from './control.ts'
import type { Choices, Report } from './setup.ts'

export type LaunchOptions = Partial<Choices> & {
  readonly args?: readonly string[]
  readonly env?: Record<string, string>
  /** Default: a new folder, removed at the end. */
  readonly dataDir?: string
}

export type DesktopDouble = {
  readonly dataDir: string
  readonly pid: number
  /** Runs the function inside, with the controls; it sees nothing of the test but `arg`. */
  evaluate<T, A = undefined>(
    run: (control: Control, arg: A) => T | Promise<T>,
    ...arg: A extends undefined ? [] : [A]
  ): Promise<T>
  /** What main and core wrote to standard error. */
  output(): string
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>
  /** What quitting did, in order; empty until then. */
  quitSteps(): readonly string[]
  /** Ends the process where it still runs, and removes its folder. */
  dispose(): Promise<void>
}

const program = fileURLToPath(new URL('program.ts', import.meta.url))

function launchProcess(dataDir: string, options: LaunchOptions): ChildProcess {
  const {
    args = [],
    env = {},
    packaged = false,
    otherInstance = false,
    keyStore = 'basic_text',
    messageBox = 0,
  } = options
  const choices: Choices = {
    packaged,
    otherInstance,
    keyStore,
    messageBox,
    appData: options.appData ?? join(dataDir, 'appdata'),
  }
  return fork(program, [`--data-dir=${dataDir}`, '--no-sandbox', ...args], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {
      PATH: process.env['PATH'],
      HOME: dataDir,
      // No session bus of the machine is asked about a tray.
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
      TICKERDECK_LOG: 'info',
      ...env,
      ELECTRON_DOUBLE: JSON.stringify(choices),
    },
  })
}

/** Needs `out/`: call `ensureBuilt()` first. Resolves when main was evaluated and told that Electron is ready. */
export async function launchDesktop(options: LaunchOptions = {}): Promise<DesktopDouble> {
  const ownDir = options.dataDir === undefined
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'tickerdeck-desktop-'))
  const child = launchProcess(dataDir, options)
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const loaded = Promise.withResolvers<void>()
  let output = ''
  let lastId = 0
  let quitSteps: readonly string[] = []

  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.on('message', (report: Report) => {
    if (report.t === 'loaded') return loaded.resolve()
    if (report.t === 'quit') return void (quitSteps = report.steps)
    const entry = waiting.get(report.id)
    waiting.delete(report.id)
    if (report.t === 'answer') entry?.resolve(report.value)
    else entry?.reject(new Error(report.message))
  })
  const ended = new Promise<number | null>((resolve) => {
    child.on('exit', (code) => {
      const error = new Error(`the app ended with ${code}:\n${output}`)
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
      loaded.resolve()
      resolve(code)
    })
  })
  await loaded.promise

  return {
    dataDir,
    pid: child.pid ?? 0,
    evaluate(run, ...[arg]) {
      lastId += 1
      const id = lastId
      return new Promise((resolve, reject) => {
        if (!child.connected) return reject(new Error(`the app has ended:\n${output}`))
        waiting.set(id, { resolve, reject })
        child.send({ id, source: run.toString(), arg })
      })
    },
    output: () => output,
    ended,
    quitSteps: () => quitSteps,
    async dispose() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await ended
      if (ownDir) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
