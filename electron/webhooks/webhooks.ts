/** Inbound webhooks whole: addresses, the listener, the commit before the answer, the inbox, and the counters. */
import { randomUUID } from 'node:crypto'
import { codedError } from '../../shared/errors.ts'
import type { ListenerHealth } from '../../shared/model/feed-status.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import type { HookSource, InboxEntry } from '../../shared/model/webhook.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Store } from '../store/store.ts'
import { createFolding } from './folding.ts'
import { createGate, usualRate, type Rate } from './gate.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { createLane } from './lanes.ts'
import type { Proof } from './judge.ts'
import { createListener } from './listener.ts'
import { messageId } from './message-id.ts'
import { post } from './post.ts'
import { createReceiver } from './receive.ts'
import { createResends } from './resends.ts'
import { withoutSecret } from './schemes/json-field.ts'
import { signedSample } from './schemes/schemes.ts'
import { createHookSecrets, type HookSecretsDeps } from './secrets.ts'
import { createSources, type Sources } from './sources.ts'

export type WebhooksDeps = {
  readonly clock: Clock
  readonly log: Log
  readonly store: Pick<Store, 'transaction' | 'inbox' | 'hookSources' | 'hookSeen'>
  readonly secrets: HookSecretsDeps['secrets']
  /** Messages of one address; usual where it is left out. */
  readonly rate?: Rate
  /** The instrument that a sender's name for it means, if one is known. */
  resolveSymbol(text: string): InstrumentId | null
  /** Each message once it is committed and read, and again when it is replayed; `body` is its JSON value, undefined where it is none. */
  received(entry: InboxEntry, body: unknown): void
  /** Each message that names a known instrument. */
  notify?(entry: InboxEntry): void
  /** Entries of the inbox count one more repeat: nothing new was said. */
  folded(): void
  /** Something that the user should know. */
  notice(text: string): void
  /** The addresses, or the state of the listener, are not what they were. */
  changed(): void
  /** It could not take its port (told once, however often that is tried again), or listens no more. */
  listener?(state: 'failed' | 'off'): void
}

export type Webhooks = {
  /** Listens on 127.0.0.1. Fulfilled when it does or the first try failed; health says which. Port 0 takes any free one. */
  start(options: { port: number }): Promise<void>
  /** Finishes what is being received and read. It can be started again. */
  stop(): Promise<void>
  health(): ListenerHealth
  /** One figure a second over the last minute, oldest first. */
  lanes(): { received: number[]; rejected: number[] }
  /** `http://127.0.0.1:8788`, or null while it does not listen. */
  address(): string | null
  readonly sources: Pick<
    Sources,
    'list' | 'save' | 'delete' | 'rotate' | 'configure' | 'rotateSecret' | 'dropSecret'
  >
  readonly inbox: Pick<Inbox, 'list' | 'get' | 'replay'>
  /** Posts a sample to an address through the real socket. Throws `not-found`, `conflict` for one that is off, `unavailable`, `network`. */
  test(sourceId: string): Promise<{ status: number; latencyMs: number }>
}

/** Proxies and tunnels repeat the path in headers of their own; the token is not kept in those. */
function withoutToken(headers: readonly [string, string][], token: string): [string, string][] {
  return headers.map(([name, value]) => [name, value.replaceAll(token, '***')])
}

