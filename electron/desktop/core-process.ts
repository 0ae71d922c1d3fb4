/** Keeps the core's process running: starts it, restarts it with a growing wait, watches its pulse, stops it in order. */
import type { MessagePortMain, UtilityProcess } from 'electron'
import { toAppError, type AppError } from '../../shared/errors.ts'
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import {
  isMessage,
  type CoreStart,
  type FromCore,
  type HostCall,
  type HostServices,
  type ToCore,
} from './core-messages.ts'
import { createRestarts } from './restarts.ts'

const pulseEveryMs = 3000
/** Counted in own ticks, so that a machine that slept is not taken for a core that hangs. */
const pulsesMissed = 10
const stopWithinMs = 3000

export type CoreProcessDeps = {
  /** Starts the process; only after `ready`. */
  readonly fork: () => Pick<UtilityProcess, 'postMessage' | 'kill' | 'on' | 'once'>
  readonly start: CoreStart
  readonly services: HostServices
  readonly clock: Clock
  readonly log: Log
  /** The core can serve windows, for the first time or again. */
  readonly onReady: () => void
  /** It will not be started again by itself; `error` is why, where the core could say. */
  readonly onGivenUp: (error: AppError | null) => void
}

export type CoreProcess = {
  /** Starts, or starts again after giving up. */
  start(): void
  isReady(): boolean
  /** Hands one end of a port pair to the core; false while the core is not ready. */
  attach(client: number, port: MessagePortMain): boolean
  detach(client: number): void
  wake(reason: 'resume'): void
  /** Resolves when the process has ended, in order or, after three seconds, by force. */
  stop(): Promise<void>
}

export function createCoreProcess(deps: CoreProcessDeps): CoreProcess {
  const { clock, log } = deps
  const restarts = createRestarts()
  type Child = ReturnType<CoreProcessDeps['fork']>
  let child: Child | null = null
  let ready = false
  let stopping = false
  let failure: AppError | null = null
  let missed = 0
  let cancelRestart: Cancel | null = null
  let cancelPulse: Cancel | null = null
  let onEnded: (() => void) | null = null

  // Nothing may be posted to a process that has ended.
  const post = (message: ToCore, ports?: MessagePortMain[]) => child?.postMessage(message, ports)

  const serve = async (call: HostCall) => {
    const from = child
    let answer: ToCore
    try {
      const service = deps.services[call.name] as (input: HostCall['input']) => Promise<unknown>
      answer = { t: 'host-answer', id: call.id, value: await service(call.input) }
    } catch (error) {
      answer = { t: 'host-refusal', id: call.id, error: toAppError(error) }
    }
    // Ids start anew with each process: an answer to the one before must not reach its successor.
    if (child === from) post(answer)
  }

  const receive = (message: FromCore) => {
    switch (message.t) {
      case 'ready':
        ready = true
        deps.onReady()
        break
      case 'failed':
        failure = message.error
        break
      case 'pong':
        missed = 0
        break
      case 'host-call':
        void serve(message)
        break
    }
  }

  const pulse = () => {
    if (child === null || !ready) return
    missed += 1
    if (missed > pulsesMissed) {
      log.error({ missed }, 'the core does not answer and is ended')
      missed = 0
      child.kill()
      return
    }
    post({ t: 'ping' })
  }

  const ended = (code: number) => {
    child = null
    ready = false
    cancelPulse?.()
    if (stopping) return onEnded?.()
    const error = failure
    failure = null
    // What can't succeed by trying again is not tried again.
    const delayMs = error?.retry === 'no' ? null : restarts.ended(clock.monotonicMs())
    log.error({ code, delayMs, reason: error?.message }, 'the core has ended')
    if (delayMs === null) return deps.onGivenUp(error)
    cancelRestart = clock.after(delayMs, launch)
  }

  function launch(): void {
    cancelRestart = null
    missed = 0
    const started = deps.fork()
    child = started
    started.on('message', (message: unknown) => {
      if (child === started && isMessage(message)) receive(message as FromCore)
    })
    started.once('exit', ended)
    started.on('error', (type, location) => log.error({ type, location }, 'the core met a fatal error'))
    post({ t: 'start', options: deps.start })
    cancelPulse = clock.every(pulseEveryMs, pulse)
  }

  return {
    start() {
      if (child !== null || stopping) return
      cancelRestart?.()
      restarts.forget()
      launch()
    },
    isReady: () => ready,
    attach(client, port) {
      if (!ready) return false
      post({ t: 'client', id: client }, [port])
      return true
    },
    detach: (client) => post({ t: 'client-gone', id: client }),
    wake: (reason) => post({ t: 'wake', reason }),
    stop() {
      stopping = true
      cancelRestart?.()
      const last = child
      if (last === null) return Promise.resolve()
      return new Promise((resolve) => {
        const cancelKill = clock.after(stopWithinMs, () => {
          log.warn({ stopWithinMs }, 'the core did not stop in time and is ended')
          last.kill()
        })
        onEnded = () => {
          cancelKill()
          resolve()
        }
        post({ t: 'shutdown' })
      })
    },
  }
}
