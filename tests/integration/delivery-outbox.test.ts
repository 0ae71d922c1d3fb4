/** The outbox with the real clock, sockets and disk: nothing lost, nothing out of order, and no target in another's way. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { delivery, openSystem, startReceiver, type Receiver } from './delivery-receiver.ts'

const folder = mkdtempSync(join(tmpdir(), 'tickerdeck-delivery-'))
/** As long as a slow machine takes. */
const soon = { timeout: 20_000 }

const closing: (() => Promise<unknown>)[] = []
let receiver: Receiver
let path: string
let count = 0

beforeEach(async () => {
  path = join(folder, `${(count += 1)}`, 'tickerdeck.db')
  receiver = await startReceiver()
  closing.push(() => receiver.close())
})
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
  rmSync(folder, { recursive: true, force: true })
})

function open(options: Parameters<typeof openSystem>[1] = {}) {
  const system = openSystem(path, options)
  closing.push(() => system.close())
  return system
}

/** A server that takes connections and never answers. */
async function startDead(): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).resume()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const draft = (name: string, url: string, changes = {}) =>
  ({ kind: 'webhook', name, enabled: true, url, allowPrivate: true, ...changes }) as const
const idsOf = ({ received }: Receiver) => received.map(({ headers }) => headers['webhook-id'])

it('sends 200 alerts of one moment, each once and in their order, to each of two targets', async () => {
  const other = await startReceiver()
  closing.push(() => other.close())
  const { targets, deliveries, database, outbox } = open()
  const a = await targets.save(draft('A', receiver.url))
  const b = await targets.save(draft('B', other.url))
  outbox.start()
  database.transaction(() => {
    for (let index = 0; index < 200; index += 1)
      for (const { id } of [a, b]) deliveries.insert(delivery(`${id}-${index}`, id))
  })
  outbox.kick()
  await expect.poll(() => receiver.received.length + other.received.length, soon).toBe(400)
  await expect.poll(() => deliveries.open(0).length, soon).toBe(0)
  for (const [to, at] of [
    [a, receiver],
    [b, other],
  ] as const)
    expect(idsOf(at)).toEqual(Array.from({ length: 200 }, (_, index) => `${to.id}-${index}`))
  expect(
    deliveries.list({ limit: 1000 }).every(({ state, attempts }) => state === 'sent' && attempts === 1),
  ).toBe(true)
})

it('does not let a dead target delay another', async () => {
  const { targets, deliveries, outbox, state } = open({ sender: { withinMs: 3000 } })
  const dead = await targets.save(draft('Dead', await startDead()))
  const alive = await targets.save(draft('Alive', receiver.url))
  for (let index = 0; index < 20; index += 1) {
    deliveries.insert(delivery(`dead-${index}`, dead.id))
    deliveries.insert(delivery(`alive-${index}`, alive.id))
  }
  const startedAt = performance.now()
  outbox.start()
  await expect.poll(() => receiver.received.length, soon).toBe(20)
  // Before the dead one was given up even once.
  expect(deliveries.get('dead-0')).toMatchObject({ state: 'pending', attempts: 0 })
  expect(performance.now() - startedAt).toBeLessThan(3000)
  await expect.poll(() => deliveries.get('dead-0')?.lastError, soon).toBe('no answer within 3 s')
  expect(state('dead-1')).toBe('pending')
})

it('sends after a restart, under the same id and with the same bytes, what was committed or not noted', async () => {
  const secrets = new Map<string, string>()
  const first = openSystem(path, { secrets })
  const to = await first.targets.save(draft('A', receiver.url, { secret: '' }))
  first.database.transaction(() => {
    for (const id of ['taken', 'waiting']) first.deliveries.insert(delivery(id, to.id))
  })
  // It dies between the receiver's taking it and our noting that it did.
  receiver.answer(() => first.database.close())
  first.outbox.start()
  await expect.poll(() => receiver.received.length, soon).toBe(1)
  receiver.answer((response) => response.writeHead(204).end())

  const second = open({ secrets })
  expect(second.deliveries.pending().map(({ id }) => id)).toEqual(['taken', 'waiting'])
  second.outbox.start()
  await expect.poll(() => second.deliveries.open(0).length, soon).toBe(0)
  expect(idsOf(receiver)).toEqual(['taken', 'taken', 'waiting'])
  expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body)
  for (const { body, headers } of receiver.received)
    expect(new Webhook(to.newSecret ?? '').verify(body, headers)).toEqual(JSON.parse(body))
})

it('waits as a 429 asks, in whatever shape it asks, and loses nothing', async () => {
  const shapes = [
    { 'retry-after': '0.2' },
    { 'retry-after': '-5' },
    { 'retry-after': 'NaN' },
    { 'retry-after': new Date(Date.now() - 60_000).toUTCString() },
    {},
  ]
  receiver.answer((response) => {
    const shape = shapes.shift()
    if (shape === undefined) response.writeHead(204).end()
    else response.writeHead(429, shape).end('{"retry_after": 0.2}')
  })
  const { targets, deliveries, outbox } = open()
  const to = await targets.save(draft('A', receiver.url))
  for (const id of ['d1', 'd2', 'd3']) deliveries.insert(delivery(id, to.id))
  const startedAt = performance.now()
  outbox.start()
  await expect.poll(() => deliveries.open(0).length, soon).toBe(0)
  expect(idsOf(receiver)).toEqual(['d1', 'd1', 'd1', 'd1', 'd1', 'd1', 'd2', 'd3'])
  expect(performance.now() - startedAt).toBeGreaterThan(190)
  expect(deliveries.get('d1')).toMatchObject({ state: 'sent', attempts: 6 })
})

