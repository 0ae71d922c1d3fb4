/** The web shell's entry: reads the command line, starts, prints the link, and stops in order on a signal. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../lib/clock.ts'
import { createLog } from '../lib/log.ts'
import { FlagError, readFlags, usage, type WebFlags } from './flags.ts'
import { startWebShell, type WebShell } from './shell.ts'

/** Put in by the build. */
declare const __VERSION__: string | undefined
const version = typeof __VERSION__ === 'string' ? __VERSION__ : 'unbuilt'

const stopDeadlineMs = 10_000

const say = (text: string) => void process.stdout.write(`${text}\n`)
const complain = (text: string) => void process.stderr.write(`${text}\n`)

/** Beside the built shell, or in `out/` when the shell runs from its sources. */
function findRenderer(): string {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const beside = join(here, '../renderer')
  return existsSync(join(beside, 'index.html')) && !here.includes(join('electron', 'web'))
    ? beside
    : join(here, '../../out/renderer')
}

function announce({ url, token, link, bridge, hooks }: WebShell, json: boolean): void {
  if (json) return say(JSON.stringify({ event: 'ready', url, token, bridge, hooks }))
  say(`Tickerdeck runs at ${link}`)
  say(hooks === null ? 'The webhook listener is off.' : `Webhooks are received at ${hooks}`)
  say('Open the link in a browser. Ctrl-C stops.')
}

function stopOnSignals(stop: () => Promise<unknown[]>): void {
  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) {
      complain(`${signal} again: stopped without waiting`)
      process.exit(1)
    }
    stopping = true
    systemClock.after(stopDeadlineMs, () => {
      complain(`not stopped after ${stopDeadlineMs / 1000} seconds; ended`)
      process.exit(1)
    })
    void stop().then((errors) => {
      for (const error of errors)
        complain(`while stopping: ${error instanceof Error ? error.message : String(error)}`)
      process.exit(0)
    })
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

async function run(flags: WebFlags): Promise<void> {
  const log = createLog(process.env['TICKERDECK_LOG'] ?? 'warn')
  const starting = startWebShell({
    flags,
    rendererDir: findRenderer(),
    version,
    env: process.env,
    clock: systemClock,
    log,
  })
  // A signal during the start waits for it: only what was started can be stopped.
  stopOnSignals(async () => {
    const shell = await starting.catch(() => null)
    return shell === null ? [] : shell.stop()
  })
  announce(await starting, flags.json)
}

try {
  await run(readFlags(process.argv.slice(2), process.env, process.platform))
} catch (error) {
  complain(`Tickerdeck cannot start: ${error instanceof Error ? error.message : String(error)}`)
  if (error instanceof FlagError) complain(usage)
  process.exit(error instanceof FlagError ? 2 : 1)
}
