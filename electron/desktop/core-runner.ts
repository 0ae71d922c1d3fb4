/** Runs the core inside its own process: takes main's messages, hands ports to the bridge, and ends when main is gone. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { codedError, toAppError } from '../../shared/errors.ts'
import type { Channel } from '../../shared/wire.ts'
import { channelOfPortMain, type PortMain } from '../bridge/port-channel-main.ts'
import type { CoreDeps } from '../core/deps.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { isMessage, type CoreStart, type FromCore, type ToCore } from './core-messages.ts'
import { createDesktopHost, type DesktopHost } from './host-desktop.ts'

const watchEveryMs = 2000
/** Counted in own ticks: a machine that slept, or a core that was busy, is not taken for a main that is gone. */
const silentTicks = 6

/** What is used of the core. */
export type RunningCore = {
  readonly bridge: { attach(channel: Channel): void }
  wake(reason: string): void
  stop(): Promise<void>
}

export type CoreRunnerDeps = {
  /** `process.parentPort`; main's messages wait in it for the first listener. */
  readonly port: {
    on(event: 'message', listener: (event: { data: unknown; ports: readonly PortMain[] }) => void): unknown
    postMessage(message: FromCore): void
  }
  readonly createCore: (deps: CoreDeps) => Promise<RunningCore>
  readonly exit: (code: number) => void
  readonly clock: Clock
  readonly log: Log
  readonly env: Readonly<Record<string, string | undefined>>
}

async function readReplay(replay: CoreStart['replay']): Promise<Pick<CoreDeps, 'replay'>> {
  if (replay === null) return {}
  const csv = await readFile(replay.path, 'utf8').catch((error: unknown) => {
    throw codedError('not-found', `${replay.path} can't be read: ${toAppError(error).message}`)
  })
  return { replay: { name: basename(replay.path), csv, speed: replay.speed } }
}

/** Listens at once; everything else follows main's messages. */
export function runCore({ port, createCore, exit, clock, log, env }: CoreRunnerDeps): void {
  const clients = new Map<number, Channel>()
  let desktop: DesktopHost | null = null
  let starting: Promise<RunningCore> | null = null
  let core: RunningCore | null = null
  let stopping = false
  let silence = 0

  const start = async (options: CoreStart): Promise<RunningCore> => {
    desktop = createDesktopHost(options.capabilities, (message) => port.postMessage(message))
    const { dataDir, version, hooksPort } = options
    return createCore({
      host: desktop.host,
      clock,
      log,
      dataDir,
      version,
      env,
      ...(hooksPort === null ? {} : { hooksPort }),
      ...(await readReplay(options.replay)),
    })
  }

  const startOnce = async (options: CoreStart) => {
    if (starting !== null) return
    starting = start(options)
    try {
      core = await starting
      if (!stopping) port.postMessage({ t: 'ready' })
    } catch (error) {
      const reason = toAppError(error)
      log.error({ code: reason.code, reason: reason.message }, 'the core could not start')
      port.postMessage({ t: 'failed', error: reason })
      exit(1)
    }
  }

  const attach = (id: number, end: PortMain | undefined) => {
    if (end === undefined) return
    clients.get(id)?.close()
    const channel = channelOfPortMain(end)
    clients.set(id, channel)
    core?.bridge.attach(channel)
  }

  const detach = (id: number) => {
    clients.get(id)?.close()
    clients.delete(id)
  }

  const shutdown = async () => {
    if (stopping) return
    stopping = true
    try {
      await (await starting)?.stop()
      exit(0)
    } catch (error) {
      log.error({ reason: toAppError(error).message }, 'the core did not stop in order')
      exit(1)
    }
  }

  const receive = (message: ToCore, end: PortMain | undefined) => {
    switch (message.t) {
      case 'start':
        void startOnce(message.options)
        break
      case 'client':
        attach(message.id, end)
        break
      case 'client-gone':
        detach(message.id)
        break
      case 'wake':
        core?.wake(message.reason)
        break
      case 'ping':
        port.postMessage({ t: 'pong' })
        break
      case 'host-answer':
        desktop?.answered(message.id, message.value)
        break
      case 'host-refusal':
        desktop?.refused(message.id, message.error)
        break
      case 'shutdown':
        void shutdown()
        break
    }
  }

  port.on('message', ({ data, ports }) => {
    silence = 0
    if (isMessage(data)) receive(data as ToCore, ports[0])
  })
  clock.every(watchEveryMs, () => {
    silence += 1
    if (silence < silentTicks || stopping) return
    log.error({ silence }, 'main is gone')
    void shutdown()
  })
}