it('holds what a receiver puts off for long for an hour at most, and goes on with the others', async () => {
  const other = await startReceiver()
  closing.push(() => other.close())
  receiver.answer((response) => response.writeHead(429, { 'retry-after': '1000000000' }).end())
  const { targets, deliveries, outbox } = open()
  const slow = await targets.save(draft('Slow', receiver.url))
  const fast = await targets.save(draft('Fast', other.url))
  deliveries.insert(delivery('d1', slow.id))
  deliveries.insert(delivery('d2', slow.id))
  const startedAt = Date.now()
  outbox.start()
  await expect.poll(() => deliveries.get('d1')?.attempts, soon).toBe(1)
  deliveries.insert(delivery('d3', fast.id))
  outbox.kick()
  await expect.poll(() => deliveries.get('d3')?.state, soon).toBe('sent')
  expect((deliveries.get('d1')?.dueAt ?? 0) - startedAt).toBeGreaterThan(3_590_000)
  expect((deliveries.get('d1')?.dueAt ?? 0) - startedAt).toBeLessThan(3_610_000)
  expect(receiver.received).toHaveLength(1)
})

it('switches off a target that is gone, and fails for good where it is refused', async () => {
  const { targets, deliveries, outbox, notices, state } = open()
  const to = await targets.save(draft('A', receiver.url))
  outbox.start()
  for (const status of [400, 404, 302]) {
    receiver.answer((response) => response.writeHead(status, { location: '/other' }).end())
    deliveries.insert(delivery(`d${status}`, to.id))
    outbox.kick()
    await expect.poll(() => state(`d${status}`), soon).toBe('failed')
  }
  expect([receiver.received.length, targets.get(to.id)?.enabled]).toEqual([3, true])
  receiver.answer((response) => response.writeHead(410).end())
  for (const id of ['gone', 'after']) deliveries.insert(delivery(id, to.id))
  outbox.kick()
  await expect.poll(() => state('after'), soon).toBe('failed')
  expect(receiver.received).toHaveLength(4)
  expect(targets.get(to.id)).toMatchObject({ enabled: false, disabledReason: expect.stringContaining('410') })
  expect(notices).toEqual([expect.stringContaining('not sent to A any more')])
  receiver.answer((response) => response.writeHead(204).end())
  await targets.save(draft('A', receiver.url, { id: to.id }))
  expect(outbox.retryAll()).toHaveLength(5)
  await expect.poll(() => deliveries.open(0).length, soon).toBe(0)
  expect(deliveries.list({ limit: 9 }).every((row) => row.state === 'sent')).toBe(true)
})

it('says of a test what was answered and how fast', async () => {
  const { targets, outbox } = open()
  const to = await targets.save(draft('A', receiver.url))
  expect(await outbox.test(to.id)).toEqual({
    delivered: true,
    detail: expect.stringMatching(/^The receiver answered 204 in \d+ ms$/),
  })
  receiver.answer((response) => response.writeHead(401).end('who are you?'))
  expect(await outbox.test(to.id)).toEqual({
    delivered: false,
    detail: expect.stringMatching(/^the receiver answered 401; its answer: 401 in \d+ ms: who are you\?$/),
  })
  expect(receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
    'alert.test',
    'alert.test',
  ])
})

it('leaves a secret in no file, no log line, no event and no answer', async () => {
  const canary = Buffer.from('canary-in-a-coal-mine-0123').toString('base64')
  const { targets, deliveries, outbox, lines, told, notices } = open()
  const to = await targets.save(draft('A', receiver.url, { secret: `whsec_${canary}` }))
  const answers = [500, 302, 200, 400, 410]
  receiver.answer((response) => response.writeHead(answers.shift() ?? 204).end(`whsec_${canary}`))
  outbox.start()
  for (let index = 0; index < 5; index += 1) deliveries.insert(delivery(`d${index}`, to.id))
  outbox.kick()
  await expect.poll(() => deliveries.open(0).length, soon).toBe(0)
  const tested = await outbox.test(to.id)
  const texts = [lines, told, notices, targets.list(), deliveries.list({ limit: 9 }), tested].map((value) =>
    JSON.stringify(value),
  )
  for (const text of texts) expect(text).not.toContain(canary)
  expect(lines.length).toBeGreaterThan(2)
  for (const file of [path, `${path}-wal`]) expect(readFileSync(file).includes(canary)).toBe(false)
  // The files do hold what came of it.
  expect(readFileSync(`${path}-wal`).includes('***')).toBe(true)
})
