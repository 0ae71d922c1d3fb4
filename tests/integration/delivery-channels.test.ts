/** The channels over real sockets, against servers that answer as the services say they do, and that no secret gets out. */
import { readFileSync } from 'node:fs'
import { mkdtempSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSender, type SenderDeps } from '../../electron/delivery/sender.ts'
import type { Sending } from '../../electron/delivery/sending.ts'
import { systemClock } from '../../electron/lib/clock.ts'
import type { TargetDraft, TargetKind, TargetOptions } from '../../shared/model/delivery.ts'
import { delivery, openSystem, startReceiver, target, type Receiver } from './delivery-receiver.ts'

const closing: (() => Promise<unknown>)[] = []
let receiver: Receiver

beforeEach(async () => {
  receiver = await startReceiver()
  closing.push(() => receiver.close())
})
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

type Kind = Exclude<TargetKind, 'desktop' | 'webhook' | 'email'>
const kinds: readonly Kind[] = ['discord', 'slack', 'telegram', 'ntfy', 'pushover', 'teams']
const canary = 'canaryCANARYcanaryCANARYcanary'

const secretOf = (kind: Kind): string =>
  ({
    ...{ telegram: `12345:${canary}`, ntfy: canary, pushover: `${canary} ${canary.toLowerCase()}` },
    ...{ discord: `${receiver.url}/${canary}`, slack: `${receiver.url}/${canary}` },
    teams: `${receiver.url}/${canary}?sig=${canary}`,
  })[kind]
const urlOf = (kind: Kind): string | null => {
  if (kind === 'ntfy') return receiver.url
  return kind === 'telegram' || kind === 'pushover' ? new URL(receiver.url).origin : null
}
const optionsOf = (kind: Kind): TargetOptions => (kind === 'telegram' ? { chatId: '-1001' } : {})

const to = (kind: Kind) =>
  target('t', '', { kind, url: urlOf(kind), hasSecret: true, options: optionsOf(kind) })
const row = () => delivery('d', 't', { title: 'BTC 1.5', body: 'crosses up & <away> @everyone' })

function make(kind: Kind, over: Partial<SenderDeps> = {}) {
  const sender = createSender({
    clock: systemClock,
    version: '1.2.3',
    notify: () => Promise.resolve(true),
    secret: () => Promise.resolve(secretOf(kind)),
    ...over,
  })
  closing.push(() => sender.close())
  return sender
}

function answerWith(status: number, body: string, headers: Record<string, string> = {}): void {
  receiver.answer((response) => response.writeHead(status, headers).end(body))
}

const good: Readonly<Record<Kind, [number, string]>> = {
  discord: [200, '{"id":"1"}'],
  slack: [200, 'ok'],
  telegram: [200, '{"ok":true,"result":{"message_id":1}}'],
  ntfy: [200, '{"id":"x","event":"message"}'],
  pushover: [200, '{"status":1,"request":"r"}'],
  teams: [202, ''],
}

const failedInside: Readonly<Partial<Record<Kind, [number, string]>>> = {
  slack: [200, 'no_service'],
  telegram: [200, '{"ok":false,"error_code":500}'],
  pushover: [200, '{"status":0}'],
  teams: [
    200,
    'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId',
  ],
}

const limited: Readonly<Record<Kind, [string, Record<string, string>, number]>> = {
  discord: ['{"retry_after":1.2,"global":false}', { 'retry-after': '2' }, 2000],
  slack: ['', { 'retry-after': '30' }, 30_000],
  telegram: ['{"ok":false,"error_code":429,"parameters":{"retry_after":9}}', {}, 9000],
  ntfy: ['{"code":42901,"http":429}', { 'retry-after': '5' }, 5000],
  pushover: ['{"status":0}', {}, 86_400_000],
  teams: ['', { 'retry-after': '4' }, 4000],
}

const paths: Readonly<Record<Kind, string>> = {
  discord: `/alerts/${canary}?wait=true`,
  slack: `/alerts/${canary}`,
  telegram: `/bot12345:${canary}/sendMessage`,
  ntfy: '/',
  pushover: '/1/messages.json',
  teams: `/alerts/${canary}?sig=${canary}`,
}

