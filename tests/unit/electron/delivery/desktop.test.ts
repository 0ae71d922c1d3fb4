import { describe, expect, it } from 'vitest'
import { desktopText, isJsonObject, sendToDesktop } from '../../../../electron/delivery/channels/desktop.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { firing, startAt } from './samples.ts'

describe('the text of a notification', () => {
  it('names symbol, price, rule, time and note', () => {
    expect(desktopText(firing('f1', { note: 'take profit' }), 'UTC')).toEqual({
      title: 'BTCUSDT 64,200.25',
      body: 'BTCUSDT last crosses up 64,200, once · 12:00:00\ntake profit',
    })
  })

  it('says the message of the rule, but not one that is written for a receiver', () => {
    expect(desktopText(firing('f1', { message: 'BTC is\nup' }), 'UTC').body).toBe('BTC is up · 12:00:00')
    expect(desktopText(firing('f1', { message: '{"text":"BTC"}' }), 'UTC').body).toMatch(/^BTCUSDT last/)
    expect(desktopText(firing('f1', { message: 'x'.repeat(4000) }), 'UTC').body.length).toBeLessThan(330)
  })

  it('does without a price and without an instrument', () => {
    const bare = firing('f1', { instrument: null, price: null, evidence: { before: null, at: null } })
    expect(desktopText(bare, 'UTC').title).toBe('Alert')
    expect(desktopText({ ...bare, ruleName: 'Feed is down', simulated: true }, 'UTC').title).toBe(
      'Feed is down (simulated)',
    )
    expect(desktopText({ ...bare, instrument: firing('f').instrument }, 'UTC').title).toBe('BTCUSDT')
  })

  it('prefers the value that made it fire to that of the evidence', () => {
    expect(desktopText(firing('f1', { price: -0.5 }), 'UTC').title).toBe('BTCUSDT \u22120.5')
  })

  it('tells a late one by the time at which it happened', () => {
    const late = firing('f1', { late: true, happenedAt: startAt - 3_600_000 })
    expect(desktopText(late, 'UTC')).toMatchObject({
      title: 'BTCUSDT 64,200.25 (late)',
      body: expect.stringContaining('11:00:00'),
    })
  })

  it('marks what is simulated or late, writes small prices whole and shortens notes', () => {
    const at = { price: 0.00000123, exchangeAt: null, receivedAt: startAt }
    const text = desktopText(
      firing('f1', { simulated: true, late: true, note: '🚀'.repeat(500), evidence: { before: null, at } }),
      'UTC',
    )
    expect(text.title).toBe('BTCUSDT 0.00000123 (simulated, late)')
    expect([...(text.body.split('\n')[1] ?? '')]).toHaveLength(160)
    expect(text.body).not.toContain('\ufffd')
  })
})

it('tells a JSON object from everything that looks like one', () => {
  expect([' {"a":1}\n', '{}'].map(isJsonObject)).toEqual([true, true])
  expect(['', '[1]', '"a"', '1', 'null', '{a:1}', '{"a":1} x', '{{close}}'].some(isJsonObject)).toBe(false)
})

describe('the system', () => {
  const words = { id: 'd1', title: 'T', body: 'B' }

  it('is asked with these words, and its answer is taken', async () => {
    const clock = createManualClock()
    const asked: unknown[] = []
    const notify = async (notification: object) => {
      asked.push(notification)
      clock.advance(12)
      return true
    }
    expect(await sendToDesktop({ clock, notify }, words)).toEqual({
      outcome: 'taken',
      answer: 'the system took it in 12 ms',
    })
    expect(asked).toEqual([words])
    expect(clock.pendingTimers()).toBe(0)
  })

  it('that refuses, fails or says nothing is asked again', async () => {
    const clock = createManualClock()
    const ask = (notify: () => Promise<boolean>) => sendToDesktop({ clock, notify }, words)
    const again = { again: { afterMs: null, holds: false } }
    expect(await ask(() => Promise.resolve(false))).toMatchObject({
      reason: expect.stringMatching(/did not take/),
      ...again,
    })
    expect(await ask(() => Promise.reject(new Error('no bus')))).toMatchObject({ reason: 'no bus', ...again })
    const silent = ask(() => new Promise(() => undefined))
    await clock.advanceAsync(15_000)
    expect(await silent).toMatchObject({ reason: 'the system did not answer within 15 s', ...again })
  })
})
