/** A bridge client whose answers, events and losses a test gives by hand. */
import type { BridgeClient, BridgeState } from '../../renderer/bridge/client-types.ts'
import type { EventName, EventPayload } from '../../shared/contract/events.ts'
import type { MethodInput, MethodName, MethodOutput } from '../../shared/contract/methods.ts'
import { codedError } from '../../shared/errors.ts'

type Answers = { [M in MethodName]?: (input: MethodInput<M>) => MethodOutput<M> | Promise<MethodOutput<M>> }

export type FakeClient = BridgeClient & {
  /** Every call so far, oldest first. */
  readonly calls: { method: MethodName; input: unknown }[]
  /** Answers from now on, besides those given before. */
  answer(more: Answers): void
  emit<E extends EventName>(event: E, payload: EventPayload<E>): void
  batch(numbers: Float64Array): void
  become(state: BridgeState, reason?: string): void
  /** Inputs of the calls of one method. */
  inputs(method: MethodName): unknown[]
}

/** A method without an answer fails as `unavailable`. */
export function createFakeClient(answers: Answers = {}, startState: BridgeState = 'open'): FakeClient {
  const table: Answers = { ...answers }
  const calls: { method: MethodName; input: unknown }[] = []
  const eventListeners = new Map<EventName, Set<(payload: never) => void>>()
  const batchListeners = new Set<(batch: Float64Array) => void>()
  const stateListeners = new Set<(state: BridgeState, reason: string | null) => void>()
  let current = startState
  return {
    calls,
    answer: (more) => void Object.assign(table, more),
    inputs: (method) => calls.filter((call) => call.method === method).map((call) => call.input),
    async call(method, input) {
      calls.push({ method, input })
      const answer = table[method]
      if (answer === undefined) throw codedError('unavailable', `no answer for ${method}`, 'later')
      return answer(input)
    },
    on(event, listener) {
      const set = eventListeners.get(event) ?? new Set()
      set.add(listener)
      eventListeners.set(event, set)
      return () => void set.delete(listener)
    },
    emit(event, payload) {
      for (const listener of eventListeners.get(event) ?? []) listener(payload as never)
    },
    onBatch(listener) {
      batchListeners.add(listener)
      return () => void batchListeners.delete(listener)
    },
    batch(numbers) {
      for (const listener of batchListeners) listener(numbers)
    },
    state: () => current,
    onState(listener) {
      stateListeners.add(listener)
      return () => void stateListeners.delete(listener)
    },
    become(state, reason) {
      current = state
      for (const listener of stateListeners) listener(state, reason ?? null)
    },
    close: () => undefined,
  }
}