for (const kind of kinds) {
  it(`${kind} is sent to as its service says, and what it answers is understood`, async () => {
    const sender = make(kind)
    const send = (): Promise<Sending> => sender.send(to(kind), row())
    answerWith(...good[kind])
    expect(await send()).toMatchObject({
      outcome: 'taken',
      answer: expect.stringMatching(new RegExp(`^${good[kind][0]} in \\d+ ms`)),
    })
    await send()
    const [first, second] = receiver.received
    expect(first).toMatchObject({ method: 'POST', path: paths[kind] })
    // A retry sends the same bytes.
    expect(second?.body).toBe(first?.body)

    const inside = failedInside[kind]
    if (inside !== undefined) {
      answerWith(...inside)
      expect(await send()).toMatchObject({ outcome: 'refused', again: {}, gone: false })
    }
    const [body, headers, afterMs] = limited[kind]
    answerWith(429, body, headers)
    expect(await send()).toMatchObject({ again: { afterMs, holds: true }, gone: false })
    for (const status of [403, 404, 410]) {
      answerWith(status, '')
      expect(await send(), String(status)).toMatchObject({ again: null, gone: true })
    }
    answerWith(503, 'busy')
    expect(await send()).toMatchObject({ again: { afterMs: null, holds: false }, gone: false })
    receiver.answer((response) => response.writeHead(302, { location: receiver.url }).end())
    const before = receiver.received.length
    expect(await send()).toMatchObject({ again: null, reason: expect.stringContaining('redirects') })
    expect(receiver.received.length).toBe(before + 1)
  })

  it(`${kind} that repeats what it was sent does not get our secret into the log`, async () => {
    const sender = make(kind)
    for (const status of [200, 400, 403, 429, 500]) {
      receiver.answer((response, { path, body, headers }) =>
        response
          .writeHead(status)
          .end(`${path} ${decodeURIComponent(path)} ${body} ${headers['authorization']}`),
      )
      expect(JSON.stringify(await sender.send(to(kind), row())).toLowerCase()).not.toContain('canary')
    }
  })
}

async function startRaw(serve: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).resume()
    serve(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${canary}`
}

it('a server that is silent, or drips its answer, frees the place in time and has not taken it', async () => {
  const silent = await startRaw(() => undefined)
  const dripping = await startRaw((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
    const timer = setInterval(() => socket.write('1\r\no\r\n'), 20)
    socket.on('close', () => clearInterval(timer))
  })
  for (const url of [silent, dripping]) {
    const sender = make('slack', { withinMs: 300, secret: () => Promise.resolve(url) })
    const startedAt = performance.now()
    const sending = await sender.send(to('slack'), row())
    expect(sending).toMatchObject({ outcome: 'refused', again: {} })
    expect(JSON.stringify(sending)).not.toContain(canary)
    expect(performance.now() - startedAt).toBeLessThan(3000)
  }
})

it('addresses of the private network are refused, whatever the kind', async () => {
  for (const kind of kinds) {
    const sending = await make(kind).send({ ...to(kind), allowPrivate: false }, row())
    expect(sending, kind).toMatchObject({ outcome: 'refused', again: null })
    expect(JSON.stringify(sending)).not.toContain(canary)
  }
  expect(receiver.connections()).toBe(0)
})

it('no secret is in a row, a list, a preview, an error, a notice, the log or a file', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'tickerdeck-')), 'tickerdeck.db')
  const system = openSystem(path)
  closing.push(() => system.close())
  const said: unknown[] = []
  answerWith(404, 'gone')
  system.outbox.start()
  for (const kind of kinds) {
    const draft: TargetDraft = {
      ...{ kind, name: kind, enabled: true, url: urlOf(kind), allowPrivate: true },
      ...{ secret: secretOf(kind), options: optionsOf(kind) },
    }
    const saved = await system.targets.save(draft)
    expect(system.secrets.get(`target:${saved.id}`)).toBe(secretOf(kind))
    said.push(saved, await system.targets.preview({ id: saved.id }), await system.targets.preview({ draft }))
    said.push(await system.outbox.test(saved.id))
    system.deliveries.insert(delivery(`d-${kind}`, saved.id, { title: 't', body: 'b' }))
    system.outbox.kick()
    await expect.poll(() => system.state(`d-${kind}`), { timeout: 20_000 }).toBe('failed')
    expect(system.targets.get(saved.id)).toMatchObject({ enabled: false, hasSecret: true })
    // Switched on again with nothing but its public fields.
    const { secret: _, options: _options, ...shown } = draft
    said.push(await system.targets.save({ ...shown, id: saved.id }))
    for (const wrong of [`${canary} x y`, `ftp://${canary}/`, `http:${canary}`])
      said.push(await system.targets.save({ ...draft, secret: wrong, allowPrivate: false }).catch(String))
  }
  said.push(system.targets.list(), system.lines, system.told, system.notices, system.deliveries.open(0))
  expect(system.notices.length).toBeGreaterThanOrEqual(kinds.length)
  expect(JSON.stringify(said)).not.toContain(canary)
  for (const file of [path, `${path}-wal`]) expect(readFileSync(file).includes(canary)).toBe(false)
})
