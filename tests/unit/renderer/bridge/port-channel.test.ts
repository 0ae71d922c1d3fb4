/** The handshake for a port: only our own window's answer is taken. */
import { MessageChannel } from 'node:worker_threads'
import { afterEach, expect, it, vi } from 'vitest'
import { toAppError } from '../../../../shared/errors.ts'
import { openPortChannel, type PortWindow } from '../../../../renderer/bridge/port-channel.ts'

const origin = 'app://bundle'
const newWindow = () => Object.assign(new EventTarget(), { location: { origin } }) as EventTarget & PortWindow

afterEach(() => void vi.useRealTimers())

it('takes no port from another frame, another origin or another message', async () => {
  const target = newWindow()
  const strange = new MessageChannel()
  const own = new MessageChannel()
  const post = (fields: object) => target.dispatchEvent(Object.assign(new Event('message'), fields))
  const data = { __tickerdeck: 'port' }
  const ports = [strange.port2]
  const requestPort = () => {
    post({ source: {}, origin, data, ports })
    post({ source: target, origin: 'https://evil.example', data, ports })
    post({ source: target, origin, data: 'port', ports })
    post({ source: target, origin, data, ports: [] })
    post({ source: target, origin, data, ports: [own.port2] })
  }
  const channel = await openPortChannel(target, { requestPort })
  const received = new Promise((resolve) => own.port1.once('message', resolve))
  channel.send('hello')
  expect(await received).toBe('hello')
  channel.close()
  strange.port1.close()
})

it('gives up after ten seconds, and listens no longer', async () => {
  vi.useFakeTimers()
  const target = newWindow()
  const refused = openPortChannel(target, { requestPort: () => undefined }).catch(toAppError)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await refused).toMatchObject({ code: 'unavailable' })
  const { port1, port2 } = new MessageChannel()
  const fields = { source: target, origin, data: { __tickerdeck: 'port' }, ports: [port2] }
  const late = Object.assign(new Event('message'), fields)
  const taken = vi.spyOn(late, 'stopImmediatePropagation')
  target.dispatchEvent(late)
  expect(taken).not.toHaveBeenCalled()
  port1.close()
})
