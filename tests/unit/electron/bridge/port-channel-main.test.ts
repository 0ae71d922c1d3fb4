/** The core's end of a port: what crosses, and its end. */
import { MessageChannel } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { channelOfPortMain } from '../../../../electron/bridge/port-channel-main.ts'
import type { WireMessage } from '../../../../shared/wire.ts'
import { portMainOf } from '../../../bridge/wires.ts'
import { waitFor } from '../../../support/wait-for.ts'

it('keeps early messages, carries numbers as numbers, drops what is neither, and tells of the end', async () => {
  const { port1, port2 } = new MessageChannel()
  const channel = channelOfPortMain(portMainOf(port1))
  const atPort: unknown[] = []
  port2.on('message', (data) => void atPort.push(data))
  port2.postMessage('early')
  port2.postMessage({ neither: true })
  const received: WireMessage[] = []
  channel.onMessage((message) => void received.push(message))
  port2.postMessage(Float64Array.of(1, NaN))
  channel.send('text')
  channel.send(Float64Array.of(2))
  await waitFor(() => received.length === 2 && atPort.length === 2, 'messages both ways')
  expect(received).toEqual(['early', Float64Array.of(1, NaN)])
  expect(atPort).toEqual(['text', Float64Array.of(2)])
  let closed = 0
  channel.onClose(() => void (closed += 1))
  port2.close()
  await waitFor(() => closed === 1, 'the end')
  channel.close()
  channel.send('into nothing')
  expect(closed).toBe(1)
})
