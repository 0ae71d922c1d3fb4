/** Runs the feed machine in real time: feeds it events one at a time, keeps its one timer, carries out its commands. */
import type { Cancel, Clock } from '../lib/clock.ts'
import { initialFeed, stepFeed } from './feed-machine.ts'
import type { FeedCommand, FeedEvent, FeedMachine } from './feed-machine.ts'

export type DriverDeps = {
  readonly clock: Clock
  readonly random: () => number
  connectWaitMs(): number
  /** Whether what is known of the stream is enough to call it live when time is up. */
  enough(): boolean
  /** What is waited for when time is up, in words. */
  missing?(): string
  /** The state has changed and its commands are about to run. */
  entered(before: FeedMachine, after: FeedMachine): void
  run(command: FeedCommand): void
  changed(): void
}

export type Driver = {
  dispatch(event: FeedEvent): void
  state(): FeedMachine
  /** When the phase began, UTC epoch ms. */
  since(): number
  /** When the next attempt is due, UTC epoch ms; null unless waiting. */
  retryAt(): number | null
}

export function createDriver(deps: DriverDeps): Driver {
  const { clock } = deps
  let machine = initialFeed
  let since = clock.now()
  let retryAt: number | null = null
  let cancelDue: Cancel | null = null
  let dueMs: number | null = null

  const setTimer = (nowMs: number): void => {
    if (machine.dueMs === dueMs) return
    cancelDue?.()
    cancelDue = null
    dueMs = machine.dueMs
    if (dueMs === null) return
    cancelDue = clock.after(dueMs - nowMs, () => {
      cancelDue = null
      dueMs = null
      const missing = deps.missing?.()
      dispatch({ kind: 'due', enough: deps.enough(), ...(missing === undefined ? {} : { missing }) })
    })
  }

  const apply = (event: FeedEvent): void => {
    const nowMs = clock.monotonicMs()
    const before = machine
    const context = { nowMs, random: deps.random(), connectWaitMs: deps.connectWaitMs() }
    const { state, commands } = stepFeed(before, event, context)
    machine = state
    if (state.phase !== before.phase) since = clock.now()
    retryAt = state.phase === 'waiting' && state.dueMs !== null ? clock.now() + (state.dueMs - nowMs) : null
    setTimer(nowMs)
    if (state !== before) deps.entered(before, state)
    for (const command of commands) deps.run(command)
    if (state !== before) deps.changed()
  }

  // What a command sets off may come back as an event: it waits until the present one is carried out.
  const events: FeedEvent[] = []
  let busy = false
  function dispatch(event: FeedEvent): void {
    events.push(event)
    if (busy) return
    busy = true
    try {
      for (let next = events.shift(); next !== undefined; next = events.shift()) apply(next)
    } finally {
      busy = false
    }
  }

  return { dispatch, state: () => machine, since: () => since, retryAt: () => retryAt }
}
