/** What the inbox tells of each message: its entry, and the JSON value of its body for rules that look into it. */
import { expect, it } from 'vitest'
import { silentLog } from '../../../../electron/lib/log.ts'
import { createInbox } from '../../../../electron/webhooks/inbox.ts'
import type { InboxEntry } from '../../../../shared/model/webhook.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { newStore, now } from '../store/with-folder.ts'

function newInbox(resolveSymbol: (text: string) => null = () => null) {
  const store = newStore()
  const told: { entry: InboxEntry; body: unknown }[] = []
  const inbox = createInbox({
    clock: createManualClock(now),
    log: silentLog,
    table: store.inbox,
    transaction: (work) => store.transaction(work),
    resolveSymbol,
    received: (entry, body) => told.push({ entry, body }),
  })
  /** Commits the messages, and reads them as one turn. */
  const arrive = (...bodies: (string | Uint8Array)[]) => {
    const hooks = bodies.map((body) => {
      const raw = { source: 's', sourceName: 'S', receivedAt: now, headers: [], body: Buffer.from(body) }
      return { ...raw, id: store.inbox.insert(raw) }
    })
    inbox.process(hooks)
    inbox.stop()
  }
  return { inbox, told, arrive, bodies: () => told.map(({ body }) => body) }
}

it.each<[string, string | Uint8Array, unknown]>([
  ['an object', '{"a":{"score":0.5},"list":[1,"2",null]}', { a: { score: 0.5 }, list: [1, '2', null] }],
  ['a list', ' [1, 2]\n', [1, 2]],
  ['an object in UTF-16', Buffer.from('\ufeff{"a":1}', 'utf16le'), { a: 1 }],
  ['an object after a byte order mark', '\ufeff{"a":1}', { a: 1 }],
  ['a sentence', 'BTCUSDT crosses 64000', undefined],
  ['JSON that is cut off', '{"a":1', undefined],
  ['bytes', Buffer.from([0, 1, 2, 0, 255]), undefined],
])('tells of %s its JSON value, or none', (_name, body, expected) => {
  const { arrive, bodies } = newInbox()
  arrive(body)
  expect(bodies()).toEqual([expected])
})

it('tells of each of a turn its own, in order', () => {
  const { arrive, told } = newInbox()
  arrive('{"n":1}', 'text', '{"n":3}')
  expect(told.map(({ entry, body }) => [entry.id, entry.format, body])).toEqual([
    [1, 'json', { n: 1 }],
    [2, 'text', undefined],
    [3, 'json', { n: 3 }],
  ])
})

it('tells of one that is replayed again, with the time that it came', () => {
  const { inbox, arrive, told } = newInbox()
  arrive('{"n":1}')
  inbox.replay(1)
  expect(told.map(({ entry, body }) => [entry.id, entry.receivedAt, body])).toEqual([
    [1, now, { n: 1 }],
    [1, now, { n: 1 }],
  ])
})

it('has no value of one that could not be processed', () => {
  const { arrive, told } = newInbox(() => {
    throw new Error('no such thing')
  })
  arrive('{"symbol":"POISON"}')
  expect(told[0]?.entry.summary).toContain('no such thing')
  expect(told[0]?.body).toBeUndefined()
})
