/** The window's end of the bridge: matches answers to calls, hands out events, and connects again when the core was lost. */
import { type EventName, type EventPayload, eventNames } from '../../shared/contract/events.ts'
import type { MethodName } from '../../shared/contract/methods.ts'
import { CodedError, codedError, toAppError } from '../../shared/errors.ts'
import { readMessage, writeRequest, type Channel, type WireMessage } from '../../shared/wire.ts'
import type { BridgeClient, BridgeState } from './client-types.ts'

const shortestWaitMs = 200
const longestWaitMs = 5000
/** A connection that lasted this long was a good one: the waits begin anew only then. */
const stableAfterMs = 5000
const connectWithinMs = 10_000

export type BridgeClientDeps = {
  /** Makes one attempt; the client repeats it. */
  open(): Promise<Channel>
  /** Calls once after `delayMs`; the answer cancels. */
  after?(delayMs: number, callback: () => void): () => void
  /** From 0 up to 1. */
  random?(): number
  /** A listener that throws; the others are still called. */
  onError?(error: unknown): void
}

type Waiting = { readonly method: string; settle(answer: { result: unknown } | { error: CodedError }): void }

function timer(delayMs: number, callback: () => void): () => void {
  const handle = setTimeout(callback, delayMs)
  return () => clearTimeout(handle)
}

/** Starts to connect at once. */
export function createBridgeClient(deps: BridgeClientDeps): BridgeClient {
  const { after = timer, random = Math.random, onError = (error) => reportError(error) } = deps
  const waiting = new Map<number, Waiting>()
  const unsent = new Set<() => void>()
  const eventListeners = new Map<EventName, Set<(payload: never) => void>>(
    eventNames.map((name) => [name, new Set()]),
  )
  const batchListeners = new Set<(batch: Float64Array) => void>()
  const stateListeners = new Set<(state: BridgeState, reason: string | null) => void>()
  let channel: Channel | null = null
  let state: BridgeState = 'connecting'
  let attempt = 0
  let nextId = 1
  let closed = false
  let cancelTimer: () => void = () => undefined

  const tell = <T extends unknown[]>(listeners: ReadonlySet<(...values: T) => void>, ...values: T) => {
    for (const listener of listeners) {
      try {
        listener(...values)
      } catch (error) {
        onError(error)
      }
    }
  }
  const setState = (next: BridgeState, reason: string | null) => {
    state = next
    tell(stateListeners, next, reason)
  }

  const failAll = (code: 'unavailable' | 'cancelled', reason: string) => {
    const lost = [...waiting.values()]
    waiting.clear()
    for (const { method, settle } of lost) {
      settle({ error: codedError(code, `${method}: ${reason}`, code === 'unavailable' ? 'later' : 'no') })
    }
  }

  const receive = (message: WireMessage) => {
    if (typeof message !== 'string') return tell(batchListeners, message)
    const incoming = readMessage(message)
    if (incoming.kind === 'notification') {
      const listeners = eventListeners.get(incoming.method as EventName)
      // The core checked the payload against the contract that both sides were built with.
      if (listeners !== undefined) tell(listeners, incoming.params as never)
      return
    }
    if (incoming.kind !== 'success' && incoming.kind !== 'failure') return
    const call = waiting.get(Number(incoming.id))
    if (call === undefined) return
    waiting.delete(Number(incoming.id))
    call.settle(incoming.kind === 'success' ? incoming : { error: new CodedError(incoming.error) })
  }

  const lose = (reason: string) => {
    if (closed) return
    channel = null
    cancelTimer()
    // Half fixed, half random: several windows of one core do not return in step.
    const waitMs = Math.min(longestWaitMs, shortestWaitMs * 2 ** attempt) * (0.5 + random() / 2)
    attempt += 1
    cancelTimer = after(waitMs, connect)
    failAll('unavailable', reason)
    setState('lost', reason)
  }

  const adopt = (opened: Channel) => {
    if (closed) return opened.close()
    channel = opened
    cancelTimer = after(stableAfterMs, () => (attempt = 0))
    opened.onClose(() => {
      if (channel === opened) lose('the connection to the core was lost')
    })
    if (channel !== opened) return
    opened.onMessage(receive)
    setState('open', null)
    for (const send of unsent) send()
  }

  function connect(): void {
    if (state !== 'connecting') setState('connecting', null)
    // A listener may have closed the client.
    if (closed) return
    deps.open().then(adopt, (error: unknown) => lose(toAppError(error).message))
  }

  const send = (method: string, input: unknown, settle: Waiting['settle']) => {
    const id = nextId++
    waiting.set(id, { method, settle })
    channel?.send(writeRequest(id, method, input))
  }

  /** Keeps a call until the connection is open, for a while. */
  const keep = (method: string, input: unknown, settle: Waiting['settle']) => {
    const cancel = after(connectWithinMs, () => {
      unsent.delete(sendNow)
      const seconds = connectWithinMs / 1000
      settle({
        error: codedError(
          'unavailable',
          `${method}: no connection to the core within ${seconds} seconds`,
          'later',
        ),
      })
    })
    const sendNow = () => {
      cancel()
      unsent.delete(sendNow)
      if (closed) settle({ error: codedError('cancelled', `${method}: the window's connection was closed`) })
      else send(method, input, settle)
    }
    unsent.add(sendNow)
  }

  const listen = <L>(listeners: Set<L>, listener: L) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  connect()

  return {
    call: (method: MethodName, input: unknown) =>
      new Promise((resolve, reject) => {
        const settle: Waiting['settle'] = (answer) =>
          'error' in answer ? reject(answer.error) : resolve(answer.result as never)
        if (closed)
          settle({ error: codedError('cancelled', `${method}: the window's connection was closed`) })
        else if (channel === null) keep(method, input, settle)
        else send(method, input, settle)
      }),
    on: <E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void) => {
      const listeners = eventListeners.get(event) as Set<(payload: EventPayload<E>) => void> | undefined
      return listeners === undefined ? () => undefined : listen(listeners, listener)
    },
    onBatch: (listener) => listen(batchListeners, listener),
    state: () => state,
    onState: (listener) => listen(stateListeners, listener),
    close() {
      if (closed) return
      closed = true
      cancelTimer()
      const own = channel
      channel = null
      own?.close()
      failAll('cancelled', "the window's connection was closed")
      for (const settleUnsent of unsent) settleUnsent()
      setState('lost', 'closed')
    },
  }
}