export function createWebhooks(deps: WebhooksDeps): Webhooks {
  const { clock, log, store } = deps
  const monotonic = () => clock.monotonicMs()
  const receivedLane = createLane(monotonic)
  const rejectedLane = createLane(monotonic)
  let state: ListenerHealth['state'] = 'off'
  /** The last state that is no step on the way to another. */
  let settled: ListenerHealth['state'] = 'off'
  let reason: string | null = null
  let received = 0
  let rejected = 0
  let lastReceivedAt: number | null = null
  let lastRejected: ListenerHealth['lastRejected'] = null

  const secrets = createHookSecrets({ secrets: deps.secrets, log, notice: deps.notice })
  const sources = createSources({
    ...{ clock, secrets, table: store.hookSources, changed: deps.changed },
    leftBehind: ({ id }, error) => log.warn({ source: id, error: String(error) }, 'secrets were left behind'),
  })
  const loaded = sources.load()
  const folding = createFolding({ inbox: store.inbox, seen: store.hookSeen })
  const resends = createResends(monotonic)
  const inbox = createInbox({ ...deps, table: store.inbox, transaction: (work) => store.transaction(work) })
  const receiver = createReceiver({
    transaction: (work) => store.transaction(work),
    insert: folding.keep,
    committed: inbox.process,
  })

  const reject = (status: number, why: string) => {
    rejected += 1
    rejectedLane.add()
    lastRejected = { at: clock.now(), status, reason: why }
  }

  const live = (id: string): string[] => Object.values(secrets.of(id)).filter((secret) => secret !== null)

  const listener = createListener<HookSource, Proof>({
    clock,
    find: sources.find,
    rejected: reject,
    judge: createGate({ ...{ clock, log }, rate: deps.rate ?? usualRate, secrets: secrets.of }),
    async accept({ source, headers, body, proof }) {
      const receivedAt = clock.now()
      const { scheme, field } = source.verification
      const id = messageId({ ...{ scheme, headers, body }, id: proof.id })
      const resend = id === null && resends.isResend(source.id, body)
      const { verdicts } = proof
      try {
        await receiver.submit({
          source: source.id,
          sourceName: source.name,
          receivedAt,
          headers: withoutToken(headers, source.token),
          body: field === null ? body : (withoutSecret(body, field, live(source.id)) ?? new Uint8Array()),
          verdicts: { ...verdicts, duplicate: { ...verdicts.duplicate, resend } },
          messageId: id,
        })
      } catch (error) {
        resends.failed(source.id, body)
        log.error({ source: source.id, error: String(error) }, 'a webhook could not be stored')
        throw error
      }
      received += 1
      receivedLane.add()
      lastReceivedAt = receivedAt
      if (folding.takeFolded().length > 0) deps.folded()
    },
    stateChanged(next, why) {
      state = next
      reason = why
      if (next === 'failed') log.warn({ reason: why }, 'the webhook listener could not start')
      // A port that stays taken is tried again and again: that is one failure.
      if (next !== 'starting' && next !== settled) {
        settled = next
        if (next !== 'listening') deps.listener?.(next)
      }
      deps.changed()
    },
  })

  const address = () => {
    const port = listener.port()
    return port === null ? null : `http://127.0.0.1:${port}`
  }

  return {
    async start({ port }) {
      // Before they are read, every signed message would be refused.
      await loaded
      await sources.load()
      sources.start()
      folding.prune(clock.now())
      inbox.start()
      await listener.start(port)
    },
    async stop() {
      await listener.stop()
      await receiver.drain()
      inbox.stop()
    },
    health: () => ({
      state,
      address: address(),
      reason,
      received,
      rejected,
      lastReceivedAt,
      lastRejected,
    }),
    lanes: () => ({ received: receivedLane.read(), rejected: rejectedLane.read() }),
    address,
    sources,
    inbox: { list: inbox.list, get: inbox.get, replay: inbox.replay },
    async test(sourceId) {
      const source = sources.get(sourceId)
      const base = address()
      if (base === null)
        throw codedError(
          'unavailable',
          `the webhook listener is ${state}: ${reason ?? 'it is switched off'}`,
          'later',
        )
      if (!source.enabled) throw codedError('conflict', `the address "${source.name}" is switched off`)
      const startedAt = clock.monotonicMs()
      try {
        const status = await post(
          `${base}/hooks/${source.token}`,
          signedSample(
            source.verification,
            { message: `Test of "${source.name}"`, id: `test-${randomUUID()}`, nowMs: clock.now() },
            secrets.of(source.id).current,
          ),
        )
        return { status, latencyMs: clock.monotonicMs() - startedAt }
      } catch (error) {
        throw codedError(
          'network',
          `${base}: ${error instanceof Error ? error.message : String(error)}`,
          'later',
        )
      }
    },
  }
}
