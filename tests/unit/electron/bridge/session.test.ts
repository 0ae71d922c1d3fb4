/** The bounds of one client, and its end. */
import { expect, it } from 'vitest'
import { createSession, longestMessage } from '../../../../electron/bridge/session.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import type { SessionContext } from '../../../../electron/bridge/handlers.ts'
import type { WireMessage } from '../../../../shared/wire.ts'
import { btc } from '../../../bridge/fake-core.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { createMemoryPair } from '../../../support/memory-channel.ts'
import { waitFor } from '../../../support/wait-for.ts'

function setUp(dispatch: (context: SessionContext) => Promise<string | null>) {
  const [channel, client] = createMemoryPair()
  const received: WireMessage[] = []
  client.onMessage((message) => void received.push(message))
  let ended = 0
  const session = createSession({
    id: 'client-1',
    channel,
    dispatch,
    quotes: {
      acquire: () => () => undefined,
      current: () => undefined,
      indexOf: () => 0,
      onChange: () => () => undefined,
    },
    candles: { subscribe: () => () => undefined, onChange: () => () => undefined },
    clock: createManualClock(),
    log: silentLog,
    onEnd: () => void (ended += 1),
  })
  return { session, channel, client, received, ended: () => ended }
}

it('refuses numbers, a message that is too long, and more waiting calls than it has room for', async () => {
  const { client, received } = setUp(() => new Promise(() => undefined))
  client.send(new Float64Array(4))
  client.send('x'.repeat(longestMessage + 1))
  for (let id = 0; id <= 1000; id += 1) client.send(`{"jsonrpc":"2.0","id":${id},"method":"settings.get"}`)
  await waitFor(() => received.length === 3, 'three refusals')
  const errors = received.map(
    (text) => JSON.parse(String(text)) as { id: number | null; error: { data: { code: string } } },
  )
  expect(errors.map(({ id, error }) => [id, error.data.code])).toEqual([
    [null, 'bad-request'],
    [null, 'too-large'],
    [1000, 'rate-limited'],
  ])
})

it('undoes in reverse order, once, whatever fails on the way', async () => {
  const order: string[] = []
  const { session, client, ended } = setUp((context) => {
    context.onClose(() => void order.push('first'))
    context.onClose(() => {
      throw new Error('stuck')
    })
    context.onClose(() => void order.push('last'))
    return Promise.resolve('done')
  })
  client.send('go')
  await waitFor(() => new Promise<boolean>((resolve) => queueMicrotask(() => resolve(true))), 'a turn')
  session.close()
  session.close()
  expect(order).toEqual(['last', 'first'])
  expect(ended()).toBe(1)
})

it('gives a client that has gone no new subscription, and undoes at once', async () => {
  let context: SessionContext | undefined
  const { session, client } = setUp((own) => {
    context = own
    return Promise.resolve(null)
  })
  client.send('go')
  const own = await waitFor(() => context, 'the call')
  session.close()
  expect(() => own.quotes.subscribe([btc], 'binary')).toThrow('has gone')
  expect(() => own.candles.subscribe(btc, '1m')).toThrow('has gone')
  let undone = false
  own.onClose(() => (undone = true))
  expect(undone).toBe(true)
})

it('cuts off a client that asks and does not read', async () => {
  const { channel, client, ended } = setUp(() => Promise.resolve('answer'))
  channel.setBufferedBytes(65 * 1024 * 1024)
  client.send('go')
  await waitFor(() => ended() > 0, 'the end')
  expect(ended()).toBe(1)
})
