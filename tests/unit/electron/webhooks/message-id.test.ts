/** By what a repeat of a message is known, and where a sender is said to be. */
import { describe, expect, it } from 'vitest'
import { messageId } from '../../../../electron/webhooks/message-id.ts'
import { addressVerdict, certificateVerdict } from '../../../../electron/webhooks/published.ts'
import { createResends } from '../../../../electron/webhooks/resends.ts'
import type { Headers } from '../../../../electron/webhooks/schemes/scheme.ts'
import type { HookScheme } from '../../../../shared/model/webhook.ts'

const idOf = (scheme: HookScheme, body: string, headers: Headers = [], id: string | null = null) =>
  messageId({ ...{ scheme, headers, id }, body: Buffer.from(body) })

describe('W6 the id of a message', () => {
  it('is what the scheme says, before all else', () => {
    expect(idOf('standard', '{"id":"b"}', [['webhook-id', 'h']], 'signed')).toBe('id:signed')
    expect(idOf('stripe', '{"id":"evt_1","n":1}')).toBe(idOf('stripe', '{"id":"evt_1","n":2}'))
    expect(idOf('slack', '{"event_id":"Ev1","id":"x"}')).toBe('body:Ev1')
    expect(idOf('github', '{"id":"x"}')).toBeNull()
  })

  it('is a header, or an id in the body together with the bytes, where nothing is promised', () => {
    expect(idOf('token', 'x', [['Webhook-Id', 'm1']])).toBe('id:m1')
    expect(idOf('tradingview', '{"id":7}')).toBe(idOf('tradingview', '{"id":7}'))
    expect(idOf('token', '{"id":"rule","price":1}')).not.toBe(idOf('token', '{"id":"rule","price":2}'))
  })

  it('is none for what says none, says it twice, or writes a novel', () => {
    expect(idOf('token', 'BTCUSDT Crossing 64000')).toBeNull()
    expect(idOf('token', '{"message":"x"}')).toBeNull()
    expect(idOf('token', '{"id":""}')).toBeNull()
    expect(idOf('token', '{"id":{"a":1}}')).toBeNull()
    expect(idOf('token', '[{"id":"a"}]')).toBeNull()
    expect(idOf('token', `{"id":"${'x'.repeat(257)}"}`)).toBeNull()
    const twice: Headers = [
      ['webhook-id', 'a'],
      ['webhook-id', 'b'],
    ]
    expect(idOf('token', 'x', twice)).toBeNull()
  })
})

describe('W8 the last hop', () => {
  it('counts; what stands before it is the sender’s own word', () => {
    const verdict = (...values: string[]) =>
      addressVerdict(values.map((value) => ['X-Forwarded-For', value] as const))
    expect(verdict('52.89.214.238')).toBe('published')
    expect(verdict('::ffff:54.218.53.128')).toBe('published')
    expect(verdict('1.2.3.4', '34.212.75.30')).toBe('published')
    expect(verdict('34.212.75.30', '1.2.3.4')).toBe('other')
    expect(verdict('34.212.75.30, ')).toBe('unknown')
    expect([verdict(), verdict('')]).toEqual(['unknown', 'unknown'])
  })

  it('may pass on the name in a certificate', () => {
    const verdict = (value: string) => certificateVerdict([['X-Forwarded-Tls-Client-Cert-Info', value]])
    expect(verdict('Subject%3D%22C%3DUS%2CCN%3DTradingView%20Webhooks%22')).toBe('tradingview')
    expect(verdict('CN=TradingView Webhooks Evil')).toBe('other')
    expect(verdict('%zz CN=someone')).toBe('other')
    expect(verdict('')).toBeNull()
  })
})

describe('W19 resends', () => {
  it('are the same bytes to the same address within twenty seconds of our failure', () => {
    let now = 0
    const resends = createResends(() => now)
    const body = Buffer.from('x')
    resends.failed('a', body)
    now = 20_000
    expect([resends.isResend('a', body), resends.isResend('b', body)]).toEqual([true, false])
    expect(resends.isResend('a', Buffer.from('y'))).toBe(false)
    now = 20_001
    expect(resends.isResend('a', body)).toBe(false)
  })

  it('are remembered within bounds', () => {
    const resends = createResends(() => 0)
    for (let place = 0; place <= 2000; place += 1) resends.failed('a', Buffer.from(String(place)))
    expect(resends.isResend('a', Buffer.from('0'))).toBe(false)
    expect(resends.isResend('a', Buffer.from('2000'))).toBe(true)
  })
})
