/** What the window needs of the bridge: typed calls, events, quote batches, and whether the core is there. */
import type { EventName, EventPayload } from '../../shared/contract/events.ts'
import type { MethodInput, MethodName, MethodOutput } from '../../shared/contract/methods.ts'

export type BridgeState = 'connecting' | 'open' | 'lost'

export type BridgeClient = {
  /** Rejects with a `CodedError`; waits while connecting, fails with `unavailable` when the connection is lost meanwhile. */
  call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>>
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
  /** Numeric quote batches (`shared/quote-batch.ts`); credit for each is the listener's to give with `quotes.credit`. */
  onBatch(listener: (batch: Float64Array) => void): () => void
  state(): BridgeState
  /** Called on every change; after `lost` comes `connecting` again, then `open`: subscriptions must be made anew. */
  onState(listener: (state: BridgeState, reason: string | null) => void): () => void
  close(): void
}
