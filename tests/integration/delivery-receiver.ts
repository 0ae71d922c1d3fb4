/** A receiver of webhooks on loopback, and an outbox that sends to it with the real clock, sockets and disk. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createOutbox, type OutboxDeps } from '../../electron/delivery/outbox.ts'
import { createSender, type SenderDeps } from '../../electron/delivery/sender.ts'
import { systemClock } from '../../electron/lib/clock.ts'
import type { Log } from '../../electron/lib/log.ts'
import { openDatabase } from '../../electron/store/database.ts'
import { addDeliveryPlans, createDeliveries, createDeliveryTable } from '../../electron/store/deliveries.ts'
import { addTargetKinds, createTargets, createTargetTable } from '../../electron/store/targets.ts'
import { createTargets as createTargetService } from '../../electron/delivery/targets.ts'
import { deliverySchema, type Delivery, type Target } from '../../shared/model/delivery.ts'
import { codedError } from '../../shared/errors.ts'

export type Received = {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly method: string
  readonly path: string
}

export type Receiver = {
  readonly url: string
  readonly received: Received[]
  /** Connections that were made. */
  connections(): number
  answer(next: (response: ServerResponse, request: Received) => void): void
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let connections = 0
  let answer: (response: ServerResponse, request: Received) => void = (response) =>
    response.writeHead(204).end()
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one: Received = {
        headers: Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        ),
        body: Buffer.concat(chunks).toString('utf8'),
        method: request.method ?? '',
        path: request.url ?? '',
      }
      received.push(one)
      answer(response, one)
    })
  }
  const server = createServer(handle)
  server.on('connection', () => (connections += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/alerts`,
    received,
    connections: () => connections,
    answer: (next) => void (answer = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function target(id: string, url: string, changes: Partial<Target> = {}): Target {
  return {
    ...{ id, kind: 'webhook', name: `Hook ${id}`, enabled: true, url, hasSecret: false },
    ...{ allowPrivate: true, disabledReason: null },
    ...changes,
  }
}

export function delivery(id: string, to: string, changes: Partial<Delivery> = {}): Delivery {
  const now = Date.now()
  return deliverySchema.parse({
    ...{ id, firing: null, target: to, state: 'pending', dueAt: now, attempts: 0, createdAt: now },
    ...{
      sentAt: null,
      lastError: null,
      title: id,
      body: JSON.stringify({ type: 'alert.fired', data: { id } }),
    },
    ...changes,
  })
}

/** Keeps every line as text. */
export function recordingLog(lines: string[]): Log {
  const line = (fields: object, message: string): void =>
    void lines.push(JSON.stringify({ ...fields, message }))
  const log: Log = { debug: line, info: line, warn: line, error: line, child: () => log }
  return log
}

type Options = { sender?: Partial<SenderDeps>; outbox?: Partial<OutboxDeps>; secrets?: Map<string, string> }

/** Retries come at once, unless a receiver asks to wait. */
export function openSystem(path: string, options: Options = {}) {
  const { secrets = new Map<string, string>() } = options
  const { database } = openDatabase({
    ...{ path, durability: 'full', now: Date.now() },
    migrations: [createDeliveries, addDeliveryPlans, createTargets, addTargetKinds],
  })
  const lines: string[] = []
  const told: Delivery[] = []
  const notices: string[] = []
  let count = 0
  const newId = () => `made-${(count += 1)}`
  const targets = createTargetService({
    table: createTargetTable(database),
    secrets: {
      get: async (name) => secrets.get(name) ?? null,
      async set(name, value) {
        if (value === null) throw codedError('unsupported', 'not in this test')
        secrets.set(name, value)
      },
    },
    settings: () => ({ notifications: true }),
    setNotifications: () => undefined,
    changed: () => undefined,
    now: () => Date.now(),
    notice: (text) => void notices.push(text),
    newId,
  })
  const sender = createSender({
    clock: systemClock,
    version: '1.2.3',
    notify: () => Promise.resolve(true),
    secret: (id) => targets.secret(id),
    ...options.sender,
  })
  const deliveries = createDeliveryTable(database)
  const outbox = createOutbox({
    clock: systemClock,
    log: recordingLog(lines),
    deliveries,
    transaction: (work) => database.transaction(work),
    firings: { get: () => null },
    targets,
    settings: () => ({ notifications: true, quietHours: null }),
    send: (to, what) => sender.send(to, what),
    changed: (row) => told.push(row),
    summary: () => undefined,
    givenUp: () => undefined,
    notice: (text) => void notices.push(text),
    newId,
    random: () => 0,
    ...options.outbox,
  })
  return {
    ...{ database, deliveries, targets, outbox, lines, told, notices, secrets },
    state: (id: string) => deliveries.get(id)?.state,
    async close() {
      await outbox.stop()
      await sender.close()
      database.close()
    },
  }
}
