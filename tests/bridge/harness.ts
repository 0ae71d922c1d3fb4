/** Runs the same tests over every wire, each with a core and a wire of its own. */
import { afterEach, beforeEach, describe } from 'vitest'
import { createBridgeClient } from '../../renderer/bridge/client.ts'
import type { BridgeClient } from '../../renderer/bridge/client-types.ts'
import { codedError } from '../../shared/errors.ts'
import type { Channel, WireMessage } from '../../shared/wire.ts'
import { waitFor } from '../support/wait-for.ts'
import { createFakeCore, type FakeCore } from './fake-core.ts'
import { wires, type CoreEnd, type Wire } from './wires.ts'

/** More than a buffer may hold before events wait. */
export const full = 2 * 1024 * 1024

/** A client that speaks the wire itself. */
export type RawClient = { readonly channel: Channel; readonly end: CoreEnd; readonly received: WireMessage[] }

export type RawAnswer = {
  readonly result?: unknown
  readonly error?: {
    readonly code: number
    readonly message: string
    readonly data: { readonly code: string }
  }
}

export type Bench = {
  readonly core: FakeCore
  readonly wire: Wire
  /** Another wire of the same kind. */
  makeWire(attach: (channel: Channel) => void): Promise<Wire>
  /** The window's own client, closed after the test. */
  newClient(): BridgeClient
  open(): Promise<RawClient>
  ask(client: RawClient, id: number, method: string, params: unknown): Promise<RawAnswer>
  undo(undo: () => void): void
}

/** The method of each text that the core sent. */
export function namesOf(end: CoreEnd): { method?: string }[] {
  return end.sent.flatMap((message) =>
    typeof message === 'string' ? [JSON.parse(message) as { method?: string }] : [],
  )
}

/** `system.dismissNotice` fails in a way of its own for the ids `missing`, `broken` and `wrong`. */
const handlers = {
  'system.dismissNotice': ({ id }: { id: string }): { ok: true } => {
    if (id === 'missing') throw codedError('not-found', 'no notice missing', 'no', { id })
    if (id === 'broken') throw new TypeError('x is not a function')
    if (id === 'wrong') return { ok: 'yes' } as unknown as { ok: true }
    return { ok: true }
  },
}

export function onEveryWire(title: string, tests: (bench: Bench) => void): void {
  describe.each(Object.entries(wires))(`${title} over a %s`, (_name, makeWire) => {
    let core: FakeCore
    let wire: Wire
    const undos: (() => void)[] = []

    beforeEach(async () => {
      core = createFakeCore(handlers)
      wire = await makeWire(core.bridge.attach)
    })
    afterEach(async () => {
      for (const undo of undos.splice(0)) undo()
      core.bridge.close()
      await wire.close()
    })

    tests({
      get core() {
        return core
      },
      get wire() {
        return wire
      },
      makeWire,
      undo: (undo) => void undos.push(undo),
      newClient() {
        const client = createBridgeClient({ open: wire.connect })
        undos.push(client.close)
        return client
      },
      async open() {
        const channel = await wire.connect()
        undos.push(channel.close)
        const end = await waitFor(() => wire.coreEnds.at(-1), 'the core to see the client')
        const received: WireMessage[] = []
        channel.onMessage((message) => void received.push(message))
        return { channel, end, received }
      },
      async ask(client, id, method, params) {
        client.channel.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
        const isAnswer = (message: WireMessage) =>
          typeof message === 'string' && message.includes(`"id":${id},`)
        return JSON.parse(
          String(await waitFor(() => client.received.find(isAnswer), `answer ${id}`)),
        ) as RawAnswer
      },
    })
  })
}
